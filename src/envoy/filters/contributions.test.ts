import { expect, test } from '@jest/globals';
import type { Cors, ExternalAuth, HttpFilters } from '../../model/index.js';
import { EVERYTHING } from '../share.js';
import { messageJson } from '../testing/message-json.js';
import {
  answeringRoutes,
  dependOnShare,
  destinationFields,
  levelFields,
  needRoute,
  routeActionFields,
} from './contributions.js';

const cors: Cors = {
  allowOrigins: ['*'],
  allowMethods: [],
  allowHeaders: [],
  exposeHeaders: [],
  allowCredentials: false,
  maxAge: 5,
};
const externalAuth: ExternalAuth = { protocol: 'GRPC', backend: 'auth', authority: 'auth' };
const match = { path: { type: 'Prefix', value: '/' }, headers: [], queryParams: [] } as const;

test('no filters contribute nothing', () => {
  const filters: HttpFilters = {};
  const route = { ...levelFields(filters), route: { ...routeActionFields(filters, { match, share: EVERYTHING }) } };
  expect(messageJson('envoy.config.route.v3.Route', route)).toEqual({ route: {} });
  expect([destinationFields(filters), needRoute(filters), dependOnShare(filters)]).toEqual([{}, false, false]);
  expect(answeringRoutes({ name: 'r' }, filters)).toEqual([{ name: 'r' }]);
});

test('a level has the configurations of all filters, and their headers', () => {
  const modifier = { set: [], add: [], remove: ['x-a'] };
  const fields = levelFields({ cors, externalAuth, requestHeaders: modifier, responseHeaders: modifier });
  expect(Object.keys(fields.typed_per_filter_config ?? {})).toEqual([
    'envoy.filters.http.cors',
    'gatewright.external_auth',
  ]);
  expect([fields.request_headers_to_remove, fields.response_headers_to_remove]).toEqual([['x-a'], ['x-a']]);
});

test('an action has the fields of all filters', () => {
  const filters: HttpFilters = {
    rewrite: { path: { type: 'ReplaceFullPath', value: '/b' } },
    mirrors: [{ backend: 'm', fraction: { numerator: 1, denominator: 1 } }],
  };
  expect(Object.keys(routeActionFields(filters, { match, share: EVERYTHING }))).toEqual([
    'path_rewrite',
    'request_mirror_policies',
  ]);
});
