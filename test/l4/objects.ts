/** Objects for tests of connections and datagrams, all of them in one namespace. */
const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const SERVICE_PORT = 80;

export const l4Gateway = (listeners: readonly object[], more: object = {}) => ({
  apiVersion: GATEWAY_API,
  kind: 'Gateway',
  metadata: { name: 'edge' },
  spec: { gatewayClassName: 'gatewright', listeners, ...more },
});

/** References to Services by name, with their weights. */
export const backendRefs = (weights: Readonly<Record<string, number>>) =>
  Object.entries(weights).map(([name, weight]) => ({ name, port: SERVICE_PORT, weight }));

export const route = (
  kind: 'TCPRoute' | 'UDPRoute' | 'TLSRoute',
  name: string,
  sectionName: string,
  backends: readonly object[],
  hostnames?: readonly string[],
  creationTimestamp = '2021-01-01T00:00:00Z',
  parent: object = { name: 'edge' },
) => ({
  apiVersion: GATEWAY_API,
  kind,
  metadata: { name, creationTimestamp },
  spec: {
    parentRefs: [{ ...parent, sectionName }],
    ...(hostnames && { hostnames }),
    rules: [{ backendRefs: backends }],
  },
});

/** A Service with endpoints on this machine, on the first of the ports. */
export const service = (
  name: string,
  ports: readonly number[],
  protocol: 'TCP' | 'UDP' = 'TCP',
  addresses: readonly string[] = ['127.0.0.1'],
) => [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { ports: [{ name: 'main', port: SERVICE_PORT, protocol }] },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: 'main', port: ports[0] ?? 1, protocol }],
    endpoints: ports.length > 0 ? addresses.map((address) => ({ addresses: [address] })) : [],
  },
];
