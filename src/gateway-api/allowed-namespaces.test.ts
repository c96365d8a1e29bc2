import { describe, expect, test } from '@jest/globals';
import { Translation } from './testing/translation.js';

const API = 'apiVersion: gateway.networking.k8s.io/v1';

function world(namespaces: string): Translation {
  return new Translation().apply(`${API}
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }
---
${API}
kind: Gateway
metadata: { name: web, namespace: infra }
spec:
  gatewayClassName: ours
  allowedListeners: { namespaces: ${namespaces} }
  listeners:
    - { name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: ${namespaces} } }
    - { name: other, port: 81, protocol: HTTP }
---
${API}
kind: ListenerSet
metadata: { name: set, namespace: team }
spec:
  parentRef: { name: web, namespace: infra }
  listeners: [{ name: own, port: 82, protocol: HTTP }]
---
${API}
kind: HTTPRoute
metadata: { name: route, namespace: team }
spec: { parentRefs: [{ name: web, namespace: infra, sectionName: http }] }`);
}

describe('a selector of namespaces that is not valid admits nothing and shows', () => {
  test.each([
    ['{ from: Selector }', '.selector: it is missing'],
    [
      '{ from: Selector, selector: { matchExpressions: [{ key: team, operator: NotIn, values: [] }] } }',
      'NotIn needs at least one',
    ],
    [
      '{ from: Selector, selector: { matchExpressions: [{ key: team, operator: Equals, values: [a] }] } }',
      '"Equals" is not one of',
    ],
  ])('%s', (namespaces, message) => {
    const translation = world(namespaces);
    expect(translation.httpRoute('team/route', 'Accepted')).toBe('False NotAllowedByListeners');
    expect(translation.listener('infra/web', 'http', 'Accepted')).toBe('False UnsupportedValue');
    expect(translation.listener('infra/web', 'other', 'Accepted')).toBe('True Accepted');
    const { conditions = [], listeners = [] } = translation.status('Gateway', 'infra/web') ?? {};
    const listener = listeners[0]?.conditions.find(({ type }) => type === 'Accepted')?.message;
    expect(listener).toContain('allowedRoutes.namespaces.');
    expect(listener).toContain(message);
    const gateway = conditions.find(({ type }) => type === 'Accepted');
    expect(gateway).toMatchObject({ status: 'True' });
    expect(gateway?.message).toContain('Warning: spec.allowedListeners.namespaces.');
    expect(gateway?.message).toContain(message);
    expect(translation.listenerSet('team/set', 'Accepted')).toBe('False NotAllowed');
    expect(translation.status('ListenerSet', 'team/set')?.conditions[0]?.message).toContain(message);
  });

  test('a selector counts only where it is asked for', () => {
    const translation = world('{ from: All, selector: { matchExpressions: [{ key: a, operator: Equals }] } }');
    expect(translation.httpRoute('team/route', 'Accepted')).toBe('True Accepted');
    expect(translation.listener('infra/web', 'http', 'Accepted')).toBe('True Accepted');
    expect(translation.listenerSet('team/set', 'Accepted')).toBe('True Accepted');
  });
});
