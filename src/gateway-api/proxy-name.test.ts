import { describe, expect, test } from '@jest/globals';
import { PER_GATEWAY, SHARED, Translation } from './testing/translation.js';

const API = 'apiVersion: gateway.networking.k8s.io/v1';

const classes = ['c', 'b-c']
  .map(
    (name) => `${API}
kind: GatewayClass
metadata: { name: ${name} }
spec: { controllerName: gatewright.dev/gateway-controller }`,
  )
  .join('\n---\n');

const gateway = (
  name: string,
  className: string,
  { created = '', namespace = 'ns', infrastructure = '{}' } = {},
) => `${API}
kind: Gateway
metadata: { name: ${name}, namespace: ${namespace} ${created && `, creationTimestamp: '${created}'`} }
spec:
  gatewayClassName: ${className}
  infrastructure: ${infrastructure}
  listeners: [{ name: http, port: 80, protocol: HTTP }]`;

const OLD = { created: '2020-01-01T00:00:00Z' };
const NEW = { created: '2021-01-01T00:00:00Z' };

describe('of two Gateways whose proxies would have one name', () => {
  const proxies = ({ model }: Translation) => [...model.proxies.entries()].map(([key]) => key).sort();

  test.each([
    [OLD, NEW, 'ns/a-b', 'ns/a'],
    [NEW, OLD, 'ns/a', 'ns/a-b'],
    [OLD, OLD, 'ns/a', 'ns/a-b'],
  ])('the older has it, else the first by name: %j %j', (one, two, served, refused) => {
    const translation = new Translation(PER_GATEWAY).apply(classes, gateway('a-b', 'c', one), gateway('a', 'b-c', two));
    expect(translation.gateway(served, 'Accepted')).toBe('True Accepted');
    expect(translation.gateway(refused, 'Accepted')).toBe('False Invalid');
    const [condition] = translation.status('Gateway', refused)?.conditions ?? [];
    expect(condition?.message).toContain(`the name a-b-c, which that of Gateway ${served} has`);
    expect(proxies(translation)).toEqual([served]);
    expect([...translation.model.listeners.entries()].map(([key]) => key)).toEqual([`${served}/80`]);
    translation.remove('Gateway', served);
    expect(translation.gateway(refused, 'Accepted')).toBe('True Accepted');
    expect(proxies(translation)).toEqual([refused]);
  });

  test('both are served in different namespaces, with other names, and by one shared proxy', () => {
    for (const [settings, ...gateways] of [
      [PER_GATEWAY, gateway('a-b', 'c'), gateway('a', 'b-c', { namespace: 'other' })],
      [PER_GATEWAY, gateway('a-b', 'c'), gateway('a-c', 'b-c')],
    ] as const) {
      expect(proxies(new Translation(settings).apply(classes, ...gateways))).toHaveLength(2);
    }
    const shared = new Translation(SHARED).apply(classes, gateway('a-b', 'c', OLD), gateway('a', 'b-c', NEW));
    expect(shared.gateway('ns/a', 'Accepted')).not.toBe('False Invalid');
  });
});

test('a warning names labels and annotations of ours, which are left out', () => {
  const infrastructure =
    '{ labels: { gatewright.dev/sidecar: injected, team: a }, annotations: { gatewright.dev/x: y } }';
  const translation = new Translation(PER_GATEWAY).apply(classes, gateway('a', 'c', { infrastructure }));
  const [condition] = translation.status('Gateway', 'ns/a')?.conditions ?? [];
  expect(condition).toMatchObject({ type: 'Accepted', status: 'True' });
  expect(condition?.message).toContain(
    'Warning: spec.infrastructure.labels: "gatewright.dev/sidecar" is Gatewright\'s own',
  );
  expect(condition?.message).toContain('spec.infrastructure.annotations: "gatewright.dev/x" is');
  expect(condition?.message).not.toContain('team');
});
