import { describe, expect, test } from '@jest/globals';
import { selfSigned } from './testing/certificate.js';
import { ACCEPTED, route, SERVICE, told } from './testing/mesh-resources.js';
import { MESH, Translation } from './testing/translation.js';

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
