import { expect, test } from '@jest/globals';
import { messageJson } from '../testing/message-json.js';
import { httpFilters } from './contributions.js';

const HTTP_FILTER = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter';
const TYPE = 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router';

const last = (kind: 'edge' | 'mesh') =>
  messageJson(HTTP_FILTER, httpFilters(kind, { accessLog: 'off', bucketingSupported: true }).at(-1) ?? {}).typed_config;

test('the router is the last filter', () => {
  expect(last('edge')).toEqual({ '@type': TYPE });
});

test('the router of a sidecar adds no headers of Envoy', () => {
  expect(last('mesh')).toEqual({ '@type': TYPE, suppress_envoy_headers: true });
});
