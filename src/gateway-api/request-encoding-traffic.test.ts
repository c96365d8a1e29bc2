import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EchoServer, RunningEnvoy } from '../../test/envoy/harness.js';
import { send, startEcho } from '../../test/envoy/harness.js';
import { envoyWith, localService } from '../../test/envoy/translated-envoy.js';

/** Requests whose paths and query parameters come in the encodings that clients use, through translation and the real Envoy. */

const API = 'apiVersion: gateway.networking.k8s.io/v1';

const GATEWAY = `${API}
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }
---
${API}
kind: Gateway
metadata: { name: gateway, namespace: infra }
spec: { gatewayClassName: ours, listeners: [{ name: http, port: 80, protocol: HTTP }] }`;

/** A route for each host, with one rule that has this match and these filters; what does not match is answered 404. */
function route(host: string, match: string, filters = ''): string {
  const filtered = filters && `, filters: [${filters}]`;
  const backends = filters.includes('RequestRedirect') ? '' : ', backendRefs: [{ name: app, port: 80 }]';
  return `${API}
kind: HTTPRoute
metadata: { name: ${host}, namespace: infra }
spec:
  parentRefs: [{ name: gateway }]
  hostnames: [${host}.test]
  rules: [{ matches: [{ ${match} }] ${filtered} ${backends} }]`;
}

const path = (value: string, type = 'PathPrefix') => `path: { type: ${type}, value: '${value}' }`;
const rewrite = (to: string) =>
  `{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: '${to}' } } }`;

const query = (name: string, value: string, type = 'Exact') =>
  `queryParams: [{ type: ${type}, name: ${name}, value: '${value}' }]`;

const ROUTES = [
  route('key', query('apikey', 'Zk93=')),
  route('mail', query('user', 'ann@shop.test')),
  route('city', query('city', 'São Paulo')),
  route('sum', query('q', '1+1')),
  route('reserved', query('q', 'a&b#c%d~')),
  route('plain', query('q', 'a-b_c.d*')),
  route('mails', query('user', '(ann|bob)[@]shop\\.test', 'RegularExpression')),
  route('cities', query('city', 'São +Paulo', 'RegularExpression')),
  route('pattern', query('q', '[0-9]+%40.*', 'RegularExpression')),
  route('prefix', path('/%7Eann')),
  route('exact', path('/%41bout', 'Exact')),
  route('umlaut', path('/caf%C3%A9', 'Exact')),
  route('lower', path('/caf%c3%a9')),
  route('rewritten', path('/caf%C3%A9'), rewrite('/bar%5C1')),
  route('stripped', path('/caf%C3%A9'), rewrite('/')),
  route(
    'redirected',
    path('/caf%C3%A9'),
    '{ type: RequestRedirect, requestRedirect: { path: { type: ReplacePrefixMatch, replacePrefixMatch: /bar } } }',
  ),
];

let envoy: RunningEnvoy;
let server: EchoServer;

beforeAll(async () => {
  server = await startEcho('app');
  envoy = await envoyWith(GATEWAY, ...ROUTES, localService('app', server.port));
});

afterAll(async () => {
  await envoy.stop();
  await server.close();
});

/** The path that the backend received, or the location of a redirect, or the status. */
async function answer(host: string, path: string): Promise<string | number | undefined> {
  const response = await send({ to: await envoy.port('infra/gateway/80'), host: `${host}.test`, path });
  if (response.status === 200) return response.echoed().path;
  return response.headers.location ?? response.status;
}

describe('paths that are equal after normalization match', () => {
  test.each([
    ['prefix', '/~ann/a', '/~ann/a'],
    ['prefix', '/%7Eann', '/~ann'],
    ['prefix', '/%7eann', '/~ann'],
    ['prefix', '/~anna', 404],
    ['exact', '/About', '/About'],
    ['exact', '/%41%62out', '/About'],
    ['exact', '/about', 404],
    ['umlaut', '/caf%c3%a9', '/caf%c3%a9'],
    ['umlaut', '/caf%C3%a9', '/caf%C3%a9'],
    ['umlaut', '/caf%C3%A9?q', '/caf%C3%A9?q'],
    ['umlaut', '/caf%C3%A9/', 404],
    ['umlaut', '/CAF%C3%A9', 404],
    ['lower', '/caf%C3%A9', '/caf%C3%A9'],
    ['lower', '/caf%C3%A9/menu', '/caf%C3%A9/menu'],
    ['lower', '/caf%C3%A9s', 404],
    ['rewritten', '/caf%c3%A9/menu?q=1', '/bar%5C1/menu?q=1'],
    ['stripped', '/caf%c3%a9//menu', '/menu'],
    ['stripped', '/caf%c3%a9', '/'],
    ['redirected', '/caf%c3%a9/menu?q=1', 'http://redirected.test/bar/menu?q=1'],
  ])('%s: %s: %s', async (host, path, expected) => expect(await answer(host, path)).toBe(expected));
});

describe('a query parameter matches in the encodings of its value', () => {
  test.each([
    [
      'key',
      ['apikey=Zk93=', 'apikey=Zk93%3D', 'apikey=Zk93%3d', 'a=b&apikey=Zk93%3D&c'],
      ['apikey=Zk93', 'apikey=zk93='],
    ],
    ['mail', ['user=ann@shop.test', 'user=ann%40shop.test'], ['user=ann%40shopxtest', 'user=ann@shop.test.']],
    ['city', ['city=S%C3%A3o+Paulo', 'city=S%c3%a3o%20Paulo'], ['city=Sao+Paulo', 'city=S%C3%A3oPaulo']],
    ['sum', ['q=1+1', 'q=1%2B1', 'q=1%2b1'], ['q=11', 'q=1%201', 'q=1111']],
    ['reserved', ['q=a%26b%23c%25d~', 'q=a%26b%23c%25d%7E', 'q=a%26b%23c%d%7e'], ['q=a&b%23c%25d~']],
    ['plain', ['q=a-b_c.d*'], ['q=a-b_cxd*']],
    ['pattern', ['q=1%40a'], ['q=1@a']],
    ['mails', ['user=ann@shop.test', 'user=bob%40shop.test'], ['user=eve%40shop.test', 'user=ann%40shop-test']],
    ['cities', ['city=S%c3%a3o+Paulo', 'city=S%C3%A3o%20%20Paulo'], ['city=SaoPaulo']],
  ])('%s', async (host, matching, others) => {
    for (const each of matching) expect(await answer(host, `/?${each}`)).toBe(`/?${each}`);
    for (const each of others) expect([each, await answer(host, `/?${each}`)]).toEqual([each, 404]);
  });
});
