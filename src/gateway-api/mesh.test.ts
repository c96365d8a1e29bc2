import { describe, expect, test } from '@jest/globals';
import type { MeshHandling } from '../model/index.js';
import { selfSigned } from './testing/certificate.js';
import { MESH, MESH_CONTROLLER, PER_GATEWAY, Translation } from './testing/translation.js';

const SERVICE = `
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: app }
spec: { clusterIP: 10.96.0.1, ports: [{ name: web, port: 80 }, { name: api, port: 8080, appProtocol: http }, { name: db, port: 5432, appProtocol: postgresql }] }
`;

function service(spec: string): string {
  return `
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: app }
spec: ${spec}
`;
}

function route(
  kind: string,
  name: string,
  {
    ref = '',
    namespace = 'app',
    created = '2024-01-01T00:00:00Z',
    spec = 'rules: [{ backendRefs: [{ name: shop, port: 80 }] }]',
  } = {},
): string {
  return `
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace}, creationTimestamp: "${created}" }
spec:
  parentRefs: [{ group: "", kind: Service, name: shop, namespace: app${ref && `, ${ref}`} }]
  ${spec}
`;
}

/** Conditions of the status for one parent, as `type status reason`, and what is said of the first. */
function told(translation: Translation, key: string, parent = 0) {
  const status = translation.model.statuses.get(key)?.status;
  const entry = status && 'parents' in status ? status.parents[parent] : undefined;
  return {
    controllerName: entry?.controllerName,
    conditions: entry?.conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`),
    message: entry?.conditions[0]?.message,
  };
}

const ACCEPTED = ['Accepted True Accepted', 'ResolvedRefs True ResolvedRefs'];
const refused = (reason: string) => [`Accepted False ${reason}`, 'ResolvedRefs True ResolvedRefs'];

const http = (detect: boolean): MeshHandling => ({ type: 'HTTP', detect });

function handlings({ model }: Translation): Record<string, MeshHandling> {
  return Object.fromEntries([...model.meshFrontends.entries()].map(([key, { handling }]) => [key, handling]));
}

describe('what a route is told of a parent that is a Service', () => {
  test.each([
    [
      'all ports',
      SERVICE,
      '',
      ACCEPTED,
      /in part: Connections to port 5432 \(appProtocol postgresql\) of Service app\/shop pass through/,
    ],
    ['a port', SERVICE, 'port: 80', ACCEPTED, /accepted\.$/],
    ['a port by its name', SERVICE, 'sectionName: api', ACCEPTED, /accepted\.$/],
    [
      'a port and another name',
      SERVICE,
      'port: 80, sectionName: api',
      refused('NoMatchingParent'),
      /no TCP port called api, with number 80 \(it has: 80, 8080, 5432\)/,
    ],
    ['a port that it has not', SERVICE, 'port: 81', refused('NoMatchingParent'), /no TCP port 81/],
    [
      'a port that does not carry HTTP',
      SERVICE,
      'port: 5432',
      refused('NoMatchingParent'),
      /port 5432 \(appProtocol postgresql\)/,
    ],
    [
      'HTTPS',
      service('{ clusterIP: 10.96.0.1, ports: [{ port: 80, appProtocol: HTTPS }] }'),
      '',
      refused('NoMatchingParent'),
      /appProtocol HTTPS/,
    ],
    [
      'UDP',
      service('{ clusterIP: 10.96.0.1, ports: [{ port: 80, protocol: UDP }] }'),
      '',
      refused('NoMatchingParent'),
      /it has: none/,
    ],
    ['no Service', '', '', refused('NoMatchingParent'), /Service app\/shop does not exist/],
    [
      'a headless one',
      service('{ clusterIP: None, ports: [{ port: 80 }] }'),
      '',
      refused('NoMatchingParent'),
      /is headless/,
    ],
    [
      'an ExternalName',
      service('{ type: ExternalName, externalName: x, ports: [{ port: 80 }] }'),
      '',
      refused('NoMatchingParent'),
      /of type ExternalName/,
    ],
    [
      'one without ClusterIP',
      service('{ ports: [{ port: 80 }] }'),
      '',
      refused('NoMatchingParent'),
      /has no ClusterIP/,
    ],
  ])('%s', (_, resources, ref, conditions, message) => {
    const translation = new Translation(MESH).apply(resources, route('HTTPRoute', 'r', { ref, spec: 'rules: [{}]' }));
    expect(told(translation, 'HTTPRoute/app/r')).toEqual({
      controllerName: MESH_CONTROLLER,
      conditions,
      message: expect.stringMatching(message),
    });
  });

  test('a UDPRoute is refused', () => {
    const translation = new Translation(MESH).apply(SERVICE, route('UDPRoute', 'r'));
    expect(told(translation, 'UDPRoute/app/r')).toMatchObject({
      conditions: ['Accepted False UnsupportedValue', 'ResolvedRefs False UnsupportedProtocol'],
    });
    expect(translation.model.meshFrontends.size).toBe(0);
  });

  test('nothing, where there is no mesh', () => {
    const { model } = new Translation(PER_GATEWAY).sidecars('app/web').apply(SERVICE, route('HTTPRoute', 'r'));
    expect(model.statuses.size + model.meshFrontends.size + model.sidecars.size + model.backends.size).toBe(0);
  });

  test('a route with a Gateway and a Service for parents has both entries, and rules of both kinds', () => {
    const both = route('HTTPRoute', 'r', {
      spec: 'rules: [{ backendRefs: [{ name: other, namespace: other, port: 80 }] }]',
    }).replace('parentRefs: [', 'parentRefs: [{ name: web }, ');
    const translation = new Translation(MESH).sidecars('app/web').apply(
      `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: gatewright }
spec: { controllerName: gatewright.dev/gateway-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: app }
spec: { gatewayClassName: gatewright, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: v1
kind: Service
metadata: { name: other, namespace: other }
spec: { clusterIP: 10.96.0.2, ports: [{ port: 80 }] }
`,
      SERVICE,
      both,
    );
    expect(told(translation, 'HTTPRoute/app/r', 0)).toMatchObject({
      controllerName: 'gatewright.dev/gateway-controller',
      conditions: ['Accepted True Accepted', 'ResolvedRefs False RefNotPermitted'],
    });
    expect(told(translation, 'HTTPRoute/app/r', 1)).toMatchObject({
      controllerName: MESH_CONTROLLER,
      conditions: ACCEPTED,
    });
    const { httpRules, meshRules } = translation.model;
    expect(httpRules.get('HTTPRoute/app/r/0')?.action).toMatchObject({ backends: [{ status: 500 }] });
    expect(meshRules.get('mesh/HTTPRoute/app/r/0')?.action).toMatchObject({
      backends: [{ backend: 'other/other:80+Downstream' }],
    });
    translation.apply(both.replace('{ name: web }, ', ''));
    expect(told(translation, 'HTTPRoute/app/r', 0)).toMatchObject({ controllerName: MESH_CONTROLLER });
    translation.remove('HTTPRoute', 'app/r');
    expect(translation.model.statuses.has('HTTPRoute/app/r')).toBe(false);
  });

  test('rules that are wrong are dropped, as with Gateways', () => {
    const spec = `rules:
  - matches: [{ path: { type: RegularExpression, value: "(?=a)" } }]
  - backendRefs: [{ name: shop, port: 80 }]`;
    const translation = new Translation(MESH).apply(SERVICE, route('HTTPRoute', 'r', { ref: 'port: 80', spec }));
    expect(told(translation, 'HTTPRoute/app/r').conditions).toEqual([
      ...ACCEPTED,
      'PartiallyInvalid True UnsupportedValue',
    ]);
  });
});

describe('a port that is wanted twice', () => {
  test.each([
    ['GRPCRoute', 'HTTPRoute'],
    ['GRPCRoute', 'TCPRoute'],
    ['HTTPRoute', 'TLSRoute'],
    ['HTTPRoute', 'TCPRoute'],
    ['TLSRoute', 'TCPRoute'],
  ])('is for the %s, not for the %s, however old that is', (winner, loser) => {
    const spec = (kind: string) =>
      `${kind === 'TLSRoute' ? 'hostnames: [a.example.com]\n  ' : ''}rules: [{ backendRefs: [{ name: shop, port: 80 }] }]`;
    const translation = new Translation(MESH).apply(
      SERVICE,
      route(winner, 'winner', { ref: 'port: 80', spec: spec(winner) }),
      route(loser, 'loser', { ref: 'port: 80', created: '2020-01-01T00:00:00Z', spec: spec(loser) }),
    );
    expect(told(translation, `${winner}/app/winner`).conditions).toEqual(ACCEPTED);
    expect(told(translation, `${loser}/app/loser`)).toMatchObject({
      conditions: refused('Conflicted'),
      message: expect.stringMatching(
        new RegExp(
          `^Port 80 of Service app/shop has ${winner}s, which come before ${loser}s\\. Give one of them another port`,
        ),
      ),
    });
    expect(translation.model.meshFrontends.size).toBe(1);
    expect([...translation.model.meshRules.entries()].filter(([key]) => key.includes('loser'))).toEqual([]);
    translation.remove(winner, 'app/winner');
    expect(told(translation, `${loser}/app/loser`).conditions).toEqual(ACCEPTED);
  });

  test('is lost in part where the route has other ports', () => {
    const translation = new Translation(MESH).apply(
      SERVICE,
      route('HTTPRoute', 'r'),
      route('GRPCRoute', 'g', { ref: 'port: 8080' }),
    );
    expect(told(translation, 'HTTPRoute/app/r')).toMatchObject({
      conditions: ACCEPTED,
      message: expect.stringMatching(/in part: .*pass through\. Port 8080 of Service app\/shop has GRPCRoutes/),
    });
  });

  test('is not wanted twice by a consumer and a producer', () => {
    const translation = new Translation(MESH)
      .sidecars('app/web', 'lab/tester', 'other/web')
      .apply(
        SERVICE,
        route('GRPCRoute', 'g', { ref: 'port: 80' }),
        route('HTTPRoute', 'r', { namespace: 'lab', ref: 'port: 80' }),
      );
    expect(told(translation, 'GRPCRoute/app/g').conditions).toEqual(ACCEPTED);
    expect(told(translation, 'HTTPRoute/lab/r').conditions?.[0]).toBe('Accepted True Accepted');
    expect([...translation.model.meshFrontendUses.entries()].map(([key]) => key).sort()).toEqual([
      'mesh/app/web|app/shop:80',
      'mesh/lab/tester|app/shop:80@lab',
      'mesh/other/web|app/shop:80',
    ]);
  });

  test('by two TCPRoutes is for the older one', () => {
    const translation = new Translation(MESH).apply(
      SERVICE,
      route('TCPRoute', 'older', { ref: 'port: 5432', created: '2020-01-01T00:00:00Z' }),
      route('TCPRoute', 'newer', { ref: 'port: 5432' }),
    );
    expect(told(translation, 'TCPRoute/app/newer')).toMatchObject({
      conditions: refused('Conflicted'),
      message: expect.stringMatching(/It is taken by TCPRoute app\/older/),
    });
    expect(handlings(translation)['app/shop:5432']).toEqual({
      type: 'TCP',
      chains: [{ name: 'app/older', serverNames: [], group: 'mesh/app/shop:5432/app/older' }],
    });
  });

  test('by two TLSRoutes is shared by server name', () => {
    const tls = (name: string, hostnames: string, created: string) =>
      route('TLSRoute', name, {
        ref: 'port: 5432',
        created,
        spec: `hostnames: [${hostnames}]\n  rules: [{ backendRefs: [{ name: shop, port: 80 }] }]`,
      });
    const translation = new Translation(MESH).apply(
      SERVICE,
      tls('older', '"*.example.com", a.example.com', '2020-01-01T00:00:00Z'),
      tls('newer', 'a.example.com, b.example.com', '2021-01-01T00:00:00Z'),
      tls('none', 'b.example.com', '2022-01-01T00:00:00Z'),
    );
    const chain = (name: string, ...serverNames: string[]) => ({
      name: `app/${name}`,
      serverNames,
      group: `mesh/app/shop:5432/app/${name}`,
    });
    expect(handlings(translation)['app/shop:5432']).toEqual({
      type: 'TCP',
      chains: [chain('older', '*.example.com', 'a.example.com'), chain('newer', 'b.example.com')],
    });
    expect(told(translation, 'TLSRoute/app/none').conditions).toEqual(refused('Conflicted'));
  });
});

describe('a frontend', () => {
  test('is of HTTP where the port says so, or where the route names it, and else asks the connection', () => {
    const translation = new Translation(MESH).apply(SERVICE, route('HTTPRoute', 'r'));
    expect(handlings(translation)).toEqual({ 'app/shop:80': http(true), 'app/shop:8080': http(false) });
    translation.apply(route('HTTPRoute', 'named', { ref: 'sectionName: web' }));
    expect(handlings(translation)['app/shop:80']).toEqual(http(false));
  });

  test('takes all routes of its kind, the better match first', () => {
    const spec = (path: string) =>
      `rules: [{ matches: [{ path: { value: ${path} } }], backendRefs: [{ name: shop, port: 80 }] }]`;
    const { model } = new Translation(MESH).apply(
      SERVICE,
      route('HTTPRoute', 'a', { ref: 'port: 80', spec: spec('/a') }),
      route('HTTPRoute', 'b', { ref: 'port: 80', spec: spec('/a/b') }),
    );
    expect(model.meshRoutes.get('app/shop:80')?.routes.map(({ rule }) => rule)).toEqual([
      'mesh/HTTPRoute/app/b/0',
      'mesh/HTTPRoute/app/a/0',
    ]);
  });

  test('of a Service in a Strict namespace is there without a route, and leads to the Service itself', () => {
    const strict = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: app, labels: { gatewright.dev/mtls: strict } }';
    const translation = new Translation(MESH).sidecars('lab/tester', 'app/shop').apply(SERVICE, strict);
    const { model } = translation;
    expect(Object.keys(handlings(translation)).sort()).toEqual(['app/shop:5432', 'app/shop:80', 'app/shop:8080']);
    expect(model.meshGroups.get('app/shop:80|mesh/app/shop:80/default')?.members).toEqual([
      { weight: 1, backend: 'app/shop:80' },
    ]);
    expect(model.sidecars.get('mesh/app/shop')?.inbound).toBe('Strict');
    expect(model.sidecars.get('mesh/lab/tester')?.inbound).toBe('Permissive');
    expect([model.backends.has('app/shop:80'), model.backendUses.size]).toEqual([true, 0]);
    translation.apply(route('HTTPRoute', 'r', { ref: 'port: 80' }));
    expect(handlings(translation)['app/shop:80']).toEqual(http(false));
    translation.apply(route('HTTPRoute', 'r'));
    expect(handlings(translation)['app/shop:80']).toEqual({ ...http(true), otherwise: 'mesh/app/shop:80/default' });
    expect(model.meshGroups.has('app/shop:80|mesh/app/shop:80/default')).toBe(true);
    translation.apply(route('HTTPRoute', 'r', { ref: 'port: 80' }));
    translation.apply(strict.replace('strict', 'permissive'));
    expect(Object.keys(handlings(translation))).toEqual(['app/shop:80']);
    expect(model.sidecars.get('mesh/app/shop')?.inbound).toBe('Permissive');
  });
});

describe('a backend of sidecars', () => {
  const XBACKEND = (tls: string) => `
apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XBackend
metadata: { name: api, namespace: app }
spec: { type: ExternalHostname, port: { number: 443 }, externalHostname: { hostname: api.example.com }${tls} }
`;
  const to = (namespace: string) =>
    route('HTTPRoute', 'r', {
      ref: 'port: 80',
      namespace,
      spec: 'rules: [{ backendRefs: [{ group: gateway.networking.x-k8s.io, kind: XBackend, name: api, namespace: app, port: 443 }] }]',
    });

  test('that is an XBackend is found in the namespace of the route, and elsewhere needs a grant', () => {
    const translation = new Translation(MESH).apply(SERVICE, XBACKEND(''), to('app'), to('lab'));
    expect(told(translation, 'HTTPRoute/app/r').conditions).toEqual(ACCEPTED);
    expect(told(translation, 'HTTPRoute/lab/r').conditions?.[1]).toBe('ResolvedRefs False RefNotPermitted');
  });

  test('that is shown a client certificate is refused: its key would be with every client', () => {
    const { certificate, key } = selfSigned(['client']);
    const settings = { ...MESH, systemTrust: '/etc/ssl/certs/ca-certificates.crt' };
    const tls = `, tls: { mode: ClientAndServer, clientCertificateRef: { name: client }, validation: { hostname: api.example.com, wellKnownCACertificates: System } }`;
    const translation = new Translation(settings).sidecars('app/web').apply(
      {
        ...{
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'client', namespace: 'app' },
          type: 'kubernetes.io/tls',
        },
        data: { 'tls.crt': btoa(certificate), 'tls.key': btoa(key) },
      },
      ...[SERVICE, XBACKEND(tls), to('app')],
    );
    expect(told(translation, 'HTTPRoute/app/r').conditions).toEqual([
      'Accepted True Accepted',
      'ResolvedRefs False UnsupportedValue',
    ]);
    const { certificates, certificateUses, backends } = translation.model;
    expect([certificates.size, certificateUses.size, backends.size]).toEqual([0, 0, 0]);
  });

  test('speaks TLS of the mesh, unless a policy says another', () => {
    const policy = `
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: p, namespace: app }
spec:
  targetRefs: [{ group: "", kind: Service, name: shop, sectionName: api }]
  validation: { hostname: a.example.com, wellKnownCACertificates: System }
`;
    const pod = `
apiVersion: v1
kind: Pod
metadata: { name: shop-1, namespace: app, labels: { gatewright.dev/sidecar: injected } }
spec: { serviceAccountName: shop }
status: { phase: Running, podIP: 10.0.0.1 }
`;
    const slice = `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: shop-1, namespace: app, labels: { kubernetes.io/service-name: shop } }
