import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { objectKey } from './names.js';
import { testAuthority } from './testing/certificate.js';
import { content, MESH, SHARED, Translation } from './testing/translation.js';

/**
 * Names in references may hold what joins names to keys. Everything below refers by such a name, beside references that are right; none may
 * lead to an object, neither of its own namespace nor of another one.
 */

const API = 'apiVersion: gateway.networking.k8s.io/v1';
const X_API = 'apiVersion: gateway.networking.x-k8s.io/v1alpha1';
const authorities = { own: testAuthority('own'), victim: testAuthority('victim') };
const pairs = { own: authorities.own.issue(['own.test']), victim: authorities.victim.issue(['victim.test']) };
const ADDRESSES = { own: '10.1.1.1', victim: '10.66.66.66' };
type Namespace = keyof typeof ADDRESSES;

/** What references could lead to, the same in both namespaces. */
function objects(namespace: Namespace): string {
  const { certificate, key } = pairs[namespace];
  const at = `namespace: ${namespace}`;
  return `
apiVersion: v1
kind: Service
metadata: { name: svc, ${at} }
spec: { clusterIP: 10.96.0.${namespace === 'own' ? 1 : 2}, ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: svc, ${at}, labels: { kubernetes.io/service-name: svc } }
addressType: IPv4
ports: [{ port: 80 }]
endpoints: [{ addresses: [${ADDRESSES[namespace]}] }]
---
apiVersion: v1
kind: Secret
metadata: { name: cert, ${at} }
type: kubernetes.io/tls
data: { tls.crt: ${btoa(certificate)}, tls.key: ${btoa(key)} }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ca, ${at} }
data: { ca.crt: ${JSON.stringify(authorities[namespace].certificate)} }
---
${X_API}
kind: XBackend
metadata: { name: xb, ${at} }
spec: { type: ExternalHostname, port: { number: 80 }, externalHostname: { hostname: ${namespace}.x.test } }
---
apiVersion: gatewright.dev/v1alpha1
kind: ProxyConfig
metadata: { name: pc, ${at} }
spec: { logLevel: critical }`;
}

const rule = (ref: string, filters = '') => `{ backendRefs: [${ref}] ${filters && `, filters: [${filters}]`} }`;
const parents = 'parentRefs: [{ name: web }]';

