import { expect, test } from '@jest/globals';
import { httpFilters } from './contributions.js';
import { complete, HTTP_FILTERS } from './index.js';
import { router } from './router.js';

const SETTINGS = { accessLog: 'stdout', bucketingSupported: true } as const;
const names = (kind: 'edge' | 'mesh') => httpFilters(kind, SETTINGS).map(({ name = '' }) => name);

test('requests at a Gateway pass the filters in this order', () => {
  expect(names('edge')).toEqual([
    'gatewright.authority',
    'gatewright.request_as_received',
    'gatewright.location',
    'gatewright.listener_filters',
    'envoy.filters.http.cors',
    'gatewright.cors_headers',
    'gatewright.external_auth',
    'envoy.filters.http.router',
  ]);
});

test('requests in a sidecar pass some of them in the same order', () => {
  expect(names('mesh')).toEqual(
    names('edge').filter((name) => !['gatewright.authority', 'gatewright.listener_filters'].includes(name)),
  );
});

test('no two features have the same name, setting or filter', () => {
  const settings = HTTP_FILTERS.flatMap(({ setting }) => setting ?? []);
  for (const list of [HTTP_FILTERS.map(({ name }) => name), settings, names('edge')]) {
    expect(list).toEqual([...new Set(list)]);
  }
});

test('features that leave out a setting do not compile', () => {
  // @ts-expect-error: no feature has the setting `cors`, among others.
  expect(complete([router])).toEqual([router]);
});
