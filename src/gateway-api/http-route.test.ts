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
const rewrite = (replacePrefixMatch: string): HTTPRouteFilter => ({
  type: 'URLRewrite',
  urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch } },
});
const AUTH: HTTPRouteFilter = {
  type: 'ExternalAuth',
  externalAuth: { protocol: 'GRPC', grpc: {}, backendRef: { name: 'a' } },
};

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
    ['a filter', { filters: [set('host', 'a')] }, 'spec.rules[0].filters[0].requestHeaderModifier.set: header "host"'],
    [
      'a filter of a backend',
      { backendRefs: [{ name: 'a', port: 1, filters: [set('host', 'a')] }] },
      'spec.rules[0].backendRefs[0].filters[0].requestHeaderModifier.set: header "host"',
    ],
    [
      'two authorizations of one request',
      { filters: [AUTH], backendRefs: [{ name: 'a' }, { name: 'b', filters: [AUTH] }] },
      'spec.rules[0].backendRefs[1].filters: the rule has an ExternalAuth filter already',
    ],
    [
      'a prefix replaced where none is matched',
      { matches: [PREFIX, { path: { type: 'Exact', value: '/b' } }], filters: [rewrite('/x')] },
      'all matches of the rule must be of type PathPrefix',
    ],
    [
      'a weight',
      { backendRefs: [{ name: 'a', port: 1, weight: -1 }] },
      'backendRefs[0].weight: -1 must not be negative',
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
    const redirect: HTTPRouteFilter = { type: 'RequestRedirect', requestRedirect: { scheme: 'https' } };
    const { problem } = check({ matches: [PREFIX], filters: [redirect, rewrite('/x')] });
    expect(problem?.reason).toBe('IncompatibleFilters');
  });

  test('several reasons, and lists them all', () => {
    const { problem } = check({ filters: [set('host', 'a')], timeouts: { request: 'x' } });
    expect(problem?.message).toMatch(/header "host".*timeouts\.request/);
  });
});

describe('a rule is accepted with', () => {
  test.each<[string, HTTPRouteRule]>([
    ['nothing', {}],
    ['filters', { matches: [PREFIX], filters: [set('a', 'b'), rewrite('/x'), AUTH] }],
    ['no limit for the request', { timeouts: { request: '0s', backendRequest: '10s' } }],
    ['no retries', { retry: { attempts: 0 } }],
  ])('%s', (_, rule) => expect(check(rule).problem).toBeUndefined());
});

test('a rule without matches matches everything', () => {
  expect(check({}).matches).toEqual([{ path: { type: 'Prefix', value: '/' }, headers: [], queryParams: [] }]);
  expect(check({ matches: [{}] }).matches).toEqual(check({}).matches);
});
