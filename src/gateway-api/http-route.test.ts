import { describe, expect, test } from '@jest/globals';
import type { HTTPRouteFilter, HTTPRouteMatch, HTTPRouteRule } from '../resources/types.js';
import { type CheckedHttpRule, checkedHttpRoute } from './http-route.js';

function check(rule: HTTPRouteRule): CheckedHttpRule {
  const [[, route] = []] = checkedHttpRoute({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'route', namespace: 'ns' },
    spec: { rules: [rule] },
  });
  if (route?.rules[0] === undefined) throw new Error('there is no rule');
  return route.rules[0];
}

const PREFIX: HTTPRouteMatch = { path: { type: 'PathPrefix', value: '/a' } };
const set = (name: string, value: string): HTTPRouteFilter => ({
  type: 'RequestHeaderModifier',
  requestHeaderModifier: { set: [{ name, value }] },
});
const redirect = (requestRedirect: object): HTTPRouteFilter => ({ type: 'RequestRedirect', requestRedirect });
const rewrite = (urlRewrite: object): HTTPRouteFilter => ({ type: 'URLRewrite', urlRewrite });
const mirror = (requestMirror: object): HTTPRouteFilter =>
  ({
    type: 'RequestMirror',
    requestMirror: { backendRef: { name: 'a', port: 1 }, ...requestMirror },
  }) as HTTPRouteFilter;
const AUTH: HTTPRouteFilter = {
  type: 'ExternalAuth',
  externalAuth: { protocol: 'GRPC', grpc: {}, backendRef: { name: 'a' } },
};
const cors = (filter: object): HTTPRouteFilter => ({ type: 'CORS', cors: filter });

describe('matches that Envoy would refuse or that mean nothing', () => {
  test.each<[string, HTTPRouteMatch, string]>([
    ['a path without a slash', { path: { value: 'a' } }, 'matches[0].path.value: "a" must start with one slash'],
    ['a path with two slashes', { path: { value: '/a//b' } }, 'must start with one slash'],
    ['a path with a query', { path: { type: 'Exact', value: '/a?b' } }, 'nor a query'],
    ['a path with a fragment', { path: { value: '/a#b' } }, 'nor a fragment'],
    ['a path with a line break', { path: { value: '/a\n' } }, 'must start with one slash'],
    ['a path of a type to come', { path: { type: 'Glob' as never, value: '/a' } }, 'path.type: "Glob" is not one of'],
    ['a wrong regular expression', { path: { type: 'RegularExpression', value: '(' } }, 'is not in RE2 syntax'],
    ['a large regular expression', { path: { type: 'RegularExpression', value: '[acegikmoq]{999}' } }, 'is too large'],
    ['a method to come', { method: 'BREW' as never }, 'method: "BREW" is not one of'],
    [
      'a header that is no name',
      { headers: [{ name: 'a b', value: 'x' }] },
      'headers[0].name: "a b" is not a valid name',
    ],
    ['a pseudo header', { headers: [{ name: ':path', value: 'x' }] }, 'headers[0].name: ":path" is not a valid name'],
    [
      'a wrong regular expression for a header',
      {
        headers: [
          { name: 'a', value: 'b' },
          { name: 'c', type: 'RegularExpression', value: '[' },
        ],
      },
      'headers[1].value: "[" is not in RE2 syntax',
    ],
    [
      'a query parameter of a type to come',
      { queryParams: [{ name: 'a', type: 'Glob' as never, value: '*' }] },
      'queryParams[0].type: "Glob" is not one of',
    ],
  ])('%s is left out, and its rule is refused', (_, match, message) => {
    const { matches, problem } = check({ matches: [match, PREFIX] });
    expect(matches.map(({ path }) => path.value)).toEqual(['/a']);
    expect(problem).toEqual({ reason: 'UnsupportedValue', message: expect.stringContaining(`spec.rules[0].matches`) });
    expect(problem?.message).toContain(message);
  });
});

