import type { Resource } from '../../src/resources/types.js';

/** Namespaces in the mesh with Services, as an API server has them. */

const PODS = 2;

/** A Service whose ClusterIP and endpoints are of the benchmarking range; nobody answers there. */
export function service(namespace: string, name: string, index: number): Resource[] {
  const [high, low] = [index >> 8, index & 0xff];
  const metadata = { name, namespace };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        type: 'ClusterIP',
        clusterIP: `198.19.${high}.${low}`,
        clusterIPs: [`198.19.${high}.${low}`],
        ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP', appProtocol: 'http' }],
      },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      endpoints: Array.from({ length: PODS }, (_, i) => ({
        addresses: [`198.18.${high + 64 * i}.${low}`],
        conditions: { ready: true },
      })),
    },
  ] as unknown as Resource[];
}

export function namespace(name: string): Resource {
  const labels = { 'gatewright.dev/mesh': 'enabled', 'kubernetes.io/metadata.name': name };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } } as unknown as Resource;
}

/**
 * A route with two rules, as the benches of the edge have them. In the namespace of the Service it is the producer's, for all clients;
 * elsewhere a consumer's. `variant` changes what it does.
 */
export function route(
  namespace: string,
  name: string,
  target: { namespace: string; name: string },
  variant = 0,
): Resource {
  const backendRefs = [{ ...target, port: 80 }];
  const set = [{ name: 'x-variant', value: `v${variant}` }];
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace, generation: variant + 1 },
    spec: {
      parentRefs: [{ group: '', kind: 'Service', ...target, port: 80 }],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/a' } }],
          filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set } }],
          backendRefs,
        },
        { matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs },
      ],
    },
  } as unknown as Resource;
}