addressType: IPv4
ports: [{ name: web, port: 80 }, { name: api, port: 8080 }]
endpoints: [{ addresses: [10.0.0.1] }, { addresses: [10.0.0.2] }]
`;
    const spec = 'rules: [{ backendRefs: [{ name: shop, port: 80 }, { name: shop, port: 8080 }] }]';
    const settings = { ...MESH, systemTrust: '/etc/ssl/certs/ca-certificates.crt' };
    const { model } = new Translation(settings)
      .sidecars('app/web')
      .apply(SERVICE, policy, pod, slice, route('HTTPRoute', 'r', { ref: 'port: 80', spec }));
    const secured = [...model.backends.entries()].find(([name]) => name.includes('#'))?.[1];
    expect(model.backends.get('app/shop:80+Downstream')).toMatchObject({ mesh: true, protocol: 'Downstream' });
    expect(secured).toMatchObject({ tls: { serverName: 'a.example.com' } });
    expect(secured).not.toHaveProperty('mesh');
    const identities = (name = '') => model.endpoints.get(name)?.endpoints.map(({ identity }) => identity);
    expect(identities('app/shop:80+Downstream')).toEqual(['app/shop', undefined]);
    expect(identities(secured?.name)).toEqual([undefined, undefined]);
    expect([...model.trustBundleUses.entries()].map(([key]) => key)).toEqual(['mesh/app/web|System']);
  });
});

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

test.each([
  ['is accepted', '', 'Accepted True Accepted'],
  ['has no parameters', ', parametersRef: { group: "", kind: ConfigMap, name: a }', 'Accepted False InvalidParameters'],
])('an XMesh of ours %s', (_, fields, condition) => {
  const mesh = (controllerName: string) =>
    `apiVersion: gateway.networking.x-k8s.io/v1alpha1\nkind: XMesh\nmetadata: { name: mesh }\nspec: { controllerName: ${controllerName}${fields} }`;
  const translation = new Translation(MESH).apply(mesh(MESH_CONTROLLER));
  const status = translation.model.statuses.get('XMesh/mesh')?.status;
  if (status === undefined || !('supportedFeatures' in status)) throw new Error('no status');
  expect(status.conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`)).toEqual([condition]);
  const names = status.supportedFeatures.map(({ name }) => name);
  expect(names).toEqual([...names].sort());
  expect(names.filter((name) => name.startsWith('Mesh'))).toHaveLength(10);
  translation.apply(mesh('example.com/mesh'));
  expect(translation.model.statuses.size).toBe(0);
});
