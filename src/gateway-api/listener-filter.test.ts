import { describe, expect, test } from '@jest/globals';
import { checkListenerFilters } from './listener-filter.js';
import { content, Translation } from './testing/translation.js';

const API = 'apiVersion: gateway.networking.k8s.io/v1';
const auth = (ref: string, more = '') =>
  `{ type: ExternalAuth, externalAuth: { protocol: HTTP, http: {}, backendRef: ${ref} ${more} } }`;

/** A Gateway, and a ListenerSet on it, whose listeners have these filters. */
function filtered(requests: string, more = ''): Translation {
  const listener = (name: string) =>
    `{ name: ${name}, port: 80, protocol: HTTP, hostname: ${name}.example.com, filters: { requests: [${requests}] } }`;
  return new Translation().apply(`${API}
kind: GatewayClass
metadata: { name: gatewright }
spec: { controllerName: gatewright.dev/gateway-controller }
---
${API}
kind: Gateway
metadata: { name: web, namespace: app }
spec:
  gatewayClassName: gatewright
  allowedListeners: { namespaces: { from: All } }
  listeners: [${listener('own')}, { name: other, port: 80, protocol: HTTP }]
---
${API}
kind: ListenerSet
metadata: { name: set, namespace: team }
spec:
  parentRef: { name: web, namespace: app }
  listeners: [${listener('of-set')}]
---
apiVersion: v1
kind: Service
metadata: { name: auth, namespace: app }
spec: { ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: auth, namespace: team }
spec: { ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: auth, namespace: shared }
spec: { ports: [{ port: 80 }] }
${more}`);
}

const grant = (...kinds: readonly string[]) => `---
${API}
kind: ReferenceGrant
metadata: { name: grant, namespace: shared }
spec:
  from: [${kinds.map((kind) => `{ group: gateway.networking.k8s.io, kind: ${kind}, namespace: ${kind === 'Gateway' ? 'app' : 'team'} }`).join(', ')}]
  to: [{ group: '', kind: Service }]`;

const host = ({ model }: Translation, name: string) => model.virtualHosts.get(`app/web/80|${name}.example.com`);
const message = (translation: Translation, type: string) =>
  translation
    .status('Gateway', 'app/web')
    ?.listeners.find(({ name }) => name === 'own')
    ?.conditions.find((condition) => condition.type === type)?.message;

describe('filters of a listener', () => {
  test('are asked in order, of the namespace of their holder, and are used', () => {
    const translation = filtered(
      [auth('{ name: auth, port: 80 }'), auth('{ name: auth, port: 80 }', ', forwardBody: { maxSize: 1 }')].join(', '),
    );
    const asked = (namespace: string) => ({
      protocol: 'HTTP',
      backend: `${namespace}/auth:80`,
      authority: `auth.${namespace}`,
    });
    expect(host(translation, 'own')?.filters).toEqual([asked('app'), { ...asked('app'), maxBodySize: 1 }]);
    expect(host(translation, 'of-set')?.filters).toEqual([asked('team'), { ...asked('team'), maxBodySize: 1 }]);
    expect([...translation.model.backendUses.entries()].map(([key]) => key).sort()).toEqual([
      'standalone|app/auth:80',
      'standalone|team/auth:80',
    ]);
    expect(translation.model.backends.has('app/auth:80')).toBe(true);
    expect(translation.listener('app/web', 'own', 'Accepted')).toBe('True Accepted');
    expect(translation.listener('app/web', 'own', 'ResolvedRefs')).toBe('True ResolvedRefs');
  });

  test('are not there when the list is empty', () => {
    const translation = filtered('');
    expect(host(translation, 'own')).toEqual({ routeTable: 'app/web/80', domain: 'own.example.com', routes: [] });
  });

  test('are of this listener only', () => {
    const { model } = filtered(auth('{ name: auth, port: 80 }'));
    expect(model.virtualHosts.get('app/web/80|*')?.filters).toBeUndefined();
  });

  test('change no listener', () => {
    const translation = filtered(auth('{ name: auth, port: 80 }'));
    const { listeners, filterChains, routeTables } = translation.model;
    const all = () => [listeners, filterChains, routeTables].map((each) => content<unknown>(each));
    const before = all();
    translation.remove('Service', 'app/auth');
    expect(all()).toEqual(before);
    expect(host(translation, 'own')).toMatchObject({ refusal: 500 });
    expect(host(translation, 'of-set')?.refusal).toBeUndefined();
  });
});