describe('a rule is refused for', () => {
  test.each<[string, HTTPRouteRule, string]>([
    ['the Host header', { filters: [set('Host', 'a')] }, 'use a URLRewrite filter'],
    ['a pseudo header', { filters: [set(':path', '/')] }, 'is not a valid header name'],
    ['a header of the connection', { filters: [set('Content-Length', '1')] }, 'belongs to the connection'],
    [
      'a header that steers the proxy',
      { filters: [set('X-Envoy-Max-Retries', '100')] },
      'spec.rules[0].filters[0].requestHeaderModifier.set: header "X-Envoy-Max-Retries" belongs to the proxy, ' +
        'as all that begin with x-envoy- do; use another name',
    ],
    ['a header of the proxy itself', { filters: [set('x-gatewright-chain', 'a')] }, 'begin with x-gatewright- do'],
    [
      'a header of the proxy that is added',
      {
        filters: [
          { type: 'RequestHeaderModifier', requestHeaderModifier: { add: [{ name: 'x-envoy-a', value: '1' }] } },
        ],
      },
      'requestHeaderModifier.add: header "x-envoy-a" belongs to the proxy',
    ],
    [
      'a header of the proxy in responses',
      {
        filters: [
          { type: 'ResponseHeaderModifier', responseHeaderModifier: { set: [{ name: 'x-envoy-a', value: '1' }] } },
        ],
      },
      'responseHeaderModifier.set: header "x-envoy-a" belongs to the proxy',
    ],
    [
      'a header of the proxy for one backend',
      { backendRefs: [{ name: 'a', port: 80, filters: [set('x-envoy-retry-on', '5xx')] }] },
      'backendRefs[0].filters[0].requestHeaderModifier.set: header "x-envoy-retry-on" belongs to the proxy',
    ],
    ['a line break in a value', { filters: [set('a', 'b\r\nc: d')] }, 'has a control character'],
    ['a NUL in a value', { filters: [set('a', 'b\0')] }, 'has a control character'],
    [
      'a header that is set and removed',
      {
        filters: [
          {
            type: 'ResponseHeaderModifier',
            responseHeaderModifier: { set: [{ name: 'A', value: 'b' }], remove: ['a'] },
          },
        ],
      },
      'is both in set and in remove',
    ],
    [
      'the Host header removed',
      { filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['hOsT'] } }] },
      'header "hOsT" cannot be modified here',
    ],
    [
      'a filter twice',
      { filters: [set('a', 'b'), set('c', 'd')] },
      'filters[1].type: there is a second RequestHeaderModifier',
    ],
    [
      'a filter of another implementation',
      { filters: [{ type: 'ExtensionRef', extensionRef: { group: 'a', kind: 'B', name: 'c' } }] },
      'filters[0].type: ExtensionRef is not supported',
    ],
    ['a filter to come', { filters: [{ type: 'Teleport' as never }] }, 'filters[0].type: Teleport is not supported'],
    [
      'an authorization that cannot be asked for',
      { filters: [{ type: 'ExternalAuth' }] },
      'spec.rules[0].filters[0].externalAuth.backendRef: it is missing.',
    ],
    [
      'two authorizations of one request',
      { filters: [AUTH], backendRefs: [{ name: 'a' }, { name: 'b', filters: [AUTH] }] },
      'spec.rules[0].backendRefs[1].filters: the rule has an ExternalAuth filter already',
    ],
    ['a status code', { filters: [redirect({ statusCode: 304 })] }, 'statusCode: 304 is not one of 301'],
    ['a scheme', { filters: [redirect({ scheme: 'ftp' })] }, 'scheme: "ftp" is not one of http, https'],
    ['a port', { filters: [redirect({ port: 0 })] }, 'port: 0 is not between'],
    ['a hostname with a wildcard', { filters: [redirect({ hostname: '*.a' })] }, '"*.a" is not a valid hostname'],
    ['a hostname with a line break', { filters: [rewrite({ hostname: 'a\r\nb' })] }, 'is not a valid hostname'],
    [
      'a full path without a slash',
      { filters: [rewrite({ path: { type: 'ReplaceFullPath', replaceFullPath: 'a' } })] },
      'must be a path that starts with a slash',
    ],
    [
      'a path modifier to come',
      { filters: [rewrite({ path: { type: 'ReplaceRegex' } })] },
      'path.type: "ReplaceRegex" is not one of',
    ],
    [
      'a prefix replaced where none is matched',
      {
        matches: [PREFIX, { path: { type: 'Exact', value: '/b' } }],
        filters: [rewrite({ path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/x' } })],
      },
      'all matches of the rule must be of type PathPrefix',
    ],
    [
      'a share of more than all',
      { filters: [mirror({ fraction: { numerator: 3, denominator: 2 } })] },
      '3 of 2 is not a share',
    ],
    ['a mirror to nowhere', { filters: [{ type: 'RequestMirror' }] }, 'requestMirror.backendRef: it is missing'],
    ['an origin', { filters: [cors({ allowOrigins: ['example.com'] })] }, 'allowOrigins: "example.com" must be'],
    ['a header to expose', { filters: [cors({ exposeHeaders: ['a b'] })] }, 'exposeHeaders: "a b" is not a valid name'],
    [
      'a weight',
      { backendRefs: [{ name: 'a', port: 1, weight: -1 }] },
      'backendRefs[0].weight: -1 must not be negative',
    ],
    [
      'a filter of a backend',
      { backendRefs: [{ name: 'a', port: 1, filters: [set('host', 'a')] }] },
      'spec.rules[0].backendRefs[0].filters[0].requestHeaderModifier.set: header "host"',
    ],
    ['a duration', { timeouts: { request: '1 minute' } }, 'timeouts.request: "1 minute" is not a duration'],
    [
      'an attempt that may last longer than the request',
      { timeouts: { request: '1s', backendRequest: '2s' } },
      'timeouts.backendRequest: 2s is longer than the request timeout, 1s',
    ],
    ['a status code to retry', { retry: { codes: [503, 200] } }, 'retry.codes: 200 is not between 400 and 599'],
    [
      'a session that would not persist',
      { sessionPersistence: { type: 'Cookie' } },
      'sessionPersistence: it is not supported',
    ],
  ])('%s', (_, rule, message) => {
    expect(check(rule).problem).toEqual({ reason: 'UnsupportedValue', message: expect.stringContaining(message) });
  });

  test('a redirect together with a rewrite', () => {
    const { problem } = check({ filters: [redirect({ scheme: 'https' }), rewrite({ hostname: 'a' })] });
    expect(problem?.reason).toBe('IncompatibleFilters');
  });

  test('several reasons at once tells them all', () => {
    const { problem } = check({ filters: [set('host', 'a')], timeouts: { request: 'x' } });
    expect(problem?.message).toMatch(/header "host".*timeouts\.request/);
  });
});

