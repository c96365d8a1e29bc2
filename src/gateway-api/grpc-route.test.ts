import { describe, expect, test } from '@jest/globals';
import type { GRPCMethodMatch, GRPCRouteFilter, GRPCRouteMatch, GRPCRouteRule } from '../resources/types.js';
import { checkedGrpcRoute } from './grpc-route.js';
import type { CheckedHttpRoute, CheckedHttpRule } from './http-route.js';
import { matchesOf } from './http-route.js';
import { inPrecedence } from './match-precedence.js';

function checkRoute(name: string, created: string, rules: readonly GRPCRouteRule[] | undefined): CheckedHttpRoute {
  const [[, route] = []] = checkedGrpcRoute({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GRPCRoute',
    metadata: { name, namespace: 'ns', creationTimestamp: created },
    spec: { ...(rules && { rules }) },
  });
  if (route === undefined) throw new Error('there is no route');
  return route;
}

function check(rule: GRPCRouteRule): CheckedHttpRule {
  const [checked] = checkRoute('route', '', [rule]).rules;
  if (checked === undefined) throw new Error('there is no rule');
  return checked;
}

const expression = (service?: string, method?: string): GRPCMethodMatch => ({
  type: 'RegularExpression',
  ...(service !== undefined && { service }),
  ...(method !== undefined && { method }),
});

describe('a service and a method become a path', () => {
  test.each<[string, GRPCMethodMatch | undefined, string]>([
    ['nothing', undefined, 'Prefix /'],
    ['neither of them', {}, 'Prefix /'],
    ['empty ones', { service: '', method: '' }, 'Prefix /'],
    ['both', { service: 'shop.v1.Orders', method: 'Get' }, 'Exact /shop.v1.Orders/Get'],
    ['a service', { service: 'shop.v1.Orders' }, 'Prefix /shop.v1.Orders'],
    ['a method', { method: 'Get' }, 'Regex /[^/]+/(?:Get)'],
    ['expressions', expression('shop[.].*', 'Get|List'), 'Regex /(?:shop[.].*)/(?:Get|List)'],
    ['an expression for the service', expression('a|b'), 'Regex /(?:a|b)/[^/]+'],
    ['an expression for the method', expression('', 'Get.*'), 'Regex /[^/]+/(?:Get.*)'],
    ['anchors, which would match nothing there', expression('^a$|^b$', '\\AGet\\z'), 'Regex /(?:a|b)/(?:Get)'],
    ['what looks like anchors', expression('[^a$]\\^\\$', '[]^]'), 'Regex /(?:[^a$]\\^\\$)/(?:[]^])'],
  ])('%s', (_, method, expected) => {
    const { matches, problem } = check({ matches: [{ ...(method && { method }) }] });
    expect(problem).toBeUndefined();
    expect(matches.map(({ path }) => `${path.type} ${path.value}`)).toEqual([expected]);
  });

  test('of a rule without matches every call', () => {
    const everything = { path: { type: 'Prefix', value: '/' }, isGrpc: true, headers: [], queryParams: [] };
    expect(check({}).matches).toEqual([everything]);
    expect(check({ matches: [] }).matches).toEqual(check({}).matches);
  });

  test('a route without rules takes none', () => {
    expect(checkRoute('route', '', undefined)).toMatchObject({ rules: [] });
    expect(checkRoute('route', '', undefined).problem).toBeUndefined();
  });
});

test('of headers with one name only the first counts', () => {
  const headers = [
    { name: 'Version', value: '1' },
    { name: 'version', value: '2' },
    { name: 'color', type: 'RegularExpression' as const, value: 'b.*' },
  ];
  expect(check({ matches: [{ headers }] }).matches[0]?.headers).toEqual([
    { type: 'Exact', name: 'version', value: '1' },
    { type: 'Regex', name: 'color', value: 'b.*' },
  ]);
});

