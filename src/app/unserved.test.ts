import { describe, expect, test } from '@jest/globals';
import { admit } from '../resources/admit.js';
import { keyOf } from '../resources/kinds.js';
import type { Resource } from '../resources/types.js';
import { readOnce } from '../sources/read-once.js';
import { Pipeline } from './pipeline.js';
import { standaloneSettings } from './settings.js';
import { Unserved } from './unserved.js';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';

function object(given: object): Resource {
  const admission = admit(given);
  if (!admission.ok) throw new Error(JSON.stringify(admission.errors));
  return admission.object;
}

const gatewayClass = (name: string, controllerName = 'gatewright.dev/gateway-controller') =>
  object({ apiVersion: GATEWAY_API, kind: 'GatewayClass', metadata: { name }, spec: { controllerName } });
const gateway = (gatewayClassName: string, name = 'web') =>
  object({
    apiVersion: GATEWAY_API,
    kind: 'Gateway',
    metadata: { name },
    spec: { gatewayClassName, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  });
const listenerSet = (parentRef: object) =>
  object({
    apiVersion: GATEWAY_API,
    kind: 'ListenerSet',
    metadata: { name: 'more' },
    spec: { parentRef, listeners: [{ name: 'http', port: 81, protocol: 'HTTP' }] },
  });
const route = (parentRefs?: object[]) =>
  object({ apiVersion: GATEWAY_API, kind: 'HTTPRoute', metadata: { name: 'r' }, spec: { parentRefs } });

describe('what nobody serves is said', () => {
  function world() {
    const pipeline = new Pipeline({
      settings: standaloneSettings(['127.0.0.1']),
      envoy: { accessLog: 'off', bucketingSupported: true },
    });
    const unserved = new Unserved(pipeline);
    const change = (resource: Resource, isThere: boolean) => {
      const entry = { kind: resource.kind, key: keyOf(resource) };
      pipeline.apply([isThere ? { ...entry, resource } : entry]);
      unserved.set(entry.kind, entry.key, isThere ? resource : undefined);
      return unserved.problems().map(({ subject, message }) => `${subject} ${message}`);
    };
    return {
      add: (resource: Resource) => change(resource, true),
      remove: (resource: Resource) => change(resource, false),
      statuses: () => [...pipeline.model.statuses.entries()].map(([, status]) => JSON.stringify(status)),
    };
  }

  test('a Gateway whose class is missing or of another controller', () => {
    const { add, remove } = world();
    const none = 'Gateway default/web is not served: spec.gatewayClassName: there is no GatewayClass "mine"';
    expect(add(gateway('mine'))).toEqual([none]);
    expect(add(gatewayClass('mine', 'example.com/other'))).toEqual([
      'Gateway default/web is not served: spec.gatewayClassName: GatewayClass "mine" is for another controller',
    ]);
    expect(add(gatewayClass('mine'))).toEqual([]);
    expect(remove(gatewayClass('mine'))).toEqual([none]);
    expect(remove(gateway('mine'))).toEqual([]);
  });

  test('a route that refers to no Gateway here', () => {
    const { add, remove } = world();
    add(gatewayClass('mine'));
    const prefix = 'HTTPRoute default/r is not served: spec.parentRefs';
    expect(add(route([]))).toEqual([`${prefix} names no Gateway`]);
    expect(add(route([{ name: 'web' }]))).toEqual([`${prefix}[0]: Gateway default/web does not exist`]);
    expect(add(gateway('mine'))).toEqual([]);
    expect(remove(gateway('mine'))).toEqual([`${prefix}[0]: Gateway default/web does not exist`]);
    expect(remove(route([{ name: 'web' }]))).toEqual([]);
    expect(add(route([{ kind: 'Service', group: '', name: 'web' }]))).toEqual([
      `${prefix}[0]: a Service is not supported yet`,
    ]);
  });

  test('a ListenerSet without a Gateway, and a route that refers to it', () => {
    const { add } = world();
    const set = 'ListenerSet default/more is not served: spec.parentRef';
    const route1 = 'HTTPRoute default/r is not served: spec.parentRefs[0]';
    expect(add(route([{ kind: 'ListenerSet', name: 'more' }]))).toEqual([
      `${route1}: ListenerSet default/more does not exist`,
    ]);
    expect(add(listenerSet({ name: 'web' }))).toEqual([
      `${route1}: ListenerSet default/more is not served`,
      `${set}: Gateway default/web does not exist`,
    ]);
    add(gatewayClass('mine'));
    expect(add(gateway('mine'))).toEqual([]);
    expect(add(listenerSet({ group: 'example.com', kind: 'Other', name: 'web' }))).toEqual([
      `${route1}: ListenerSet default/more is not served`,
      `${set}: Other is not a kind of Gateway`,
    ]);
  });

  test('a policy for what no route refers to', () => {
    const { add } = world();
    const policy = (kind: string) =>
      object({
        apiVersion: GATEWAY_API,
        kind: 'BackendTLSPolicy',
        metadata: { name: 'p' },
        spec: {
          targetRefs: [{ group: '', kind, name: 'shop' }],
          validation: { hostname: 'shop.test', caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'ca' }] },
        },
      });
    const prefix = 'BackendTLSPolicy default/p has no effect: spec.targetRefs[0]:';
    expect(add(policy('Thing'))).toEqual([`${prefix} a Thing cannot be a target, only a Service can`]);
    expect(add(policy('Service'))).toEqual([`${prefix} Service default/shop does not exist`]);
    add(object({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'shop' }, spec: { ports: [{ port: 80 }] } }));
    add(gatewayClass('mine'));
    add(gateway('mine'));
    expect(add(route([{ name: 'web' }]))).toEqual([`${prefix} no route that is served refers to Service default/shop`]);
    const rules = [{ backendRefs: [{ name: 'shop', port: 80 }] }];
    const spec = { parentRefs: [{ name: 'web' }], rules };
    expect(add(object({ apiVersion: GATEWAY_API, kind: 'HTTPRoute', metadata: { name: 'r' }, spec }))).toEqual([]);
  });

  test('a kind that this version does not read', () => {
    const { add } = world();
    const kind = 'XBackendTrafficPolicy';
    const spec = { targetRefs: [{ group: '', kind: 'Service', name: 'db' }] };
    const policy = object({ apiVersion: 'gateway.networking.x-k8s.io/v1alpha1', kind, metadata: { name: 'p' }, spec });
    expect(add(policy)).toEqual([
      'XBackendTrafficPolicy default/p is not served: this version does not read XBackendTrafficPolicy objects yet',
    ]);
  });

  test('the fields of a ProxyConfig that have no effect here', () => {
    const { add, remove } = world();
    const config = (spec: object) =>
      object({ apiVersion: 'gatewright.dev/v1alpha1', kind: 'ProxyConfig', metadata: { name: 'edge' }, spec });
    expect(add(config({ replicas: 2, drainTimeoutSeconds: 5 }))).toEqual([
      'ProxyConfig default/edge spec.replicas, spec.drainTimeoutSeconds have no effect here, where one Envoy on this ' +
        'machine carries all Gateways. Use --drain-timeout of gatewright run instead.',
    ]);
    expect(add(config({ accessLog: 'None' }))).toEqual([]);
    expect(add(config({ replicas: 2 }))).toHaveLength(1);
    expect(remove(config({}))).toEqual([]);
  });

  test('the shipped example of ProxyConfigs is served', async () => {
    const { resources, problems } = await readOnce(['examples/kubernetes/proxy-settings.yaml']);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const { add, statuses } = world();
    const said = resources.flatMap(add);
    const shown = JSON.stringify([said, statuses()]);
    expect(shown).not.toMatch(/InvalidParameters|Remove the reference|does not read/);
    expect(shown).toContain('spec.replicas, spec.resources, spec.service have no effect here');
    expect(
      statuses().filter((each) => each.includes('"GatewayClass"') && each.includes('"Accepted","status":"True"')),
    ).toHaveLength(2);
  });
});
