import fc from 'fast-check';
import type { Resource } from '../../resources/types.js';
import { selfSigned } from './certificate.js';
import { parse, SHARED } from './translation.js';

/** Resources that have a lot to do with each other: few names, and for each many variants, wrong ones too. */

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
/** One of them is the likelier one, so that things are found where they are looked for. */
const NAMESPACES = ['a', 'a', 'a', 'b'];
const CERTIFICATES = [selfSigned(['one.example.com']), selfSigned(['two.example.com'])].map(({ certificate, key }) => ({
  'tls.crt': btoa(certificate),
  'tls.key': btoa(key),
}));

const CA = { 'ca.crt': atob(CERTIFICATES[0]?.['tls.crt'] ?? '') };

const one = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
/** For what makes the rest mean nothing. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** Without the fields that are undefined, as JSON has it. */
function plain(object: unknown): Resource {
  return JSON.parse(JSON.stringify(object)) as Resource;
}

const namespaced = one(...NAMESPACES);
const hostname = one('a.example.com', 'b.a.example.com', '*.example.com', '*.a.example.com', '*.com', 'other.org');
const created = optional(one('2020-01-01T00:00:00Z', '2021-01-01T00:00:00Z'));

const metadata = (names: readonly string[]) =>
  fc.record({
    namespace: namespaced,
    name: one(...names),
    creationTimestamp: created,
    generation: optional(fc.integer({ min: 1, max: 3 })),
  });

const PARAMETERS_REFS = [
  { group: 'gatewright.dev', kind: 'ProxyConfig', name: 'config' },
  { group: 'gatewright.dev', kind: 'ProxyConfig', name: 'config' },
  { group: '', kind: 'ConfigMap', name: 'config' },
];

const gatewayClass = fc
  .record({
    name: one('ours', 'other'),
    parametersRef: seldom(one(...PARAMETERS_REFS.map((ref) => ({ ...ref, namespace: 'a' })))),
    controllerName: one(...Array(4).fill('gatewright.dev/gateway-controller'), 'example.com/other'),
  })
  .map(({ name, ...spec }) => ({
    apiVersion: GATEWAY_API,
    kind: 'GatewayClass',
    metadata: { name },
    spec,
  }));

const listener = fc
  .record({
    name: one('one', 'two', 'three'),
    port: one(80, 81, 82, 83),
    protocol: one('HTTP', 'HTTP', 'HTTP', 'HTTPS', 'HTTPS', 'TLS', 'TLS', 'TCP', 'UDP', 'other.org/x'),
    mode: one('Terminate', 'Passthrough'),
    hostname: one(undefined, undefined, 'a.example.com', '*.example.com', '*.a.example.com'),
    certificateRefs: fc.array(fc.record({ name: one('cert', 'cert', 'nothing'), namespace: optional(namespaced) }), {
      minLength: 1,
      maxLength: 2,
    }),
    filters: seldom(
      fc.record({
        requests: fc.array(
          one<unknown>(
            {
              type: 'ExternalAuth',
              externalAuth: { protocol: 'HTTP', http: {}, backendRef: { name: 'shop', port: 80 } },
            },
            {
              type: 'ExternalAuth',
              externalAuth: { protocol: 'GRPC', grpc: {}, backendRef: { name: 'cart', namespace: 'b', port: 80 } },
            },
            { type: 'ExtensionRef', extensionRef: { group: 'g', kind: 'K', name: 'n' } },
          ),
          { maxLength: 2 },
        ),
      }),
    ),
    allowedRoutes: optional(
      fc.record({
        namespaces: one(
          { from: 'All' },
          { from: 'All' },
          { from: 'Same' },
          { from: 'Selector', selector: { matchLabels: { team: 'x' } } },
          { from: 'None' },
        ),
        kinds: one(undefined, undefined, undefined, [{ kind: 'HTTPRoute' }], [{ kind: 'TCPRoute' }]),
      }),
    ),
  })
  .map(({ certificateRefs, mode, hostname, ...rest }) => {
    if (rest.protocol === 'TCP' || rest.protocol === 'UDP') return rest;
    if (rest.protocol === 'HTTPS') return { ...rest, hostname, tls: { certificateRefs } };
    return rest.protocol === 'TLS' ? { ...rest, hostname, tls: { mode, certificateRefs } } : { ...rest, hostname };
  });

const trustRef = fc
  .record({
    kind: one('ConfigMap', 'ConfigMap', 'ConfigMap', 'ClusterTrustBundle', 'ClusterTrustBundle', 'Secret'),
    name: one('ca', 'ca', 'more', 'nothing'),
  })
  .map((ref) => ({ group: ref.kind === 'ClusterTrustBundle' ? 'certificates.k8s.io' : '', ...ref }));
