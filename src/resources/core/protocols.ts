/** The transport protocols of Services and EndpointSlices. */
export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'] as const;
