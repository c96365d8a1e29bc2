import { describe, expect, test } from '@jest/globals';
import type { HTTPHeaderFilter, HTTPRouteFilter } from '../../resources/types.js';
import { checkFilters } from '../testing/filters.js';

const request = (requestHeaderModifier: HTTPHeaderFilter): HTTPRouteFilter => ({
  type: 'RequestHeaderModifier',
  requestHeaderModifier,
});
const response = (responseHeaderModifier: HTTPHeaderFilter): HTTPRouteFilter => ({
  type: 'ResponseHeaderModifier',
  responseHeaderModifier,
});
const set = (name: string, value: string) => request({ set: [{ name, value }] });

describe('a header modifier is refused for', () => {
  test.each<[string, HTTPRouteFilter, string]>([
    ['the Host header', set('Host', 'a'), 'use a URLRewrite filter'],
    ['the Host header removed', request({ remove: ['hOsT'] }), 'header "hOsT" cannot be modified here'],
    ['a pseudo header', set(':path', '/'), 'is not a valid header name'],
    ['a header of the connection', set('Content-Length', '1'), 'belongs to the connection'],
    [
      'a header that steers the proxy',
      set('X-Envoy-Max-Retries', '100'),
      'at[0].requestHeaderModifier.set: header "X-Envoy-Max-Retries" belongs to the proxy, ' +
        'as all that begin with x-envoy- do; use another name',
    ],
    ['a header of the proxy itself', set('x-gatewright-chain', 'a'), 'begin with x-gatewright- do'],
    [
      'a header of the proxy that is added',
      request({ add: [{ name: 'x-envoy-a', value: '1' }] }),
      'requestHeaderModifier.add: header "x-envoy-a" belongs to the proxy',
    ],
    [
      'a header of the proxy in responses',
      response({ set: [{ name: 'x-envoy-a', value: '1' }] }),
      'at[0].responseHeaderModifier.set: header "x-envoy-a" belongs to the proxy',
    ],
    ['a line break in a value', set('a', 'b\r\nc: d'), 'has a control character'],
    ['a NUL in a value', set('a', 'b\0'), 'has a control character'],
    [
      'a header that is set and removed',
      response({ set: [{ name: 'A', value: 'b' }], remove: ['a'] }),
      'is both in set and in remove',
    ],
  ])('%s', (_, filter, message) => {
    expect(checkFilters([filter]).problems).toEqual([expect.stringContaining(message)]);
  });
});

test.each([
  ['values that look like formats', '%ENVIRONMENT(X)% 100%'],
  ['tabs and umlauts in values', 'b\tcä'],
])('a header modifier can have %s', (_, value) => {
  expect(checkFilters([set('A', value)])).toMatchObject({
    checked: { requestHeaders: { set: [{ name: 'a', value }], add: [], remove: [] } },
    problems: [],
  });
});

test('of several values for one name in a list, the first counts', () => {
  const twice = [
    { name: 'a', value: '1' },
    { name: 'A', value: '2' },
  ];
  expect(checkFilters([response({ add: twice })]).checked.responseHeaders?.add).toEqual([{ name: 'a', value: '1' }]);
});

test('a removed header of the proxy takes nothing from it', () => {
  expect(checkFilters([request({ remove: ['x-envoy-a'] })])).toMatchObject({
    checked: { requestHeaders: { remove: ['x-envoy-a'] } },
    problems: [],
  });
});
