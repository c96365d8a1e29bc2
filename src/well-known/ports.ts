/** TCP ports of Gatewright's own, of proxies and of the controller. Those of the controller are in the chart, too. */

/** Of a proxy's pod: answers readiness probes and shows statistics. */
export const READINESS_PORT = 19_001;

/** Of a sidecar, which the pod's own containers cannot have: receives the connections that the pod opens. */
export const OUTBOUND_PORT = 15_001;
/** Of a sidecar: receives the connections that are opened to the pod. */
export const INBOUND_PORT = 15_006;
/** Of a sidecar: answers kubelet's probes of the pod's own containers. */
export const PROBE_PORT = 15_020;

/** Of the controller: the xDS server. */
export const XDS_PORT = 18_000;
/** Of the controller: `/healthz`, `/readyz` and `/metrics`. */
export const HEALTH_PORT = 8_080;
/** Of the controller: the webhook that gives pods their sidecars. */
export const WEBHOOK_PORT = 9_443;
/** Of the controller and the standalone mode, on loopback only: health, metrics and `/debug`. */
export const ADMIN_PORT = 19_000;
