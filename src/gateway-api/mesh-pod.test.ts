import { describe, expect, test } from '@jest/globals';
import { route, SERVICE } from './testing/mesh-resources.js';
import { MESH, MESH_CONTROLLER, Translation } from './testing/translation.js';

describe('the identity at an address', () => {
  const pod = (
    name: string,
    fields = '',
    status = '{ phase: Running, podIP: 10.0.0.1 }',
    label = 'injected',
    annotations = '',
  ) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: app, labels: { gatewright.dev/sidecar: ${label} }, annotations: {${annotations}} }
spec: { serviceAccountName: shop${fields} }
status: ${status}
`;
  const slice = (targetRef: string) => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: shop-1, namespace: app, labels: { kubernetes.io/service-name: shop } }
addressType: IPv4
ports: [{ name: web, port: 3000 }]
endpoints: [{ addresses: [10.0.0.1], targetRef: ${targetRef} }]
`;

  test.each([
    ['of the pod that the slice names', pod('shop-1'), '{ kind: Pod, name: shop-1 }', 'app/shop'],
    ['before the pod has an address', pod('shop-1', '', '{}'), '{ kind: Pod, name: shop-1 }', 'app/shop'],
    [
      'of an earlier pod of that name',
      pod('shop-1', '', '{ podIP: 10.0.0.7 }'),
      '{ kind: Pod, name: shop-1 }',
      undefined,
    ],
    ['of another pod than the slice names', pod('shop-2'), '{ kind: Pod, name: shop-1 }', undefined],
    ['where the slice names none', pod('shop-2'), 'null', 'app/shop'],
    ['of a pod that has ended', pod('shop-2', '', '{ phase: Succeeded, podIP: 10.0.0.1 }'), 'null', undefined],
    ['of a node', pod('shop-2', ', hostNetwork: true'), 'null', undefined],
    ['of a pod without a sidecar', pod('shop-1', '', undefined, 'none'), '{ kind: Pod, name: shop-1 }', undefined],
    ...(
      [
        ['"9090, 3000"', undefined],
        ['"30, 300"', 'app/shop'],
        ['nonsense', 'app/shop'],
      ] as const
    ).map(
      ([ports, identity]) =>
        [
          `whose sidecar leaves out the ports ${ports}`,
          pod('shop-1', '', undefined, undefined, `gatewright.dev/exclude-inbound-ports: ${ports}`),
          '{ kind: Pod, name: shop-1 }',
          identity,
        ] as const,
    ),
    [
      'of one of several addresses',
      pod('shop-1', '', '{ podIP: "2001:db8::1", podIPs: [{ ip: "2001:db8::1" }, { ip: 10.0.0.1 }] }'),
      'null',
      'app/shop',
    ],
  ])('%s', (_, resources, targetRef, identity) => {
    const { model } = new Translation(MESH)
      .sidecars('app/web')
      .apply(SERVICE, route('HTTPRoute', 'r', { ref: 'port: 80' }), resources, slice(targetRef));
    expect(model.endpoints.get('app/shop:80+Downstream')?.endpoints[0]?.identity).toBe(identity);
  });

  test('is nobody where a sidecar answers for itself', () => {
    const settings = { ...MESH, mesh: { controllerName: MESH_CONTROLLER, trustDomain: 'a', sidecarPorts: [3000] } };
    const { model } = new Translation(settings)
      .sidecars('app/web')
      .apply(SERVICE, route('HTTPRoute', 'r', { ref: 'port: 80' }), pod('shop-1'), slice('null'));
    expect(model.endpoints.get('app/shop:80+Downstream')?.endpoints).toEqual([
      { address: '10.0.0.1', port: 3000, health: 'Healthy' },
    ]);
  });
});
