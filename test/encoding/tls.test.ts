import { connect as connectHttp2 } from 'node:http2';
import { type ConnectionOptions, connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LISTENER, rule } from '../../src/envoy/testing/example.js';
import type { ModelContent } from '../../src/envoy/testing/source-model.js';
import { selfSigned } from '../../src/gateway-api/testing/certificate.js';
import { send } from '../envoy/harness.js';
import { type RunningExample, runExample } from './run.js';

const CERTIFICATES = { a: selfSigned(['a.test', '*.wild.test']), b: selfSigned(['b.test']) };

/** The plain listener of the example as HTTPS, with a chain for each of some hostnames. */
function overTls(content: ModelContent): ModelContent {
  const chain = (name: string, serverNames: readonly string[], certificates: readonly string[]) => ({
    kind: 'HTTP' as const,
    listener: LISTENER,
    name,
    routeTable: LISTENER,
    tls: { serverNames, certificates },
  });
  const filterChains = [
    chain('a', ['a.test'], ['default/a']),
    chain('any', [], ['default/a', 'default/b']),
    chain('wild', ['*.wild.test'], ['default/a']),
  ];
  const [listener] = content.listeners ?? [];
  return {
    ...content,
    listeners: listener ? [{ ...listener, tls: true }] : [],
    filterChains,
    routeTables: [{ name: LISTENER, proxy: 'default/gateway', scheme: 'https', port: 443 }],
    virtualHosts: (content.virtualHosts ?? []).map((host) =>
      host.domain === 'elsewhere.test' ? { ...host, chain: 'any' } : host,
    ),
    certificates: Object.entries(CERTIFICATES).map(([name, { certificate, key }]) => ({
      name: `default/${name}`,
      chain: certificate,
      privateKey: key,
    })),
    certificateUses: Object.keys(CERTIFICATES).map((name) => ({
      proxy: 'default/gateway',
      certificate: `default/${name}`,
    })),
  };
}

let envoy: RunningExample;
beforeAll(async () => {
  const redirect = rule({ name: 'redirect', action: { type: 'Redirect', redirect: { statusCode: 302, port: 443 } } });
  const hosts = { '*': [rule()], 'redirect.test': [redirect], 'elsewhere.test': [rule()] };
  envoy = await runExample(hosts, { change: overTls });
});
afterAll(() => envoy.stop());

/** What the server of that name shows: the common name of its certificate, and the negotiated protocols. */
function handshake(servername: string | undefined, options: ConnectionOptions = {}): Promise<readonly unknown[]> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      port: envoy.port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      ALPNProtocols: ['h2', 'http/1.1'],
      ...(servername !== undefined && { servername }),
      ...options,
    });
    socket.once('error', reject).once('secureConnect', () => {
      resolve([socket.getPeerCertificate().subject.CN, socket.alpnProtocol, socket.getProtocol()]);
      socket.destroy();
    });
  });
}

describe('a TLS connection', () => {
  test.each([
    ['a.test', 'a.test'],
    ['x.wild.test', 'a.test'],
    ['x.y.wild.test', 'a.test'],
    ['b.test', 'b.test'],
    ['other.test', 'a.test'],
    [undefined, 'a.test'],
  ])('gets the certificate for its server name: %s', async (servername, subject) => {
    expect(await handshake(servername)).toEqual([subject, 'h2', 'TLSv1.3']);
  });

  test('can speak HTTP/1.1 over TLS 1.2', async () => {
    const old: ConnectionOptions = { maxVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] };
    expect(await handshake('a.test', old)).toEqual(['a.test', 'http/1.1', 'TLSv1.2']);
  });

  test('is refused with an older protocol', async () => {
    const old: ConnectionOptions = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    await expect(handshake('a.test', old)).rejects.toThrow(/protocol version|unsupported/i);
  });
});

test('requests go to the routes of their chain', async () => {
  const request = (host: string, servername = host) => send({ to: envoy.port, host, tls: { servername } });
  expect((await request('a.test')).echoed().headers['x-forwarded-proto']).toBe('https');
  expect((await request('redirect.test', 'a.test')).headers.location).toBe('https://redirect.test/');
});

describe('a domain of another chain', () => {
  const request = (servername: string, headers = {}, host = 'elsewhere.test') =>
    send({ to: envoy.port, host, tls: { servername }, headers });

  test('is misdirected', async () => {
    expect((await request('a.test')).status).toBe(421);
    expect((await request('x.wild.test')).status).toBe(421);
  });

  test('is served on connections of that one, whose name backends do not see', async () => {
    const response = await request('elsewhere.test');
    expect(response.status).toBe(200);
    expect(Object.keys(response.echoed().headers).filter((name) => name.includes('gatewright'))).toEqual([]);
  });

  test.each(['elsewhere.test.', 'elsewhere.test:8443', 'ELSEWHERE.test.:443'])('is the same as %s', async (host) => {
    expect((await request('a.test', {}, host)).status).toBe(421);
    const response = await request('elsewhere.test', {}, host);
    expect([response.status, response.echoed().host]).toEqual([200, host]);
  });

  test('is misdirected whatever the client claims', async () => {
    expect((await request('a.test', { 'x-gatewright-chain': 'any' })).status).toBe(421);
    expect((await request('a.test', { 'x-gatewright-chain': ['any', 'any'] })).status).toBe(421);
    expect((await request('elsewhere.test', { 'x-gatewright-chain': 'a' })).status).toBe(200);
  });
});

test('HTTP/2', async () => {
  const client = connectHttp2(`https://127.0.0.1:${envoy.port}`, { servername: 'a.test', rejectUnauthorized: false });
  const status = await new Promise((resolve, reject) => {
    client.once('error', reject);
    client.request({ ':authority': 'a.test' }).once('response', (headers) => resolve(headers[':status']));
  });
  client.destroy();
  expect(status).toBe(200);
});