const trustRefs = fc.array(trustRef, { minLength: 1, maxLength: 2 });

const clientValidation = fc.record({
  validation: optional(
    fc.record({
      caCertificateRefs: fc.array(
        fc.tuple(trustRef, optional(namespaced)).map(([ref, namespace]) => ({ ...ref, namespace })),
        { minLength: 1, maxLength: 2 },
      ),
      mode: one(undefined, 'AllowValidOnly', 'AllowInsecureFallback'),
    }),
  ),
});

const clientCertificateRef = fc.record({ name: one('cert', 'cert', 'nothing'), namespace: optional(namespaced) });

const gatewayTls = fc.record({
  backend: optional(fc.record({ clientCertificateRef: optional(clientCertificateRef) })),
  frontend: optional(
    fc.record({
      default: clientValidation,
      perPort: optional(fc.record({ port: one(80, 81), tls: clientValidation }).map((each) => [each])),
    }),
  ),
});

const gateway = fc.record({
  apiVersion: fc.constant(GATEWAY_API),
  kind: fc.constant('Gateway'),
  metadata: metadata(['web', 'api']),
  spec: fc.record({
    gatewayClassName: one('ours', 'ours', 'ours', 'other'),
    addresses: one(
      undefined,
      undefined,
      undefined,
      undefined,
      [{ value: '127.0.0.2' }],
      [{ type: 'Hostname', value: 'x' }],
      [{ type: 'IPAddress' }],
      [{ routability: 'Cluster' }, { routability: 'example.com/other' }, { value: '127.0.0.2' }],
    ),
    infrastructure: optional(
      fc.record({ labels: optional(one({ a: 'b' })), parametersRef: seldom(one(...PARAMETERS_REFS)) }),
    ),
    allowedListeners: one(
      undefined,
      { namespaces: { from: 'All' } },
      { namespaces: { from: 'All' } },
      { namespaces: { from: 'Same' } },
      { namespaces: { from: 'Selector', selector: { matchLabels: { team: 'x' } } } },
    ),
    tls: optional(gatewayTls),
    listeners: fc.uniqueArray(listener, { selector: ({ name }) => name, minLength: 1, maxLength: 3 }),
  }),
});

const listenerSet = fc.record({
  apiVersion: fc.constant(GATEWAY_API),
  kind: fc.constant('ListenerSet'),
  metadata: metadata(['web', 'more']),
  spec: fc.record({
    parentRef: fc.record({ name: one('web', 'web', 'api'), namespace: one('a', 'a', 'b', undefined) }),
    listeners: fc.uniqueArray(listener, { selector: ({ name }) => name, minLength: 1, maxLength: 3 }),
  }),
});

const backendRef = fc.record({
  kind: one(undefined, undefined, 'Service', 'XBackend', 'ConfigMap'),
  group: one(undefined, undefined, '', 'gateway.networking.x-k8s.io'),
  name: one('shop', 'cart'),
  namespace: optional(namespaced),
  port: one(undefined, 80, 80, 81),
  weight: optional(one(0, 1, 5)),
});

const rule = fc.record({
  matches: optional(
    fc.array(
      fc.record({
        path: optional(
          one(
            { type: 'PathPrefix', value: '/a' },
            { type: 'PathPrefix', value: '/a/b/' },
            { type: 'Exact', value: '/a' },
            { type: 'RegularExpression', value: '/[a-z]+' },
            { type: 'RegularExpression', value: '(?=a)' },
          ),
        ),
        method: optional(one('GET', 'POST')),
        headers: optional(one([{ name: 'X-A', value: '1' }])),
        queryParams: optional(one([{ name: 'q', type: 'RegularExpression', value: '[a-z]+' }])),
      }),
      { maxLength: 3 },
    ),
  ),
  filters: optional(
    one<unknown[]>(
      [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'x-a', value: 'b' }] } }],
      [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }],
      [
        {
          type: 'URLRewrite',
          urlRewrite: { hostname: 'x.org', path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/x' } },
        },
      ],
      [{ type: 'CORS', cors: { allowOrigins: ['https://x.org'], allowMethods: ['GET'], maxAge: 10 } }],
      [{ type: 'ExternalAuth', externalAuth: { protocol: 'GRPC', grpc: {}, backendRef: { name: 'cart', port: 80 } } }],
      [
        {
          type: 'ExternalAuth',
          externalAuth: {
            protocol: 'HTTP',
            http: { path: '/check', allowedHeaders: ['X-A'], allowedResponseHeaders: ['X-User'] },
            forwardBody: { maxSize: 1024 },
            backendRef: { name: 'cart', namespace: 'b', port: 80 },
          },
        },
      ],
      [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'cart', port: 80 } } }],
      [],
      [],
      [{ type: 'ExtensionRef', extensionRef: { group: 'g', kind: 'K', name: 'n' } }],
    ),
  ),
  backendRefs: fc.array(backendRef, { maxLength: 2 }),
  timeouts: optional(one({ request: '10s', backendRequest: '2s' }, { backendRequest: '1h' })),
  retry: optional(one({ codes: [500], attempts: 2, backoff: '10ms' })),
});

