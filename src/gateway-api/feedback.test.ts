import { describe, expect, test } from '@jest/globals';
import type { Rejection } from '../model/index.js';
import { selfSigned } from './testing/certificate.js';
import { PER_GATEWAY, Translation } from './testing/translation.js';

const { certificate, key } = selfSigned(['example.com']);
const base64 = (text: string) => Buffer.from(text).toString('base64');

const GATEWAY = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: gatewright }
spec: { controllerName: gatewright.dev/gateway-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: infra, generation: 7 }
spec:
  gatewayClassName: gatewright
  listeners:
    - { name: http, port: 80, protocol: HTTP }
    - { name: https, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: cert }] } }
    - { name: other, port: 443, protocol: HTTPS, hostname: other.example.com, tls: { certificateRefs: [{ name: other }] } }
---
apiVersion: v1
kind: Secret
metadata: { name: cert, namespace: infra }
type: kubernetes.io/tls
data: { tls.crt: ${base64(certificate)}, tls.key: ${base64(key)} }
---
apiVersion: v1
kind: Secret
metadata: { name: other, namespace: infra }
type: kubernetes.io/tls
data: { tls.crt: ${base64(certificate)}, tls.key: ${base64(key)} }
`;

function rejection(type: string, name: string, proxy = 'standalone'): Rejection {
  return { proxy, typeUrl: `type.googleapis.com/${type}`, name, reason: 'no such luck' };
}

const LISTENER = 'envoy.config.listener.v3.Listener';
const ROUTES = 'envoy.config.route.v3.RouteConfiguration';
const SECRET = 'envoy.extensions.transport_sockets.tls.v3.Secret';

describe('a resource that the proxy refused', () => {
  test.each([
    ['a listener', rejection(LISTENER, 'infra/web/443'), ['https', 'other']],
    ['a route table', rejection(ROUTES, 'infra/web/80'), ['http']],
    ['a shard of a route table', rejection(ROUTES, 'infra/web/443#17'), ['https', 'other']],
    ['a certificate', rejection(SECRET, 'infra/other'), ['other']],
    ['one of another proxy', rejection(LISTENER, 'infra/web/443', 'other'), []],
    ['one of another Gateway', rejection(LISTENER, 'infra/webby/443'), []],
  ])('%s shows on the listeners that need it', (_, refused, listeners) => {
    const translation = new Translation().apply(GATEWAY).reject(refused);
    for (const name of ['http', 'https', 'other']) {
      const expected = listeners.includes(name) ? 'False Invalid' : 'True Programmed';
      expect([name, translation.listener('infra/web', name, 'Programmed')]).toEqual([name, expected]);
      expect(translation.listener('infra/web', name, 'Accepted')).toBe('True Accepted');
    }
    expect(translation.gateway('infra/web', 'Programmed')).toBe('True Programmed');
    expect(translation.gateway('infra/web', 'Accepted')).toBe('True Accepted');
  });

  test('is told with the reason, and forgotten when it is gone', () => {
    const translation = new Translation().apply(GATEWAY).reject(rejection(LISTENER, 'infra/web/80'));
    const conditions = translation.status('Gateway', 'infra/web')?.listeners[0]?.conditions;
    expect(conditions?.find(({ type }) => type === 'Programmed')?.message).toContain('no such luck');
    translation.reject();
    expect(translation.listener('infra/web', 'http', 'Programmed')).toBe('True Programmed');
  });

  test('makes the Gateway fail only when no listener is left', () => {
    const all = ['infra/web/80', 'infra/web/443'].map((name) => rejection(LISTENER, name));
    expect(
      new Translation()
        .apply(GATEWAY)
        .reject(...all)
        .gateway('infra/web', 'Programmed'),
    ).toBe('False Invalid');
  });
});

describe('what the proxy refused of TLS', () => {
  const CLUSTER = 'envoy.config.cluster.v3.Cluster';
  const SECURED = `${GATEWAY}
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: infra }
data: { ca.crt: ${JSON.stringify(certificate)} }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: mutual, namespace: infra }
spec:
  gatewayClassName: gatewright
  tls:
    backend: { clientCertificateRef: { name: cert } }
    frontend: { default: { validation: { caCertificateRefs: [{ group: "", kind: ConfigMap, name: ca }] } } }
  listeners:
    - { name: https, port: 8443, protocol: HTTPS, tls: { certificateRefs: [{ name: other }] } }
    - { name: http, port: 8080, protocol: HTTP }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop, namespace: infra }
