import type { KubernetesObject } from '../../src/kubernetes/objects.js';

/** Namespace of everything that the benchmark makes. */
export const NAMESPACE = 'gatewright-bench';

/** The Gateway that everything goes through. */
export function gateway(className: string): KubernetesObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'bench', namespace: NAMESPACE },
    spec: { gatewayClassName: className, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  };
}

/** Two rules, as gateway-api-bench has them: one to a backend that does not exist, one with a header filter. */
export function route(name: string, { service = 'one', header = '1' } = {}): KubernetesObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      parentRefs: [{ name: 'bench' }],
      hostnames: [hostOf(name)],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/missing' } }],
          backendRefs: [{ name: 'missing', port: 80 }],
        },
        {
          filters: [
            { type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'x-bench', value: header }] } },
          ],
          backendRefs: [{ name: service, port: 80 }],
        },
      ],
    },
  };
}

export function hostOf(routeName: string): string {
  return `${routeName}.bench.test`;
}

/** A Deployment and its Service. Both implementations have the conformance suite's echo server behind them; it ends at once when told to. */
export function backend(name: string, replicas: number): readonly KubernetesObject[] {
  const labels = { app: name };
  const metadata = { name, namespace: NAMESPACE };
  const container = {
    name: 'echo',
    image: 'registry.k8s.io/gateway-api/conformance/echo-basic:v0.2.0',
    imagePullPolicy: 'IfNotPresent',
    env: [
      { name: 'POD_NAME', value: name },
      { name: 'NAMESPACE', value: NAMESPACE },
    ],
    readinessProbe: { httpGet: { path: '/health', port: 3000 }, periodSeconds: 1 },
    resources: { requests: { cpu: '5m' } },
  };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ port: 80, targetPort: 3000 }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
      },
    },
  ];
}
