import { expect, test } from '@jest/globals';
import type { Redirect } from '../model/index.js';
import { type RedirectContext, redirectRoutes } from './redirect.js';

const route = { name: 'r', match: { prefix: '/', headers: [{ name: 'x-a' }] } };
const HTTP = { scheme: 'http', port: 80 } as const;
const HTTPS = { scheme: 'https', port: 443 } as const;

const routesOf = (redirect: Partial<Redirect>, context: RedirectContext = HTTP) =>
  redirectRoutes(route, { statusCode: 302, ...redirect }, { type: 'Prefix', value: '/' }, context);

test.each<[Partial<Redirect>, RedirectContext, (number | undefined)[]]>([
  [{ hostname: 'h' }, HTTP, [undefined]],
  [{ hostname: 'h' }, { scheme: 'http', port: 8080 }, [8080]],
  [{ hostname: 'h' }, HTTPS, [undefined]],
  [{ hostname: 'h' }, { scheme: 'https', port: 80 }, [80]],
  [{ hostname: 'h', port: 443 }, HTTPS, [undefined]],
  [{ hostname: 'h', port: 443 }, HTTP, [443]],
  [{ hostname: 'h', scheme: 'https' }, { scheme: 'http', port: 8080 }, [undefined]],
  [{ hostname: 'h', scheme: 'https', port: 8443 }, HTTP, [8443]],
  // The host is kept: first the requests that name a port, then the others.
  [{ scheme: 'https' }, HTTP, [443, undefined]],
  [{}, HTTP, [80, undefined]],
  [{}, { scheme: 'http', port: 8080 }, [8080]],
])('%j behind %j is to the ports %j', (redirect, context, ports) => {
  expect(routesOf(redirect, context).map((each) => each.redirect?.port_redirect)).toEqual(ports);
});

test('what a route matches is kept', () => {
  const [withPort, without] = routesOf({ scheme: 'https' });
  expect(withPort?.match?.headers).toEqual([
    { name: 'x-a' },
    { name: ':authority', string_match: { safe_regex: { regex: '.*:[^\\]]*' } } },
  ]);
  expect(without?.match).toEqual(route.match);
  expect(without?.name).toBe('r');
});
