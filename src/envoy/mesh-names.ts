/** Static cluster: to where the connection went before it was redirected. */
export const PASSTHROUGH_CLUSTER = 'mesh/passthrough';
/** Static cluster: to where the connection went, from an address by which it is not redirected once more. */
export const INBOUND_CLUSTER = 'mesh/inbound';

/**
 * Where connections come from that a sidecar opens to the workload beside it. They go over the loopback interface, and so do those that
 * it opens to its own pod because the workload calls itself; these come from the address of the pod.
 */
export const INBOUND_SOURCES = { IPv4: '127.0.0.6', IPv6: '::1' } as const;

/** Secret: the certificate and key of the workload, of each proxy its own. */
export const MESH_IDENTITY = 'mesh/identity';
/** Secret: the authorities that the certificates of workloads come from. */
export const MESH_ROOTS = 'mesh/roots';
