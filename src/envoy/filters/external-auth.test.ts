import { expect, test } from '@jest/globals';
import type { ExternalAuth } from '../../model/index.js';
import { messageJson } from '../testing/message-json.js';
import { httpFilters, levelFields, virtualHostFields } from './contributions.js';

const AUTH: ExternalAuth = { protocol: 'GRPC', backend: 'default/auth:9000', authority: 'auth.default' };
const SETTINGS = { accessLog: 'off', bucketingSupported: true } as const;

const asked = (auth: ExternalAuth) =>
  JSON.stringify(messageJson('envoy.config.route.v3.Route', levelFields({ externalAuth: auth })));
const askedFirst = (auth: ExternalAuth) => {
  const fields = virtualHostFields({ routeTable: 't', domain: '*', filters: [auth], routes: [] });
  return JSON.stringify(messageJson('envoy.config.route.v3.VirtualHost', fields));
};

test('a route configures the filter of that name in both kinds of connection managers', () => {
  const name = 'gatewright.external_auth';
  expect(Object.keys(levelFields({ externalAuth: AUTH }).typed_per_filter_config ?? {})).toEqual([name]);
  for (const kind of ['edge', 'mesh'] as const) {
    expect(httpFilters(kind, SETTINGS).map((filter) => filter.name)).toContain(name);
  }
});

test('a service of gRPC is called by its authority', () => {
  expect(asked(AUTH)).toContain('"envoy_grpc":{"cluster_name":"default/auth:9000","authority":"auth.default"}');
});

test('a service of HTTP is called by its cluster, and gives the request the headers that are allowed', () => {
  const json = asked({ ...AUTH, protocol: 'HTTP', pathPrefix: '/check', responseHeaders: ['x-user'] });
  expect(json).toContain('"server_uri":{"uri":"http://auth.default","cluster":"default/auth:9000","timeout":"10s"}');
  expect(json).toContain('"path_prefix":"/check"');
  expect(json).toContain('"allowed_upstream_headers":{"patterns":[{"exact":"x-user"}]}');
});

test('a request whose route is chosen keeps its path', () => {
  const expression = /"regex":"([^"]*)"\}\}/;
  expect(expression.exec(asked(AUTH))?.[1]?.split('|')).toContain(':path');
  expect(asked(AUTH)).not.toContain('clear_route_cache');
  expect(expression.exec(askedFirst(AUTH))?.[1]?.split('|')).not.toContain(':path');
  expect(askedFirst(AUTH)).toContain('"clear_route_cache":true');
});

test('a service that cannot be reached refuses with 503', () => {
  expect(asked(AUTH)).toContain('"status_on_error":{"code":"ServiceUnavailable"}');
});