describe('a listener is not accepted for', () => {
  test.each([
    [
      'a filter of another implementation',
      '{ type: ExtensionRef, extensionRef: { group: g, kind: K, name: n } }',
      'UnsupportedValue',
      'filters.requests[0].type: ExtensionRef is not supported, use ExternalAuth.',
    ],
    [
      'a filter to come',
      `${auth('{ name: auth, port: 80 }')}, { type: Teleport }`,
      'UnsupportedValue',
      'filters.requests[1].type: Teleport',
    ],
    [
      'a filter that is wrong',
      auth('{ name: auth, port: 80 }', ', forwardBody: { maxSize: -1 }'),
      'InvalidListenerFilter',
      'filters.requests[0].externalAuth.forwardBody.maxSize: -1',
    ],
    [
      'a filter without anything',
      '{ type: ExternalAuth }',
      'InvalidListenerFilter',
      'filters.requests[0].externalAuth.backendRef: it is missing.',
    ],
  ])('%s', (_, requests, reason, told) => {
    const translation = filtered(requests);
    expect(translation.listener('app/web', 'own', 'Accepted')).toBe(`False ${reason}`);
    expect(translation.listener('team/set', 'of-set', 'Accepted', 'ListenerSet')).toBe(`False ${reason}`);
    expect(message(translation, 'Accepted')).toContain(told);
    expect(translation.listener('app/web', 'other', 'Accepted')).toBe('True Accepted');
    expect(host(translation, 'own')).toMatchObject({ refusal: 500, routes: [] });
  });

  test('filters where there are no requests', () => {
    const filters = { requests: [] };
    expect(checkListenerFilters({ name: 'tcp', port: 80, protocol: 'TCP', filters }).problem).toEqual({
      reason: 'InvalidListenerFilter',
      message: 'filters: a listener of protocol TCP cannot have them, only HTTP and HTTPS can.',
    });
  });
});

describe('nothing gets through when a service cannot be asked:', () => {
  const ok = auth('{ name: auth, port: 80 }');

  test.each([
    [
      'it is missing',
      '{ name: nowhere, port: 80 }',
      'InvalidListenerFilterRef',
      'filters.requests[1].externalAuth.backendRef: Service app/nowhere does not exist.',
    ],
    [
      'it is no backend',
      '{ kind: ConfigMap, name: auth }',
      'InvalidListenerFilterRef',
      'ConfigMap in group "" is not a kind of backend',
    ],
    ['it has no such port', '{ name: auth, port: 81 }', 'InvalidListenerFilterRef', 'has no port 81'],
    [
      'it is of another namespace',
      '{ name: auth, namespace: shared, port: 80 }',
      'RefNotPermitted',
      'allows Gateway from namespace app',
    ],
  ])('%s', (_, ref, reason, told) => {
    const translation = filtered(`${ok}, ${auth(ref)}`);
    expect(translation.listener('app/web', 'own', 'ResolvedRefs')).toBe(`False ${reason}`);
    expect(translation.listener('app/web', 'own', 'Accepted')).toBe('True Accepted');
    expect(message(translation, 'ResolvedRefs')).toContain(told);
    expect(host(translation, 'own')).toMatchObject({ refusal: 500 });
    expect(host(translation, 'own')?.filters).toBeUndefined();
  });

  test('its policy cannot be honoured', () => {
    const translation = filtered(
      ok,
      `---
${API}
kind: BackendTLSPolicy
metadata: { name: auth, namespace: app }
spec:
  targetRefs: [{ group: '', kind: Service, name: auth }]
  validation: { hostname: auth.example.com, caCertificateRefs: [{ group: '', kind: ConfigMap, name: nothing }] }`,
    );
    expect(translation.listener('app/web', 'own', 'ResolvedRefs')).toBe('False InvalidListenerFilterRef');
    expect(message(translation, 'ResolvedRefs')).toContain('the BackendTLSPolicy of app/auth:80 cannot be honoured');
    expect(host(translation, 'own')).toMatchObject({ refusal: 500 });
    expect(translation.status('BackendTLSPolicy', 'app/auth')?.ancestors).toHaveLength(1);
  });
});

test.each([
  [['Gateway'], undefined, 500],
  [['ListenerSet'], 500, undefined],
  [['Gateway', 'ListenerSet'], undefined, undefined],
])('a service of another namespace needs a grant for the kind that holds the listener: %j', (kinds, own, ofSet) => {
  const translation = filtered(auth('{ name: auth, namespace: shared, port: 80 }'), grant(...kinds));
  expect(host(translation, 'own')?.refusal).toBe(own);
  expect(host(translation, 'of-set')?.refusal).toBe(ofSet);
});