spec:
  parentRefs: [{ name: mutual }, { name: web }]
  rules: [{ backendRefs: [{ name: shop, port: 443 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: infra }
spec: { ports: [{ port: 443 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: shop, namespace: infra }
spec:
  targetRefs: [{ group: "", kind: Service, name: shop }]
  validation: { hostname: shop.test, caCertificateRefs: [{ group: "", kind: ConfigMap, name: ca }] }
`;
  const states = (translation: Translation) => ({
    policy: translation
      .status('BackendTLSPolicy', 'infra/shop')
      ?.ancestors.map(({ ancestorRef, conditions }) => `${ancestorRef.name} ${conditions[0]?.reason}`),
    https: translation.listener('infra/mutual', 'https', 'Programmed'),
    http: translation.listener('infra/mutual', 'http', 'Programmed'),
    gateway: translation.gateway('infra/mutual', 'ResolvedRefs'),
  });
  const good = {
    policy: ['mutual Accepted', 'web Accepted'],
    https: 'True Programmed',
    http: 'True Programmed',
    gateway: 'True ResolvedRefs',
  };

  test('a trust bundle shows on the policy and the listener that need it', () => {
    const translation = new Translation().apply(SECURED);
    expect(states(translation)).toEqual(good);
    translation.reject(rejection(SECRET, 'ConfigMap/infra/ca'));
    expect(states(translation)).toEqual({
      ...good,
      policy: ['mutual Invalid', 'web Invalid'],
      https: 'False Invalid',
    });
    translation.reject();
    expect(states(translation)).toEqual(good);
  });

  test('a cluster shows on the policy, for the proxy that refused it', () => {
    const [name] = [...new Translation().apply(SECURED).model.backends.entries()].map(([key]) => key);
    const refused = rejection(CLUSTER, name ?? '');
    expect(states(new Translation().apply(SECURED).reject(refused))).toEqual({
      ...good,
      policy: ['mutual Invalid', 'web Invalid'],
    });
    const translation = new Translation(PER_GATEWAY).apply(SECURED).reject({ ...refused, proxy: 'infra/web' });
    expect(states(translation).policy).toEqual(['mutual Accepted', 'web Invalid']);
  });

  test('a cluster for gRPC, too', () => {
    const grpc = SECURED.replaceAll('kind: HTTPRoute', 'kind: GRPCRoute');
    const names = [...new Translation().apply(grpc).model.backends.entries()].map(([key]) => key);
    const name = names.find((each) => each.endsWith('@infra/cert')) ?? '';
    expect(name).toContain('+HTTP2');
    const translation = new Translation().apply(grpc).reject(rejection(CLUSTER, name));
    expect(states(translation).policy).toEqual(['mutual Invalid', 'web Invalid']);
  });

  test('a client certificate shows on its Gateway', () => {
    const translation = new Translation().apply(SECURED).reject(rejection(SECRET, 'infra/cert'));
    expect(states(translation)).toEqual({ ...good, gateway: 'False InvalidClientCertificateRef' });
  });
});

describe('the addresses of a proxy', () => {
  const address = (value: string) => ({ type: 'IPAddress' as const, value });

  test('of its own are waited for', () => {
    const translation = new Translation(PER_GATEWAY).apply(GATEWAY);
    expect(translation.gateway('infra/web', 'Programmed')).toBe('False AddressNotAssigned');
    translation.proxy('infra/web', { addresses: [address('192.0.2.1')] });
    expect(translation.gateway('infra/web', 'Programmed')).toBe('True Programmed');
    expect(translation.status('Gateway', 'infra/web')?.addresses).toEqual([
      { ...address('192.0.2.1'), routability: '' },
    ]);
  });

  test('of its own must be those that the Gateway asks for', () => {
    const asking = GATEWAY.replace(
      '  listeners:',
      '  addresses: [{ value: 192.0.2.1 }, { value: 192.0.2.2 }]\n  listeners:',
    );
    const translation = new Translation(PER_GATEWAY)
      .apply(asking)
      .proxy('infra/web', { addresses: [address('192.0.2.2')] });
    expect(translation.gateway('infra/web', 'Accepted')).toBe('True Accepted');
    expect(translation.gateway('infra/web', 'Programmed')).toBe('False AddressNotUsable');
    expect(translation.model.listeners.get('infra/web/80')?.addresses).toEqual(['0.0.0.0']);
    translation.apply(asking.replace('{ value: 192.0.2.1 }, ', ''));
    expect(translation.gateway('infra/web', 'Programmed')).toBe('True Programmed');
  });

  test('are of no use while nothing answers there', () => {
    const programmed = (state: Parameters<Translation['proxy']>[1]) => {
      const translation = new Translation(PER_GATEWAY).apply(GATEWAY).proxy('infra/web', state);
      const { conditions = [] } = translation.status('Gateway', 'infra/web') ?? {};
      const { status, reason, message } = conditions.find(({ type }) => type === 'Programmed') ?? {};
      return `${status} ${reason}: ${message}`;
    };
    const addresses = [address('192.0.2.1')];
    expect(programmed({ addresses, unavailable: { reason: 'NoResources', message: 'No node fits.' } })).toBe(
      'False NoResources: No node fits.',
    );
    expect(programmed({ addresses, unavailable: { reason: 'Pending', message: 'It is starting.' } })).toBe(
      'False Pending: It is starting.',
    );
    expect(programmed({ addresses, outdated: 'exceeded quota' })).toContain(
      'Its proxy could not be brought up to date: exceeded quota',
    );
  });

  test('that all share are shown in place of what its listeners bind', () => {
    const translation = new Translation().apply(GATEWAY);
    expect(translation.status('Gateway', 'infra/web')?.addresses).toEqual([address('127.0.0.1')]);
    translation.proxy('standalone', { addresses: [address('192.0.2.9')] });
    expect(translation.status('Gateway', 'infra/web')?.addresses).toEqual([address('192.0.2.9')]);
  });
});

test('ports of the proxy itself are not given away', () => {
  const translation = new Translation({ ...PER_GATEWAY, reservedPorts: [80] }).apply(GATEWAY);
  expect(translation.listener('infra/web', 'http', 'Accepted')).toBe('False PortUnavailable');
  expect([...translation.model.listeners.entries()].map(([name]) => name)).toEqual(['infra/web/443']);
});

test('every condition repeats the generation of its object', () => {
  const status = new Translation().apply(GATEWAY).status('Gateway', 'infra/web');
  const conditions = [...(status?.conditions ?? []), ...(status?.listeners.flatMap((each) => each.conditions) ?? [])];
  expect(new Set(conditions.map(({ observedGeneration }) => observedGeneration))).toEqual(new Set([7]));
  expect(conditions.length).toBeGreaterThan(10);
});
