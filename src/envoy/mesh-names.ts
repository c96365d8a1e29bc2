/** TCP port of a sidecar that takes the connections which its pod opens, redirected there. */
export const OUTBOUND_PORT = 15_001;
/** TCP port of a sidecar that takes the connections which others open to its pod, redirected there. */
export const INBOUND_PORT = 15_006;

/** Static cluster: to where the connection went before it was redirected. */
export const PASSTHROUGH_CLUSTER = 'mesh/passthrough';
/** Static cluster: to where the connection went, from an address by which it is not redirected once more. */
export const INBOUND_CLUSTER = 'mesh/inbound';

/**
 * What connections to the workload beside a sidecar come from. They go over the loopback interface, where those that the workload's own
 * calls to itself have from the address of the pod.
 */
export const INBOUND_SOURCES = { IPv4: '127.0.0.6', IPv6: '::1' } as const;