describe('a rule is refused for', () => {
  const filter = (type: string, content: object = {}) => ({ type, ...content }) as GRPCRouteFilter;
  test.each<[string, GRPCRouteRule, string]>([
    [
      'a service that is no name',
      { matches: [{ method: { service: 'a/b' } }] },
      'matches[0].method.service: "a/b" is not a valid name',
    ],
    [
      'a method that is no name',
      { matches: [{}, { method: { method: 'a.b' } }] },
      'matches[1].method.method: "a.b" is not a valid name',
    ],
    ['a wrong expression', { matches: [{ method: expression('(') }] }, 'method.service: "(" is not in RE2 syntax'],
    ['an expression for no name', { matches: [{ method: expression('^$') }] }, 'method.service: "^$" is empty'],
    [
      'halves of an expression',
      { matches: [{ method: expression('(a', 'b)') }] },
      'method.service: "(a" is not in RE2',
    ],
    [
      'an expression that is large as a whole',
      { matches: [{ method: expression('[acegikmoq]{400}', '[acegikmoq]{400}') }] },
      'matches[0].method: service and method together are an expression that is too large',
    ],
    [
      'a match of a type to come',
      { matches: [{ method: { type: 'Glob' as never, service: '*' } }] },
      'method.type: "Glob" is not one of Exact, RegularExpression',
    ],
    [
      'a header that is no name',
      { matches: [{ headers: [{ name: ':path', value: '/' }] }] },
      'headers[0].name: ":path"',
    ],
    [
      'an extension',
      { filters: [filter('ExtensionRef', { extensionRef: { group: 'g', kind: 'K', name: 'n' } })] },
      'filters[0].type: ExtensionRef is not supported, use one of RequestHeaderModifier, ResponseHeaderModifier, RequestMirror',
    ],
    [
      'a filter of HTTPRoutes',
      { backendRefs: [{ name: 'a', port: 1, filters: [filter('URLRewrite', { urlRewrite: { hostname: 'a' } })] }] },
      'backendRefs[0].filters[0].type: URLRewrite is not supported',
    ],
    ['a negative weight', { backendRefs: [{ name: 'a', weight: -1 }] }, 'backendRefs[0].weight: -1'],
    ['session persistence', { sessionPersistence: {} }, 'sessionPersistence: it is not supported. Remove it.'],
  ])('%s', (_, rule, message) => {
    const { problem } = check(rule);
    expect(problem?.reason).toBe('UnsupportedValue');
    expect(problem?.message).toContain(`spec.rules[0].`);
    expect(problem?.message).toContain(message);
  });

  test('and the route when there is no other', () => {
    const refused: GRPCRouteRule = { sessionPersistence: {} };
    expect(checkRoute('route', '', [refused, {}]).problem).toBeUndefined();
    expect(checkRoute('route', '', [refused]).problem?.reason).toBe('UnsupportedValue');
  });
});

describe('precedence', () => {
  const headers = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `h${index}`, value: 'v' }));
  test.each<[string, GRPCRouteMatch, GRPCRouteMatch]>([
    [
      'a service before none',
      { method: { service: 'a.B' } },
      { method: { method: 'LongMethod' }, headers: headers(3) },
    ],
    [
      'a method of a service before the service',
      { method: { service: 'a.B', method: 'C' } },
      { method: { service: 'a.B' }, headers: headers(3) },
    ],
    ['a method before none', { method: { method: 'C' } }, { headers: headers(3) }],
    ['more headers', { headers: headers(2) }, { headers: headers(1) }],
    [
      'a service before an expression, however long',
      { method: { service: 'a.B' } },
      { method: expression('a[.](B|C|D|E|F)', 'Get') },
    ],
    ['a longer expression', { method: expression('shop[.].*') }, { method: expression('.*', 'Get') }],
    ['a service by an expression before none', { method: expression('.*') }, { method: { method: 'Get' } }],
    ['a method before an expression', { method: { method: 'Get' } }, { method: expression('', 'Get|List') }],
  ])('%s', (_, better, worse) => {
    const old = checkRoute('old', '2020-01-01T00:00:00Z', [{ matches: [worse] }]);
    const fresh = checkRoute('new', '2021-01-01T00:00:00Z', [{ matches: [better] }]);
    for (const routes of [
      [old, fresh],
      [fresh, old],
    ]) {
      expect(inPrecedence(routes.map(matchesOf)).map(({ rule }) => rule)).toEqual([
        'GRPCRoute/ns/new/0',
        'GRPCRoute/ns/old/0',
      ]);
    }
  });

  test('of equal matches the older route, then the name, then the place decide', () => {
    const equal: GRPCRouteRule = { matches: [{ method: { service: 'a.B' } }] };
    const routes = [
      checkRoute('b', '2020-01-01T00:00:00Z', [equal]),
      checkRoute('a', '2021-01-01T00:00:00Z', [equal, equal]),
      checkRoute('c', '2020-01-01T00:00:00Z', [equal]),
    ];
    expect(inPrecedence(routes.map(matchesOf)).map(({ rule }) => rule)).toEqual([
      'GRPCRoute/ns/b/0',
      'GRPCRoute/ns/c/0',
      'GRPCRoute/ns/a/0',
      'GRPCRoute/ns/a/1',
    ]);
  });
});