const parentRefs = fc.array(
  fc.record({
    kind: one(undefined, undefined, 'ListenerSet'),
    name: one('web', 'web', 'api', 'more', 'nothing'),
    namespace: optional(namespaced),
    sectionName: one(undefined, undefined, 'one', 'two'),
    port: one(undefined, undefined, 80, 81),
  }),
  { maxLength: 2 },
);

/** Of the kinds that forward connections and datagrams. */
const l4Route = fc
  .record({
    kind: one('TLSRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'),
    metadata: metadata(['l1', 'l2', 'l3']),
    parentRefs,
    hostnames: fc.uniqueArray(hostname, { minLength: 1, maxLength: 3 }),
    backendRefs: fc.array(backendRef, { minLength: 1, maxLength: 3 }),
  })
  .map(({ kind, metadata, parentRefs, hostnames, backendRefs }) => ({
    apiVersion: GATEWAY_API,
    kind,
    metadata,
    spec: { parentRefs, ...(kind === 'TLSRoute' && { hostnames }), rules: [{ backendRefs }] },
  }));

const httpRoute = fc.record({
  apiVersion: fc.constant(GATEWAY_API),
  kind: fc.constant('HTTPRoute'),
  metadata: metadata(['r1', 'r2', 'r3']),
  spec: fc.record({
    parentRefs,
    hostnames: fc.oneof(fc.constant(undefined), fc.uniqueArray(hostname, { maxLength: 3 })),
    rules: fc.array(rule, { minLength: 1, maxLength: 3 }),
  }),
});

const methods = one(
  { service: 'shop.Orders', method: 'Get' },
  { service: 'shop.Orders' },
  { method: 'Get' },
  { type: 'RegularExpression', service: '^shop[.].*$', method: 'Get|List' },
  { type: 'RegularExpression', service: '(?=a)' },
  {},
);

const grpcRoute = fc.record({
  apiVersion: fc.constant(GATEWAY_API),
  kind: fc.constant('GRPCRoute'),
  metadata: metadata(['r1', 'g2', 'g3']),
  spec: fc.record({
    parentRefs,
    hostnames: fc.oneof(fc.constant(undefined), fc.uniqueArray(hostname, { maxLength: 3 })),
    rules: optional(
      fc.array(
        fc.record({
          matches: optional(
            fc.array(
              fc.record({
                method: optional(methods),
                headers: optional(one([{ name: 'X-A', type: 'RegularExpression', value: '1+' }])),
              }),
              { maxLength: 3 },
            ),
          ),
          filters: optional(
            one<unknown[]>(
              [{ type: 'RequestHeaderModifier', requestHeaderModifier: { add: [{ name: 'x-a', value: 'b' }] } }],
              [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'cart', port: 80 }, percent: 50 } }],
              [{ type: 'ExtensionRef', extensionRef: { group: 'g', kind: 'K', name: 'n' } }],
            ),
          ),
          backendRefs: fc.array(backendRef, { maxLength: 2 }),
        }),
        { maxLength: 3 },
      ),
    ),
  }),
});

const service = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Service'),
  metadata: metadata(['shop', 'cart']),
  spec: one(
    { ports: [{ port: 80 }] },
    { ports: [{ port: 80 }] },
    {
      ports: [
        { name: 'http', port: 80 },
        { name: 'h2c', port: 81, appProtocol: 'kubernetes.io/h2c' },
      ],
    },
    { ports: [{ name: 'http', port: 80, appProtocol: 'kubernetes.io/ws' }] },
    {
      ports: [
        { name: 'http', port: 80, appProtocol: 'https' },
        { name: 'dns', port: 80, protocol: 'UDP' },
      ],
    },
    { ports: [{ name: 'http', port: 80, appProtocol: 'redis' }] },
    { type: 'ExternalName', externalName: 'x', ports: [{ port: 80 }] },
  ),
});