/** One reference of each kind by the odd name. */
function references(odd: string): string {
  const name = JSON.stringify(odd);
  const service = `{ name: ${name}, port: 80 }`;
  const external = `{ group: gateway.networking.x-k8s.io, kind: XBackend, name: ${name} }`;
  const trust = `[{ group: '', kind: ConfigMap, name: ca }, { group: '', kind: ConfigMap, namespace: victim, name: ca }, { group: '', kind: ConfigMap, name: ${name} }, { group: certificates.k8s.io, kind: ClusterTrustBundle, name: ${name} }]`;
  const auth = (ref: string) =>
    `{ type: ExternalAuth, externalAuth: { protocol: HTTP, http: {}, backendRef: ${ref} } }`;
  const mirror = (ref: string) => `{ type: RequestMirror, requestMirror: { backendRef: ${ref} } }`;
  const backends = [service, external];
  const route = (kind: string, routeName: string, spec: string) => `
${API}
kind: ${kind}
metadata: { name: ${routeName}, namespace: own }
spec: { ${spec} }`;
  return [
    `${API}
kind: Gateway
metadata: { name: web, namespace: own }
spec:
  gatewayClassName: ours
  allowedListeners: { namespaces: { from: Same } }
  tls:
    backend: { clientCertificateRef: { name: ${name} } }
    frontend: { default: { validation: { caCertificateRefs: ${trust} } } }
  listeners:
    - { name: http, port: 80, protocol: HTTP }
    - { name: filtered, port: 80, protocol: HTTP, hostname: filtered.test, filters: { requests: [${backends.map(auth).join(', ')}] } }
    - { name: https, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: cert }, { name: ${name} }] } }
    - { name: tls, port: 8443, protocol: TLS, tls: { mode: Passthrough } }
    - { name: tcp, port: 9000, protocol: TCP }
    - { name: udp, port: 9001, protocol: UDP }`,
    `${API}
kind: Gateway
metadata: { name: parameters, namespace: own }
spec:
  gatewayClassName: ours
  infrastructure: { parametersRef: { group: gatewright.dev, kind: ProxyConfig, name: ${name} } }
  listeners: [{ name: http, port: 81, protocol: HTTP }]`,
    `${API}
kind: GatewayClass
metadata: { name: odd }
spec:
  controllerName: gatewright.dev/gateway-controller
  parametersRef: { group: gatewright.dev, kind: ProxyConfig, namespace: own, name: ${name} }`,
    `${API}
kind: ListenerSet
metadata: { name: orphan, namespace: own }
spec:
  parentRef: { name: ${name} }
  listeners: [{ name: orphan, port: 4444, protocol: HTTP }]`,
    ...['HTTPRoute', 'GRPCRoute'].map((kind) =>
      route(
        kind,
        `backends-${kind.toLowerCase()}`,
        `${parents}, rules: [${[
          ...backends.map((ref) => rule(ref)),
          ...backends.map((ref) => rule('{ name: svc, port: 80 }', mirror(ref))),
          ...backends.map((ref) => rule(`{ name: svc, port: 80, filters: [${mirror(ref)}] }`)),
          ...(kind === 'HTTPRoute' ? backends.map((ref) => rule('{ name: svc, port: 80 }', auth(ref))) : []),
        ].join(', ')}]`,
      ),
    ),
    ...['TLSRoute', 'TCPRoute', 'UDPRoute'].map((kind) =>
      route(
        kind,
        kind.toLowerCase(),
        `${parents}, ${kind === 'TLSRoute' ? 'hostnames: [tls.test],' : ''} rules: [${rule(backends.join(', '))}]`,
      ),
    ),
    route(
      'HTTPRoute',
      'orphan',
      `parentRefs: [{ name: ${name} }, { kind: ListenerSet, name: ${name} }, { group: '', kind: Service, name: ${name} }], rules: [${rule('{ name: svc, port: 80 }')}]`,
    ),
    route(
      'BackendTLSPolicy',
      'target',
      `targetRefs: [{ group: '', kind: Service, name: ${name} }], validation: { hostname: policy.canary, caCertificateRefs: [{ group: '', kind: ConfigMap, name: ca }] }`,
    ),
    route(
      'BackendTLSPolicy',
      'trust',
      `targetRefs: [{ group: '', kind: Service, name: svc }], validation: { hostname: svc.test, caCertificateRefs: ${trust} }`,
    ),
    `${X_API}
kind: XBackend
metadata: { name: secured, namespace: own }
spec:
  type: ExternalHostname
  port: { number: 443 }
  externalHostname: { hostname: secured.test }
  tls: { mode: ServerOnly, validation: { hostname: secured.test, caCertificateRefs: ${trust} } }`,
    `${X_API}
kind: XBackend
metadata: { name: showing, namespace: own }
spec:
  type: ExternalHostname
  port: { number: 443 }
  externalHostname: { hostname: showing.test }
  tls: { mode: ClientAndServer, clientCertificateRef: { name: ${name} }, validation: { hostname: showing.test, caCertificateRefs: ${trust} } }`,
    route(
      'HTTPRoute',
      'externals',
      `${parents}, rules: [${['secured', 'showing'].map((each) => rule(`{ group: gateway.networking.x-k8s.io, kind: XBackend, name: ${each} }`)).join(', ')}]`,
    ),
    // By a grant for an odd name, references to names that are right.
    `${API}
kind: ReferenceGrant
metadata: { name: odd, namespace: victim }
spec:
  from: [${['Gateway', 'HTTPRoute'].map((kind) => `{ group: gateway.networking.k8s.io, kind: ${kind}, namespace: own }`).join(', ')}]
  to: [${['Service', 'Secret', 'ConfigMap'].map((kind) => `{ group: '', kind: ${kind}, name: ${name} }`).join(', ')}]`,
    route('HTTPRoute', 'thief', `${parents}, rules: [${rule('{ name: svc, namespace: victim, port: 80 }')}]`),
    `${API}
kind: Gateway
metadata: { name: thief, namespace: own }
spec:
  gatewayClassName: ours
  listeners: [{ name: https, port: 444, protocol: HTTPS, tls: { certificateRefs: [{ name: cert }, { name: cert, namespace: victim }] } }]`,
  ].join('\n---\n');
}

