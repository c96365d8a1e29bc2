import fc from 'fast-check';
import { isRouteKind } from '../../model/index.js';
import type { Resource } from '../../resources/types.js';
import { resource, WORKING } from './pool.js';
import { MESH_CONTROLLER, parse } from './translation.js';

/** What the {@link resource} of a pool becomes in a mesh: Services have ClusterIPs and are parents of routes, and pods have sidecars. */

const one = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const NAMESPACES = ['a', 'a', 'b'];

/** ServiceAccounts with sidecars. */
export const sidecars = fc.subarray(['a/web', 'a/shop', 'b/web', 'c/web']);

const serviceRef = fc
  .record({
    name: one('shop', 'shop', 'cart', 'nothing'),
    namespace: one(undefined, ...NAMESPACES),
    port: one(undefined, undefined, 80, 81),
    sectionName: one(undefined, undefined, undefined, 'http', 'h2c'),
  })
  .map((ref) => ({ group: '', kind: 'Service', ...withoutUndefined(ref) }));

const details = fc.record({
  parentRefs: fc.array(serviceRef, { minLength: 1, maxLength: 2 }),
  clusterIP: one('10.96.0.1', '10.96.0.1', '10.96.0.2', 'None', undefined),
  clusterIPs: one(undefined, ['10.96.0.1', '2001:db8::1'], ['not an address']),
  /** A Service that says little of its ports. */
  ports: one(undefined, undefined, [{ port: 80 }], [{ name: 'http', port: 80, appProtocol: 'http' }]),
  targetRef: one(undefined, { kind: 'Pod', name: 'p1' }, { kind: 'Pod', namespace: 'b', name: 'p2' }, { kind: 'Node' }),
  mtls: one('strict', 'strict', 'permissive', undefined),
});

type Fields = Record<string, unknown>;

function inMesh(each: Resource, own: typeof details extends fc.Arbitrary<infer T> ? T : never): Resource {
  const { spec = {}, ...rest } = each as unknown as { spec?: Fields };
  const withSpec = (fields: Fields) =>
    ({ ...rest, spec: withoutUndefined({ ...spec, ...fields }) }) as unknown as Resource;
  if (isRouteKind(each.kind)) {
    return withSpec({ parentRefs: [...((spec.parentRefs as unknown[] | undefined) ?? []), ...own.parentRefs] });
  }
  switch (each.kind) {
    case 'Service':
      return withSpec({
        ...withoutUndefined({ ports: own.ports }),
        clusterIP: own.clusterIP,
        clusterIPs: own.clusterIPs,
      });
    case 'EndpointSlice': {
      const endpoints = each.endpoints?.map((endpoint) => ({
        ...endpoint,
        ...withoutUndefined({ targetRef: own.targetRef }),
      }));
      return { ...each, endpoints: endpoints ?? null };
    }
    case 'Namespace': {
      const labels = { ...each.metadata.labels, ...(own.mtls && { 'gatewright.dev/mtls': own.mtls }) };
      return { ...each, metadata: { ...each.metadata, labels } };
    }
    default:
      return each;
  }
}

const pod = fc
  .record({
    namespace: one(...NAMESPACES),
    name: one('p1', 'p2'),
    sidecar: one('injected', 'injected', 'other'),
    serviceAccountName: one('shop', 'cart', undefined),
    hostNetwork: one(undefined, undefined, undefined, true),
    podIP: one('10.0.0.1', '10.0.0.2', undefined),
    phase: one('Running', 'Running', 'Succeeded'),
  })
  .map(
    ({ namespace, name, sidecar, podIP, phase, ...spec }): Resource => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace, name, labels: { 'gatewright.dev/sidecar': sidecar } },
      spec: withoutUndefined(spec),
      status: withoutUndefined({ phase, podIP }),
    }),
  );

const xMesh = fc
  .record({
    name: one('ours', 'other'),
    controllerName: one(MESH_CONTROLLER, 'example.com/other'),
    parametersRef: one(undefined, { group: '', kind: 'ConfigMap', name: 'config' }),
  })
  .map(
    ({ name, ...spec }): Resource => ({
      apiVersion: 'gateway.networking.x-k8s.io/v1alpha1',
      kind: 'XMesh',
      metadata: { name },
      spec: withoutUndefined(spec),
    }),
  );

/** A resource of any kind that the translation reads, as it is in a mesh. */
export const meshResource: fc.Arbitrary<Resource> = fc.oneof(
  { weight: 40, arbitrary: fc.tuple(resource, details).map(([each, own]) => inMesh(each, own)) },
  { weight: 5, arbitrary: pod },
  { weight: 1, arbitrary: xMesh },
);

/** What works of the same names. */
export const WORKING_IN_MESH: readonly Resource[] = [
  ...WORKING,
  ...parse(`
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: a }
spec: { clusterIP: 10.96.0.1, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: b }
spec: { clusterIP: 10.96.0.2, ports: [{ port: 80 }, { name: h2c, port: 81 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: r3, namespace: a }
spec:
  parentRefs: [{ group: '', kind: Service, name: shop, port: 80 }, { group: '', kind: Service, name: cart, namespace: b }]
  rules: [{ backendRefs: [{ name: shop, port: 80 }, { name: cart, namespace: b, port: 80 }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: TCPRoute
metadata: { name: l3, namespace: b }
spec:
  parentRefs: [{ group: '', kind: Service, name: cart, sectionName: h2c }]
  rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: s1, namespace: a, labels: { kubernetes.io/service-name: shop } }
addressType: IPv4
ports: [{ port: 3000 }]
endpoints: [{ addresses: [10.0.0.1], targetRef: { kind: Pod, name: p1 } }, { addresses: [10.0.0.2] }]
---
apiVersion: v1
kind: Pod
metadata: { name: p1, namespace: a, labels: { gatewright.dev/sidecar: injected } }
spec: { serviceAccountName: shop }
status: { phase: Running, podIP: 10.0.0.1 }
---
apiVersion: v1
kind: Pod
metadata: { name: p2, namespace: b, labels: { gatewright.dev/sidecar: injected } }
status: { phase: Running, podIP: 10.0.0.2 }
`),
];

function withoutUndefined<T extends object>(object: T): { readonly [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}