const endpointSlice = fc
  .record({
    metadata: metadata(['s1', 's2']),
    service: one('shop', 'cart'),
    ports: one(
      [{ port: 3000 }],
      [
        { name: 'http', port: 3000 },
        { name: 'h2c', port: 3001 },
        { name: 'dns', port: 3053, protocol: 'UDP' },
      ],
      null,
    ),
    endpoints: fc.array(
      fc.record({
        addresses: one(['10.0.0.1'], ['10.0.0.2'], ['127.0.0.1', 'not an address']),
        conditions: optional(one({ ready: false }, { ready: false, serving: true, terminating: true })),
      }),
      { maxLength: 2 },
    ),
  })
  .map(({ metadata, service, ...rest }) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...metadata, labels: { 'kubernetes.io/service-name': service } },
    addressType: 'IPv4',
    ...rest,
  }));

const secret = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Secret'),
  metadata: metadata(['cert']),
  type: one('kubernetes.io/tls', 'kubernetes.io/tls', 'Opaque'),
  data: one<unknown>(...CERTIFICATES, { 'tls.crt': 'AAAA', 'tls.key': 'AAAA' }),
});

const configMap = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('ConfigMap'),
  metadata: metadata(['ca', 'more', 'unused']),
  data: one<unknown>(
    ...CERTIFICATES.map((each) => ({ 'ca.crt': atob(each['tls.crt']) })),
    { 'ca.crt': CERTIFICATES.map((each) => atob(each['tls.crt'])).join('') },
    { 'ca.crt': 'no certificate' },
    {},
  ),
});

const validation = fc.record({
  hostname: one('one.example.com', 'one.example.com', 'two.example.com', '127.0.0.1'),
  caCertificateRefs: fc.option(trustRefs, { nil: undefined, freq: 6 }),
  wellKnownCACertificates: seldom(one('System')),
  subjectAltNames: optional(
    one(
      [{ type: 'URI', uri: 'spiffe://cluster.local/ns/a/sa/shop' }],
      [
        { type: 'Hostname', hostname: '*.example.com' },
        { type: 'Hostname', hostname: 'one.example.com' },
      ],
    ),
  ),
});

