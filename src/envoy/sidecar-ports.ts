/** TCP ports of a sidecar, which the pod's own containers can not have; besides them there is the READINESS_PORT. */

/** Where the connections that the pod opens are redirected to. */
export const OUTBOUND_PORT = 15_001;
/** Where the connections that the pod is sent are redirected to. */
export const INBOUND_PORT = 15_006;
/** Where kubelet asks Envoy how the pod's own containers are. */
export const PROBE_PORT = 15_020;
