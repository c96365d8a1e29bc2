import { expect, test } from '@jest/globals';
import type { GRPCRouteFilter, HTTPRouteFilter } from '../../resources/types.js';
import { checkFilters } from '../testing/filters.js';
import { checkGrpcRouteFilters } from './index.js';

const set = (name: string): HTTPRouteFilter => ({
  type: 'RequestHeaderModifier',
  requestHeaderModifier: { set: [{ name, value: 'a' }] },
});
const EXTENSION: HTTPRouteFilter & GRPCRouteFilter = {
  type: 'ExtensionRef',
  extensionRef: { group: 'a', kind: 'B', name: 'c' },
};

const checkGrpc = (...filters: readonly GRPCRouteFilter[]) => {
  const problems: string[] = [];
  const context = { matches: [], report: (message: string) => problems.push(message), warn: () => undefined };
  return { checked: checkGrpcRouteFilters(filters, 'at', context), problems };
};

test('no filters have no settings', () => {
  expect(checkFilters([])).toEqual({ checked: {}, problems: [], warnings: [] });
});

test('filters of several types are joined', () => {
  const { checked } = checkFilters([set('a'), { type: 'URLRewrite', urlRewrite: { hostname: 'h.test' } }]);
  expect(Object.keys(checked)).toEqual(['requestHeaders', 'rewrite']);
});

test('a second filter of a type is refused', () => {
  expect(checkFilters([set('a'), set('b')]).problems).toEqual([
    'at[1].type: there is a second RequestHeaderModifier filter.',
  ]);
});

test.each(['Teleport', 'constructor'])('the type %s is refused, with those that a rule of HTTP can have', (type) => {
  expect(checkFilters([{ type: type as never }]).problems).toEqual([
    `at[0].type: ${type} is not supported, use one of RequestHeaderModifier, ResponseHeaderModifier, RequestMirror, ` +
      'RequestRedirect, URLRewrite, CORS, ExternalAuth.',
  ]);
});

test('a type of HTTP alone is refused with those that a rule of gRPC can have', () => {
  expect(checkGrpc({ type: 'CORS' as never })).toEqual({
    checked: {},
    problems: [
      'at[0].type: CORS is not supported, use one of RequestHeaderModifier, ResponseHeaderModifier, RequestMirror.',
    ],
  });
});

test.each([
  ['HTTP', checkFilters([EXTENSION])],
  ['gRPC', checkGrpc(EXTENSION)],
])('an extension of %s is refused, and its reference leads nowhere', (_, { checked, problems }) => {
  expect(problems).toEqual([expect.stringContaining('at[0].type: ExtensionRef is not supported')]);
  expect(checked).toEqual({
    unresolved: [
      {
        reason: 'InvalidKind',
        message: 'at[0].extensionRef: B in group "a" is not a kind of filter. Remove it.',
      },
    ],
  });
});