const backendTlsPolicy = fc.record({
  apiVersion: fc.constant(GATEWAY_API),
  kind: fc.constant('BackendTLSPolicy'),
  metadata: metadata(['p1', 'p2', 'p3']),
  spec: fc.record({
    targetRefs: fc.array(
      fc.record({
        group: fc.constant(''),
        kind: one('Service', 'Service', 'Service', 'ConfigMap'),
        name: one('shop', 'shop', 'cart'),
        sectionName: one(undefined, undefined, 'http', 'h2c'),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    validation,
    options: seldom(one({ 'example.com/option': 'x' }, { option: 'x' })),
  }),
});

const clusterTrustBundle = fc.record({
  apiVersion: fc.constant('certificates.k8s.io/v1beta1'),
  kind: fc.constant('ClusterTrustBundle'),
  metadata: fc.record({ name: one('ca', 'ca', 'more') }),
  spec: fc.record({ trustBundle: one(CA['ca.crt'], CA['ca.crt'], 'none') }),
});

const namespace = fc
  .record({ name: namespaced, labels: optional(one({ team: 'x' }, { team: 'y' })) })
  .map((metadata) => ({ apiVersion: 'v1', kind: 'Namespace', metadata }));

const referenceGrant = fc.record({
  apiVersion: fc.constant(GATEWAY_API),
  kind: fc.constant('ReferenceGrant'),
  metadata: metadata(['grant']),
  spec: fc.record({
    from: fc.array(
      fc.record({
        group: fc.constant('gateway.networking.k8s.io'),
        kind: one('Gateway', 'ListenerSet', 'HTTPRoute', 'HTTPRoute', 'TLSRoute', 'TCPRoute'),
        namespace: namespaced,
      }),
      { minLength: 1, maxLength: 2 },
    ),
    to: fc.array(
      fc.record({
        group: fc.constant(''),
        kind: one('Service', 'Secret', 'ConfigMap'),
        name: optional(one('shop', 'cert', 'ca')),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
});

const xBackend = fc.record({
  apiVersion: fc.constant('gateway.networking.x-k8s.io/v1alpha1'),
  kind: fc.constant('XBackend'),
  metadata: metadata(['shop']),
  spec: fc.oneof(
    one<unknown>(
      { type: 'ExternalHostname', port: { number: 80 }, externalHostname: { hostname: 'api.example.com' } },
      { type: 'ExternalHostname', port: { number: 80 }, externalHostname: { hostname: '127.0.0.1' } },
      { type: 'EndpointSelector', port: { number: 80 }, endpointSelector: { matchLabels: { a: 'b' } } },
    ),
    fc.record({
      type: fc.constant('ExternalHostname'),
      port: fc.constant({ number: 443 }),
      externalHostname: fc.constant({ hostname: 'api.example.com' }),
      protocol: optional(one('HTTP2', 'GRPC')),
      tls: fc.oneof(
        fc.record({ mode: fc.constant('ServerOnly'), validation }),
        fc.record({ mode: fc.constant('ClientAndServer'), validation, clientCertificateRef }),
      ),
    }),
  ),
});

const proxyConfig = fc.record({
  apiVersion: fc.constant('gatewright.dev/v1alpha1'),
  kind: fc.constant('ProxyConfig'),
  metadata: metadata(['config']),
  spec: one<unknown>(
    { replicas: 2, service: { type: 'NodePort' } },
    { accessLog: 'None', service: { externalTrafficPolicy: 'Local' } },
    { bootstrap: { node: {} } },
    {},
  ),
});

const weighted: [number, fc.Arbitrary<unknown>][] = [
  [1, gatewayClass],
  [4, gateway],
  [4, listenerSet],
  [8, httpRoute],
  [5, grpcRoute],
  [5, l4Route],
  [3, service],
  [3, endpointSlice],
  [2, secret],
  [1, namespace],
  [2, referenceGrant],
  [2, xBackend],
  [2, configMap],
  [2, clusterTrustBundle],
  [4, backendTlsPolicy],
  [2, proxyConfig],
];

/** A resource of any kind that the translation reads. */
export const resource: fc.Arbitrary<Resource> = fc
  .oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })))
  .map(plain);

/** What works of the same names, so that it is there when edits begin. */
export const WORKING = parse(`
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: ${SHARED.controllerName} }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: a }
spec:
  gatewayClassName: ours
  allowedListeners: { namespaces: { from: All } }
  tls:
    backend: { clientCertificateRef: { name: cert } }
    frontend:
      default:
        validation:
          caCertificateRefs:
            - { group: certificates.k8s.io, kind: ClusterTrustBundle, name: ca }
            - { group: '', kind: ConfigMap, name: ca }
  listeners:
    - { name: one, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }
    - { name: two, port: 81, protocol: HTTP, hostname: '*.example.com' }
    - { name: three, port: 82, protocol: HTTPS, tls: { certificateRefs: [{ name: cert }] } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: api, namespace: a }
spec:
  gatewayClassName: ours
  listeners:
    - { name: one, port: 83, protocol: TCP }
    - { name: two, port: 83, protocol: UDP }
    - { name: three, port: 84, protocol: TLS, hostname: '*.example.com', tls: { mode: Passthrough } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: TCPRoute
metadata: { name: l1, namespace: a }
spec:
  parentRefs: [{ name: api }]
  rules: [{ backendRefs: [{ name: shop, port: 80 }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: l2, namespace: a }
spec:
  parentRefs: [{ name: api }]
  hostnames: [a.example.com]
  rules: [{ backendRefs: [{ name: shop, port: 80 }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: r1, namespace: a }
spec:
  parentRefs: [{ name: web }]
  rules: [{ backendRefs: [{ name: shop, port: 80 }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: r2, namespace: a }
spec:
  parentRefs: [{ name: web, sectionName: two }]
  hostnames: [a.example.com]
  rules: [{ backendRefs: [{ name: cart, port: 80, namespace: b }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: g2, namespace: a }
spec:
  parentRefs: [{ name: web, sectionName: three }]
  hostnames: [other.org]
  rules: [{ backendRefs: [{ name: shop, port: 80 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: a }
spec: { ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: b }
spec: { ports: [{ port: 80 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { name: grant, namespace: b }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: a }]
  to: [{ group: '', kind: Service }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: p1, namespace: b }
spec:
  targetRefs: [{ group: '', kind: Service, name: cart }]
  validation: { hostname: one.example.com, caCertificateRefs: [{ group: '', kind: ConfigMap, name: ca }] }
`).concat(
  plain({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ca', namespace: 'a' }, data: CA }),
  plain({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ca', namespace: 'b' }, data: CA }),
  plain({
    apiVersion: 'certificates.k8s.io/v1beta1',
    kind: 'ClusterTrustBundle',
    metadata: { name: 'ca' },
    spec: { trustBundle: CA['ca.crt'] },
  }),
  plain({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'cert', namespace: 'a' },
    type: 'kubernetes.io/tls',
    data: CERTIFICATES[0],
  }),
);
