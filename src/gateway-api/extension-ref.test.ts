import { describe, expect, test } from '@jest/globals';
import { Translation } from './testing/translation.js';

const API = 'apiVersion: gateway.networking.k8s.io/v1';
const EXTENSION = '{ type: ExtensionRef, extensionRef: { group: example.com, kind: Unknown, name: x } }';

function world(kind: string, rule: string, filters = ''): Translation {
  return new Translation().apply(`${API}
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }
---
${API}
kind: Gateway
metadata: { name: web, namespace: app }
spec:
  gatewayClassName: ours
  listeners: [{ name: http, port: 80, protocol: HTTP ${filters} }, { name: other, port: 81, protocol: HTTP }]
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: app }
spec: { ports: [{ port: 80 }] }
---
${API}
kind: ${kind}
metadata: { name: route, namespace: app }
spec: { parentRefs: [{ name: web }], rules: [${rule}] }`);
}

const backend = (filters = '') => `{ name: shop, port: 80 ${filters && `, filters: [${filters}]`} }`;

describe.each(['HTTPRoute', 'GRPCRoute'] as const)(
  'an ExtensionRef to a kind that is not known does not resolve: %s',
  (kind) => {
    const condition = (translation: Translation, type: string) =>
      translation.status(kind, 'app/route')?.parents[0]?.conditions.find((each) => each.type === type);

    test.each([
      [
        'of a rule',
        `{ filters: [${EXTENSION}], backendRefs: [${backend()}] }`,
        'spec.rules[0].filters[0].extensionRef',
      ],
      [
        'of a backend',
        `{ backendRefs: [${backend(EXTENSION)}] }`,
        'spec.rules[0].backendRefs[0].filters[0].extensionRef',
      ],
      [
        'beside rules that are right',
        `{ backendRefs: [${backend()}] }, { filters: [${EXTENSION}] }`,
        'spec.rules[1].filters[0]',
      ],
    ])('%s', (_, rules, field) => {
      const found = condition(world(kind, rules), 'ResolvedRefs');
      expect(found).toMatchObject({ status: 'False', reason: 'InvalidKind' });
      expect(found?.message).toContain(field);
      expect(found?.message).toContain('Unknown in group "example.com" is not a kind of filter');
    });

    test('none is fine', () => {
      expect(condition(world(kind, `{ backendRefs: [${backend()}] }`), 'ResolvedRefs')).toMatchObject({
        status: 'True',
      });
    });
  },
);

test('an ExtensionRef of a listener does not resolve either', () => {
  const translation = world('HTTPRoute', `{ backendRefs: [${backend()}] }`, `, filters: { requests: [${EXTENSION}] }`);
  expect(translation.listener('app/web', 'http', 'Accepted')).toBe('False UnsupportedValue');
  expect(translation.listener('app/web', 'http', 'ResolvedRefs')).toBe('False InvalidListenerFilterRef');
  expect(translation.listener('app/web', 'other', 'ResolvedRefs')).toBe('True ResolvedRefs');
});
