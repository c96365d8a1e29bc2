import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rule } from '../../src/envoy/testing/example.js';
import type { Redirect } from '../../src/model/index.js';
import { type RunningExample, runExample } from './run.js';

const host = { hostname: 'example.org' };
const fullPath = (value: string) => ({ path: { type: 'ReplaceFullPath', value } }) as const;
const prefix = (value: string) => ({ path: { type: 'ReplacePrefixMatch', value } }) as const;

type Case = [what: string, redirect: Partial<Redirect>, port: number, request: string, location: string];

/** Requests and locations as URLs; `keep.test` is replaced by a host of the case's own. */
const CASES: readonly Case[] = [
  ['nothing given, default port', host, 80, 'http://keep.test/p', 'http://example.org/p'],
  ['nothing given, other port', host, 8080, 'http://keep.test:8080/p', 'http://example.org:8080/p'],
  ['nothing given, host kept', { ...prefix('/y') }, 8080, 'http://keep.test:8080/x', 'http://keep.test:8080/y'],
  ['nothing given, port forwarded', { ...prefix('/y') }, 8080, 'http://keep.test:9090/x', 'http://keep.test:8080/y'],
  ['port 80', { ...host, port: 80 }, 8080, 'http://keep.test:8080/p', 'http://example.org/p'],
  ['port 8080', { ...host, port: 8080 }, 80, 'http://keep.test/p', 'http://example.org:8080/p'],
  ['port, host kept', { port: 8443 }, 80, 'http://keep.test/p', 'http://keep.test:8443/p'],
  ['port, other port replaced', { port: 8443 }, 80, 'http://keep.test:80/p', 'http://keep.test:8443/p'],
  ['https', { ...host, scheme: 'https' }, 8080, 'http://keep.test:8080/p', 'https://example.org/p'],
  ['https, port 443', { ...host, scheme: 'https', port: 443 }, 80, 'http://keep.test/p', 'https://example.org/p'],
  [
    'https, other port',
    { ...host, scheme: 'https', port: 8443 },
    80,
    'http://keep.test/p',
    'https://example.org:8443/p',
  ],
  ['https, host kept', { scheme: 'https' }, 80, 'http://keep.test/p?q=1', 'https://keep.test/p?q=1'],
  ['https, host with port kept', { scheme: 'https' }, 8080, 'http://keep.test:8080/p', 'https://keep.test/p'],
  ['https, absolute host kept', { scheme: 'https' }, 8080, 'http://keep.test.:8080/p', 'https://keep.test./p'],
  ['https, host with an empty port kept', { scheme: 'https' }, 80, 'http://keep.test:/p', 'https://keep.test/p'],
  [
    'https, port 443, host with port kept',
    { scheme: 'https', port: 443 },
    8080,
    'http://keep.test:80/p',
    'https://keep.test/p',
  ],
  [
    'http, port 80, host with port kept',
    { scheme: 'http', port: 80 },
    8080,
    'http://keep.test:8080/p',
    'http://keep.test/p',
  ],
  [
    'default port, host with port kept',
    prefix('/y'),
    80,
    'http://keep.test:8080/x/a?q=:80/',
    'http://keep.test/y/a?q=:80/',
  ],
  [
    'https, host with port kept, path replaced',
    { scheme: 'https', ...fullPath('/a:443/b') },
    8080,
    'http://keep.test:8080/p?u=https://x.test:443/',
    'https://keep.test/a:443/b?u=https://x.test:443/',
  ],
  [
    'https, other port, host with port kept',
    { scheme: 'https', port: 80 },
    80,
    'http://keep.test:8080/p',
    'https://keep.test:80/p',
  ],
  ['http, port 443', { ...host, scheme: 'http', port: 443 }, 80, 'http://keep.test/p', 'http://example.org:443/p'],
  [
    'full path, query kept',
    { ...host, ...fullPath('/full') },
    80,
    'http://keep.test/p?q=1',
    'http://example.org/full?q=1',
  ],
  [
    'full path, literal',
    { ...host, ...fullPath('/100%/%PATH%') },
    80,
    'http://keep.test/p',
    'http://example.org/100%/%PATH%',
  ],
  ['prefix', { ...host, ...prefix('/y/z') }, 80, 'http://keep.test/x/a?q=1', 'http://example.org/y/z/a?q=1'],
  ['prefix, literal', { ...host, ...prefix('/%PATH%') }, 80, 'http://keep.test/x/a', 'http://example.org/%PATH%/a'],
  ['prefix by the root', { ...host, ...prefix('/') }, 80, 'http://keep.test/x/a', 'http://example.org/a'],
  ['301', { ...host, statusCode: 301 }, 80, 'http://keep.test/', 'http://example.org/'],
  ['303', { ...host, statusCode: 303 }, 80, 'http://keep.test/', 'http://example.org/'],
  ['307', { ...host, statusCode: 307 }, 80, 'http://keep.test/', 'http://example.org/'],
  ['308', { ...host, statusCode: 308 }, 80, 'http://keep.test/', 'http://example.org/'],
  ['whole prefix by nothing', { ...host, ...prefix('') }, 80, 'http://keep.test/x', 'http://example.org/'],
];

let envoys: ReadonlyMap<number, RunningExample>;
beforeAll(async () => {
  const hosts = (port: number) =>
    CASES.flatMap(([, redirect, listenerPort], index) => {
      if (listenerPort !== port) return [];
      const action = { type: 'Redirect', redirect: { statusCode: 302, ...redirect } } as const;
      const path = { type: 'Prefix', value: redirect.path?.type === 'ReplacePrefixMatch' ? '/x' : '/' } as const;
      return [
        [hostOf(index), [rule({ name: `r${index}`, action, matches: [{ path, headers: [], queryParams: [] }] })]],
      ];
    });
  const start = async (port: number) => [port, await runExample(Object.fromEntries(hosts(port)), { port })] as const;
  envoys = new Map(await Promise.all([start(80), start(8080)]));
});
afterAll(() => Promise.all(Array.from(envoys.values(), (envoy) => envoy.stop())));

const hostOf = (index: number) => `keep-${index}.test`;

test.each(CASES.map((each, index) => [...each, index] as const))(
  '%s: %j',
  async (_, redirect, port, request, location, index) => {
    const url = new URL(request);
    const authority = /^http:\/\/[^/]*/.exec(request)?.[0].slice('http://'.length) ?? '';
    const response = await envoys.get(port)?.request({
      host: authority.replace('keep.test', hostOf(index)),
      path: url.pathname + url.search,
    });
    expect(response?.status).toBe(redirect.statusCode ?? 302);
    expect(response?.headers.location).toBe(location.replace('keep.test', hostOf(index)));
  },
);
