import { describe, expect, test } from '@jest/globals';
import type { HttpMatch, PathMatch, PreflightPart } from '../model/index.js';
import { httpRank, inPrecedence, type RouteMatches } from './match-precedence.js';

interface Shape {
  readonly path?: PathMatch;
  readonly method?: string;
  readonly headers?: number;
  readonly queryParams?: number;
}

const values = (count = 0) =>
  Array.from({ length: count }, (_, i) => ({ type: 'Exact' as const, name: `n${i}`, value: 'v' }));

function match({ path = prefix('/'), method, headers, queryParams }: Shape): HttpMatch {
  return { path, ...(method && { method }), headers: values(headers), queryParams: values(queryParams) };
}

function prefix(value: string): PathMatch {
  return { type: 'Prefix', value };
}

function route(name: string, created: string, ...rules: readonly Shape[][]): RouteMatches {
  return {
    name,
    created,
    rules: rules.map((shapes, index) => ({
      key: `${name}/${index}`,
      matches: shapes.map(match),
      ranks: shapes.map((shape) => httpRank(match(shape))),
    })),
  };
}

describe('inPrecedence', () => {
  test.each<[string, Shape, Shape]>([
    ['exact before regex', { path: { type: 'Exact', value: '/a' } }, { path: { type: 'Regex', value: '/aaaaaa' } }],
    ['exact before prefix', { path: { type: 'Exact', value: '/a' } }, { path: prefix('/a/b/c') }],
    ['regex before prefix', { path: { type: 'Regex', value: '/a' } }, { path: prefix('/a/b/c') }],
    ['longer prefix first', { path: prefix('/aa') }, { path: prefix('/a'), method: 'GET', headers: 3, queryParams: 3 }],
    [
      'longer regex first',
      { path: { type: 'Regex', value: '/a+b' } },
      { path: { type: 'Regex', value: '/a+' }, headers: 1 },
    ],
    ['method before headers', { method: 'GET' }, { headers: 5, queryParams: 5 }],
    ['more headers first', { headers: 2 }, { headers: 1, queryParams: 5 }],
    ['more query parameters first', { queryParams: 2 }, { queryParams: 1 }],
  ])('%s', (_, better, worse) => {
    const expected = ['new/route/0', 'old/route/0'];
    const routes = [
      route('old/route', '2020-01-01T00:00:00Z', [worse]),
      route('new/route', '2021-01-01T00:00:00Z', [better]),
    ];
    expect(inPrecedence(routes).map(({ rule }) => rule)).toEqual(expected);
    expect(inPrecedence(routes.toReversed()).map(({ rule }) => rule)).toEqual(expected);
  });

  test('between equal matches the older route, then the name, then the place in the route decide', () => {
    const routes = [
      route('a/z', '2021-01-01T00:00:00Z', [{}, {}], [{}]),
      route('b/a', '2020-01-01T00:00:00Z', [{}]),
      route('a/a', '2021-01-01T00:00:00Z', [{}]),
    ];
    const expected = ['b/a/0#0', 'a/a/0#0', 'a/z/0#0', 'a/z/0#1', 'a/z/1#0'];
    const told = (given: readonly RouteMatches[]) => inPrecedence(given).map((each) => `${each.rule}#${each.match}`);
    expect(told(routes)).toEqual(expected);
    expect(told(routes.toReversed())).toEqual(expected);
  });
});

test('preflights come before all matches of the same path, and after those of more specific ones', () => {
  const matches = (rule: string, value: string, method?: string, parts?: readonly PreflightPart[]) => {
    const matches = [match({ path: prefix(value), ...(method && { method }) })];
    return { key: rule, matches, ranks: matches.map(httpRank), ...(parts && { preflights: [parts] }) };
  };
  const rules = [
    matches('root', '/'),
    matches('get', '/a', 'GET'),
    matches('post', '/a', 'POST', ['Request', 'Path']),
    matches('any', '/a', undefined, ['Request', 'Method']),
    matches('longer', '/a/b'),
  ];
  const ordered = inPrecedence([{ created: '', name: 'ns/route', rules }]);
  expect(ordered.map(({ rule, preflight = '' }) => `${rule} ${preflight}`)).toEqual([
    'longer ',
    'post Request',
    'any Request',
    'any Method',
    'post Path',
    'get ',
    'post ',
    'any ',
    'root ',
  ]);
});

test('a match that an older route has as well has no preflights', () => {
  const get = match({ path: prefix('/a'), method: 'GET' });
  const headers = (...names: string[]) => names.map((name) => ({ type: 'Exact' as const, name, value: 'v' }));
  const routeOf = (name: string, created: string, matches: readonly HttpMatch[], parts?: readonly PreflightPart[]) => ({
    ...{ name, created },
    rules: [
      { key: name, ranks: matches.map(httpRank), matches, ...(parts && { preflights: matches.map(() => parts) }) },
    ],
  });
  const ordered = inPrecedence([
    routeOf('old', '2020-01-01T00:00:00Z', [get, { ...get, headers: headers('a', 'b') }]),
    routeOf(
      'young',
      '2021-01-01T00:00:00Z',
      [get, { ...get, headers: headers('b', 'a') }, { ...get, method: 'PUT' }],
      ['Request'],
    ),
  ]);
  expect(ordered.filter(({ preflight }) => preflight).map(({ rule, match: at }) => `${rule} ${at}`)).toEqual([
    'young 2',
  ]);
});