describe('a rule is taken with', () => {
  test.each<[string, HTTPRouteRule]>([
    ['nothing', {}],
    ['any share of mirrors', { filters: [mirror({ percent: 0 }), mirror({ fraction: { numerator: 1 } }), mirror({})] }],
    [
      'a prefix replaced by nothing',
      { filters: [rewrite({ path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '' } })] },
    ],
    ['a redirect to an address', { filters: [redirect({ hostname: '192.0.2.1' })] }],
    ['values that look like formats', { filters: [set('a', '%ENVIRONMENT(X)% 100%')] }],
    ['tabs and umlauts in values', { filters: [set('a', 'b\tcä')] }],
    ['every kind of origin', { filters: [cors({ allowOrigins: ['*', 'http://*', 'https://*.a.b:1', 'http://a'] })] }],
    ['no limit for the request', { timeouts: { request: '0s', backendRequest: '10s' } }],
    ['no retries', { retry: { attempts: 0 } }],
  ])('%s', (_, rule) => expect(check(rule).problem).toBeUndefined());
});

test('a rule without matches matches everything', () => {
  expect(check({}).matches).toEqual([{ path: { type: 'Prefix', value: '/' }, headers: [], queryParams: [] }]);
  expect(check({ matches: [{}] }).matches).toEqual(check({}).matches);
});

test('an empty full path is the root', () => {
  const { filters } = check({ filters: [rewrite({ path: { type: 'ReplaceFullPath', replaceFullPath: '' } })] });
  expect(filters.rewrite?.path).toEqual({ type: 'ReplaceFullPath', value: '/' });
});
