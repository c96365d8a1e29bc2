import { expect, test } from '@jest/globals';
import type { Route } from '../../envoy-api/generated/envoy/config/route/v3.js';
import type { Cors } from '../../model/index.js';
import { messageJson } from '../testing/message-json.js';
import { answeringRoutes, levelFields } from './contributions.js';
import { originMatcher } from './cors.js';

const CORS: Cors = {
  allowOrigins: ['https://a.test', 'https://*.b.test'],
  allowMethods: ['GET'],
  allowHeaders: ['x-a'],
  exposeHeaders: ['*', 'x-b'],
  allowCredentials: true,
  maxAge: 5,
};

const routeJson = (route: Route) => messageJson('envoy.config.route.v3.Route', route);

test('a route that forwards has the policy of Envoy’s own filter', () => {
  expect(routeJson(levelFields({ cors: CORS }))).toEqual({
    typed_per_filter_config: {
      'envoy.filters.http.cors': {
        '@type': 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy',
        allow_origin_string_match: [
          { exact: 'https://a.test' },
          { safe_regex: { regex: 'https://[^/:]+\\.b\\.test' } },
        ],
        // With credentials, `*` is the name of a header.
        expose_headers: 'x-b',
        allow_credentials: true,
        forward_not_matching_preflights: false,
      },
    },
  });
});

test('an answer of the proxy has headers for allowed origins only', () => {
  const route: Route = { name: 'r', match: { prefix: '/' }, direct_response: { status: 500 } };
  const [allowed, others, ...rest] = answeringRoutes(route, { cors: CORS });
  expect([others, rest]).toEqual([route, []]);
  expect(allowed?.match).toEqual({
    prefix: '/',
    headers: [
      { name: 'origin', string_match: { safe_regex: { regex: 'https://a\\.test|https://[^/:]+\\.b\\.test' } } },
    ],
  });
  expect(JSON.stringify(routeJson(allowed ?? {}).typed_per_filter_config)).toMatch(
    /"gatewright\.cors_headers".*"access-control-allow-origin","value":"%REQ\(ORIGIN\)%".*"access-control-expose-headers","value":"x-b"/,
  );
});

test('an answer of the proxy without CORS is one route', () => {
  const route: Route = { name: 'r', direct_response: { status: 500 } };
  expect(answeringRoutes(route, {})).toEqual([route]);
});

test.each([
  ['*', { safe_regex: { regex: '.*' } }],
  ['https://www.foo.com', { exact: 'https://www.foo.com' }],
  ['HTTPS://WWW.foo.com', { exact: 'https://www.foo.com' }],
  ['https://foo.com:443', { exact: 'https://foo.com' }],
  ['http://foo.com:80', { exact: 'http://foo.com' }],
  ['http://foo.com:443', { exact: 'http://foo.com:443' }],
  ['https://foo.com:8443', { exact: 'https://foo.com:8443' }],
  ['https://*.foo.com', { safe_regex: { regex: 'https://[^/:]+\\.foo\\.com' } }],
  ['https://*.foo.com:443', { safe_regex: { regex: 'https://[^/:]+\\.foo\\.com' } }],
  ['http://*:8080', { safe_regex: { regex: 'http://[^/:]+:8080' } }],
])('the origin %s is matched as browsers write it', (origin, expected) => {
  expect(originMatcher(origin)).toEqual(expected);
});