const WORLD = `${API}
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }
---
${objects('own')}
---
${objects('victim')}
---
apiVersion: certificates.k8s.io/v1
kind: ClusterTrustBundle
metadata: { name: bundle }
spec: { trustBundle: ${JSON.stringify(authorities.victim.certificate)} }
---
${API}
kind: BackendTLSPolicy
metadata: { name: own, namespace: victim }
spec:
  targetRefs: [{ group: '', kind: Service, name: svc }]
  validation: { hostname: a.test, caCertificateRefs: [{ group: '', kind: ConfigMap, name: ca }, { group: certificates.k8s.io, kind: ClusterTrustBundle, name: bundle }] }
---
${API}
kind: Gateway
metadata: { name: gw, namespace: victim }
spec:
  gatewayClassName: ours
  allowedListeners: { namespaces: { from: All } }
  listeners: [{ name: http, port: 82, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }]`;

/** Of what a translation gives, what does not reach proxies: Secrets are held whether or not a reference to them is allowed. */
const NOT_DELIVERED = ['statuses', 'heldCertificates'];

/** Everything that reaches proxies. */
function delivered({ model }: Translation): string {
  const collections = Object.entries(model).filter(([name]) => !NOT_DELIVERED.includes(name));
  return JSON.stringify(collections.map(([name, each]) => [name, content<unknown>(each)]));
}

const PARTS = ['own', 'victim', 'svc', 'cert', 'ca', 'xb', 'pc', 'gw', 'web', 'bundle', '80', 'http', 'ConfigMap'];
const MORE_PARTS = ['ClusterTrustBundle', 'ListenerSet', 'XBackend', 'Secret', 'System', 'HTTP2', 'Downstream', 'udp'];
/** All that join names somewhere, and what else is in no name. */
const SEPARATORS = ['|', '+', '#', '@', '/', ':', '*', ' ', '%', ',', '~', '?', '\n', '\u{d800}', 'é', '..', '%002f'];

const odd = fc
  .tuple(
    fc.constantFrom('', ...PARTS, ...MORE_PARTS),
    fc.array(fc.tuple(fc.constantFrom(...SEPARATORS), fc.constantFrom('', ...PARTS, ...MORE_PARTS)), {
      minLength: 1,
      maxLength: 5,
    }),
  )
  .map(([first, rest]) => first + rest.map(([separator, part]) => separator + part).join(''))
  // Valid names have dots; a colon is in names of ClusterTrustBundles.
  .filter((name) => /[^a-z0-9.:]/.test(name));

/** Found by hand, or by those who tried. */
const EXAMPLES = [
  'x+ConfigMap/victim/ca',
  'ca+ClusterTrustBundle/bundle',
  'svc:80|own',
  '*',
  'victim/svc',
  'svc:80#1@victim/cert',
];

test.each([SHARED, MESH])('a reference by a name that no object can have leads nowhere', (settings) => {
  const canaries = [authorities.victim, pairs.victim].map(({ certificate }) =>
    JSON.stringify(certificate).slice(40, 100),
  );
  const base = new Translation(settings).apply(WORLD);
  expect(delivered(base)).toContain('victim/gw/82');
  const reaches = (name: string) => {
    const translation = new Translation(settings).apply(WORLD, references(name));
    const all = delivered(translation);
    for (const canary of [
      ...canaries,
      ADDRESSES.victim,
      '.x.test',
      'policy.canary',
      '"port":4444',
      'critical',
      'victim/svc',
    ]) {
      expect([canary, all.includes(canary)]).toEqual([canary, false]);
    }
    expect(all).toContain(ADDRESSES.own);
    expect(all).not.toContain('HTTPRoute/own/orphan');
    expect(translation.model.certificates.has('victim/cert')).toBe(false);
    expect(translation.gateway('own/web', 'ResolvedRefs')?.startsWith('False')).toBe(true);
    expect(translation.httpRoute('own/backends-httproute', 'ResolvedRefs')).toMatch(/^False/);
    expect(translation.grpcRoute('own/backends-grpcroute', 'ResolvedRefs')).toMatch(/^False/);
    expect(translation.httpRoute('own/thief', 'ResolvedRefs')).toBe('False RefNotPermitted');
  };
  fc.assert(fc.property(odd, reaches), { numRuns: 60, examples: EXAMPLES.map((each): [string] => [each]) });
});

test('no two objects have one key, whatever they are called', () => {
  const name = fc.oneof(fc.string(), odd, fc.constantFrom('%002f', '/', 'a', 'a/b'));
  fc.assert(
    fc.property(name, name, name, name, (a, b, c, d) => {
      expect(objectKey(a, b) === objectKey(c, d)).toBe(a === c && b === d);
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9.-]+$/), (valid) => expect(objectKey('ns', valid)).toBe(`ns/${valid}`)),
  );
});
