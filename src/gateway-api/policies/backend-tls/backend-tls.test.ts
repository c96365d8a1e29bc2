import { describe, expect, test } from '@jest/globals';
import { selfSigned } from '../../testing/certificate.js';
import { Translation } from '../../testing/translation.js';

const CA = JSON.stringify(selfSigned(['ca']).certificate);

const gateway = (name: string, port: number) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: ns }
spec: { gatewayClassName: gatewright, listeners: [{ name: http, port: ${port}, protocol: HTTP }] }
`;

const route = (gateways: readonly string[], port = 443) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop, namespace: ns }
spec:
  parentRefs: [${gateways.map((name) => `{ name: ${name} }`).join(', ')}]
  rules: [{ backendRefs: [{ name: shop, port: ${port} }] }]
`;

const policy = (name: string, { created = '2024-01-01', section = '', target = 'shop', extra = '' } = {}) => `
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: ${name}, namespace: ns, creationTimestamp: "${created}T00:00:00Z" }
spec:
  targetRefs: [{ group: "", kind: Service, name: ${target}${section && `, sectionName: ${section}`} }]
  ${extra}
  validation: { hostname: ${name}.test, caCertificateRefs: [{ group: "", kind: ConfigMap, name: ca }] }
`;

const WORLD = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: gatewright }
spec: { controllerName: gatewright.dev/gateway-controller }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: ns }
data: { ca.crt: ${CA} }
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: ns }
spec: { ports: [{ name: https, port: 443 }, { name: other, port: 444 }, { name: quic, port: 443, protocol: UDP }] }
`;

function world(...policies: readonly string[]): Translation {
  return new Translation().apply(WORLD, gateway('web', 80), route(['web']), ...policies);
}

const ancestors = (translation: Translation, name: string) =>
  translation.status('BackendTLSPolicy', `ns/${name}`)?.ancestors;
const accepted = (translation: Translation, name: string) =>
  ancestors(translation, name)?.[0]?.conditions.find(({ type }) => type === 'Accepted')?.reason;
const serverNames = ({ model }: Translation) => [...model.backends.entries()].map(([, { tls }]) => tls?.serverName);

describe('which policy decides', () => {
  test.each<[string, readonly string[], string, Record<string, string | undefined>]>([
    ['the only one', [policy('a')], 'a.test', { a: 'Accepted' }],
    [
      'the older one',
      [policy('a', { created: '2024-01-02' }), policy('b', { created: '2024-01-01' })],
      'b.test',
      { a: 'Conflicted', b: 'Accepted' },
    ],
    ['the first by name', [policy('b'), policy('a')], 'a.test', { a: 'Accepted', b: 'Conflicted' }],
    [
      'the one for the port, however young',
      [policy('a'), policy('b', { section: 'https', created: '2025-01-01' })],
      'b.test',
      { a: 'Accepted', b: 'Accepted' },
    ],
    [
      'the oldest for the port',
      [policy('a'), policy('c', { section: 'https' }), policy('b', { section: 'https' })],
      'b.test',
      { a: 'Accepted', b: 'Accepted', c: 'Conflicted' },
    ],
    [
      'not one for another port, nor for one that does not exist',
      [policy('a', { section: 'other' }), policy('b', { section: 'nothing' }), policy('c')],
      'c.test',
      { a: undefined, b: 'TargetNotFound', c: 'Accepted' },
    ],
    [
      'not one for a port of another protocol',
      [policy('a', { section: 'quic' }), policy('b')],
      'b.test',
      { a: 'Invalid', b: 'Accepted' },
    ],
  ])('%s', (_, policies, expected, conditions) => {
    const translation = world(...policies);
    expect(serverNames(translation)).toEqual([expected]);
    for (const [name, reason] of Object.entries(conditions)) {
      expect([name, accepted(translation, name)]).toEqual([name, reason]);
    }
  });

  test('one that is not valid does not give way to another', () => {
    const translation = world(policy('a', { extra: 'options: { unknown: x }' }), policy('b'));
    expect(serverNames(translation)).toEqual([]);
    expect([accepted(translation, 'a'), accepted(translation, 'b')]).toEqual(['Invalid', 'Conflicted']);
    expect(translation.model.httpRules.get('HTTPRoute/ns/shop/0')?.action).toMatchObject({
      backends: [expect.not.objectContaining({ backend: expect.anything() })],
    });
    expect(translation.httpRoute('ns/shop', 'ResolvedRefs')).toBe('True ResolvedRefs');
  });

  test('options of other controllers are none of our business, and unknown ones of our own are', () => {
    expect(accepted(world(policy('a', { extra: 'options: { example.com/x: y }' })), 'a')).toBe('Accepted');
    expect(accepted(world(policy('a', { extra: 'options: { gatewright.dev/x: y }' })), 'a')).toBe('Invalid');
  });
});

describe('the status of a policy', () => {
  test('has an entry for each Gateway whose routes lead to the target', () => {
    const translation = world(policy('a')).apply(gateway('second', 81), gateway('third', 82));
    const names = () => ancestors(translation, 'a')?.map(({ ancestorRef }) => ancestorRef.name);
    expect(names()).toEqual(['web']);
    translation.apply(route(['second', 'web']));
    expect(names()).toEqual(['second', 'web']);
    translation.apply(route(['third']));
    expect(names()).toEqual(['third']);
    translation.remove('HTTPRoute', 'ns/shop');
    expect(ancestors(translation, 'a')).toBeUndefined();
  });

  test('is not there for a Service that does not exist', () => {
    expect(ancestors(world(policy('a', { target: 'nothing' })), 'a')).toBeUndefined();
  });

  test('has at most 16 entries', () => {
    const names = Array.from({ length: 20 }, (_, index) => `g${index + 10}`);
    const gateways = names.map((name, index) => gateway(name, 1000 + index));
    const translation = world(policy('a')).apply(...gateways, route(names));
    expect(ancestors(translation, 'a')?.map(({ ancestorRef }) => ancestorRef.name)).toEqual(names.slice(0, 16));
  });

  test('follows the generation of the policy', () => {
    const translation = world(policy('a').replace('{ name: a,', '{ name: a, generation: 7,'));
    const generations = ancestors(translation, 'a')?.[0]?.conditions.map(
      ({ observedGeneration }) => observedGeneration,
    );
    expect(generations).toEqual([7, 7]);
  });
});

test('what the status has no room for is shown by the Gateway and by the policy', () => {
  const names = Array.from({ length: 17 }, (_, index) => `gw-${String(index).padStart(2, '0')}`);
  const translation = world(policy('one'), ...names.map((name, index) => gateway(name, 1000 + index)), route(names));
  const accepted = (key: string) =>
    translation.status('Gateway', key)?.conditions.find(({ type }) => type === 'Accepted')?.message;
  const { ancestors = [] } = translation.status('BackendTLSPolicy', 'ns/one') ?? {};
  expect(ancestors).toHaveLength(16);
  expect(accepted('ns/gw-16')).toContain('Warning: BackendTLSPolicy ns/one applies to routes of this Gateway');
  expect(accepted('ns/gw-15')).not.toContain('BackendTLSPolicy');
  expect(ancestors[0]?.conditions[0]?.message).toContain('The policy applies to Gateway ns/gw-16 too.');
  translation.apply(route(names.slice(1)));
  expect(accepted('ns/gw-16')).not.toContain('BackendTLSPolicy');
  const [left] = translation.status('BackendTLSPolicy', 'ns/one')?.ancestors ?? [];
  expect(left?.conditions[0]?.message).toBe('The policy is accepted.');
});
