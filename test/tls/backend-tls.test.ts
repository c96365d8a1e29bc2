import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testAuthority } from '../../src/gateway-api/testing/certificate.js';
import { SHARED } from '../../src/gateway-api/testing/translation.js';
import { eventually, type Received, send, startTlsEcho, type TlsEchoServer } from '../envoy/harness.js';
import { LivePipeline } from '../envoy/live-pipeline.js';
import { freePort } from '../standalone/gatewright.js';
import { Traffic } from '../standalone/traffic.js';
import {
  bundleRef,
  clusterTrustBundle,
  configMap,
  gateway,
  gatewayClass,
  policy,
  route,
  secret,
  service,
  shown,
} from './objects.js';

const [one, two, clients] = [testAuthority('one'), testAuthority('two'), testAuthority('clients')];
const SERVER = one.issue(['backend.test', '*.wild.test'], ['spiffe://test/backend']);
const CLIENT = clients.issue(['gateway']);

const uri = (value: string) => ({ type: 'URI', uri: value });
const dns = (value: string) => ({ type: 'Hostname', hostname: value });

/** Policies for Services which all lead to one server. */
const POLICIES = {
  good: policy('good', 'one'),
  wildcard: policy('wildcard', 'one', { hostname: 'a.wild.test' }),
  'other-authority': policy('other-authority', 'two'),
  'several-authorities': policy('several-authorities', 'both'),
  bundle: policy('bundle', 'none', { caCertificateRefs: [bundleRef('corporate')] }),
  'other-bundle': policy('other-bundle', 'none', { caCertificateRefs: [bundleRef('other')] }),
  'other-name': policy('other-name', 'one', { hostname: 'other.test' }),
  uri: policy('uri', 'one', { hostname: 'sni.test', subjectAltNames: [uri('spiffe://test/backend')] }),
  'other-uri': policy('other-uri', 'one', { subjectAltNames: [uri('spiffe://test/other')] }),
  // The host name does not count when there are names.
  'other-dns': policy('other-dns', 'one', { subjectAltNames: [dns('x.test')] }),
  'one-of-names': policy('one-of-names', 'one', { subjectAltNames: [dns('x.test'), uri('spiffe://test/backend')] }),
  'no-authority': policy('no-authority', 'none'),
  system: policy('system', 'none', { caCertificateRefs: undefined, wellKnownCACertificates: 'System' }),
};

let live: LivePipeline;
let backend: TlsEchoServer;
let strict: TlsEchoServer;
let probe: TlsEchoServer;
let folder: string;
let port: number;
let bare: number;

const GATEWAYS = ['shows', 'shows-nothing'];
const names = [...Object.keys(POLICIES), 'strict', 'probe'];

beforeAll(async () => {
  backend = await startTlsEcho('backend', shown(SERVER));
  strict = await startTlsEcho('strict', { ...shown(SERVER), clientCa: clients.certificate });
  probe = await startTlsEcho('probe', shown(two.issue(['backend.test'])));
  [port, bare] = [await freePort(), await freePort()];
  folder = await mkdtemp(join(tmpdir(), 'gw-tls-'));
  const systemTrust = join(folder, 'ca.crt');
  await writeFile(systemTrust, one.certificate);
  live = await LivePipeline.start({ ...SHARED, systemTrust }, [
    gatewayClass,
    gateway('shows', [{ name: 'http', port, protocol: 'HTTP' }], {
      backend: { clientCertificateRef: { name: 'client' } },
    }),
    gateway('shows-nothing', [{ name: 'http', port: bare, protocol: 'HTTP' }]),
    secret('client', CLIENT),
    configMap('one', one.certificate),
    configMap('two', two.certificate),
    configMap('both', two.certificate, one.certificate),
    clusterTrustBundle('corporate', one.certificate),
    clusterTrustBundle('other', two.certificate),
    ...Object.keys(POLICIES).flatMap((name) => service(name, backend.port, name === 'good' ? 'https' : undefined)),
    ...service('strict', strict.port),
    ...service('probe', probe.port),
    ...Object.values(POLICIES),
    policy('strict', 'one'),
    policy('probe', 'one'),
    route(GATEWAYS, names),
  ]);
});
afterAll(async () => {
  await live.stop();
  await Promise.all([backend, strict, probe].map((server) => server.close()));
  await rm(folder, { recursive: true });
});

const ask = (name: string, to = port): Promise<Received> => send({ to, host: 'www.test', path: `/${name}` });
const becomes = (name: string, status: number) => eventually(async () => expect((await ask(name)).status).toBe(status));

describe('a server is verified', () => {
  test.each([
    ['good', 'backend.test'],
    ['wildcard', 'a.wild.test'],
    ['several-authorities', 'backend.test'],
    ['system', 'backend.test'],
    ['bundle', 'backend.test'],
    ['uri', 'sni.test'],
    ['one-of-names', 'backend.test'],
  ])('%s: it is asked for %s', async (name, servername) => {
    const { tls, host } = (await ask(name)).echoed();
    expect([tls?.servername, host]).toEqual([servername, 'www.test']);
  });

  test.each([
    ['other-authority', 503],
    ['other-bundle', 503],
    ['other-name', 503],
    ['other-uri', 503],
    ['other-dns', 503],
    ['no-authority', 500],
  ])('%s: %i', async (name, status) => {
    const { requests } = backend;
    expect((await ask(name)).status).toBe(status);
    expect(backend.requests).toBe(requests);
  });

  test('and the statuses tell of what is wrong with a policy', () => {
    const good = { Accepted: 'True Accepted', ResolvedRefs: 'True ResolvedRefs' };
    expect(live.conditions('BackendTLSPolicy', 'good')).toEqual(good);
    expect(live.conditions('BackendTLSPolicy', 'other-name')).toEqual(good);
    expect(live.conditions('BackendTLSPolicy', 'no-authority')).toEqual({
      Accepted: 'False NoValidCACertificate',
      ResolvedRefs: 'False InvalidCACertificateRef',
    });
  });
});

test('a client certificate is shown where the Gateway has one, to servers that ask for it', async () => {
  expect((await ask('strict')).echoed().tls?.client).toBe('gateway');
  expect((await ask('good')).echoed().tls?.client).toBeNull();
  expect((await ask('strict', bare)).status).toBe(503);
  expect((await ask('good', bare)).status).toBe(200);
});

describe('under load no request fails', () => {
  /** Makes changes one by one, each when the one before is seen to work. */
  async function during(name: string, changes: readonly (() => unknown)[]): Promise<void> {
    const load = new Traffic({ to: port, host: 'www.test', path: `/${name}` });
    for (const change of changes) await change();
    expect(Object.keys(await load.stop(400))).toEqual(['200']);
  }

  test('when the authority of a backend is rotated', async () => {
    // What the other Service shows only the new authority has signed.
    await becomes('probe', 503);
    await during('good', [
      () => live.apply(configMap('one', one.certificate, two.certificate)),
      () => becomes('probe', 200),
      () => backend.show(shown(two.issue(['backend.test']))),
      () => becomes('good', 200),
      () => live.apply(configMap('one', two.certificate)),
      () => becomes('strict', 503),
      () => live.apply(configMap('one', two.certificate, one.certificate)),
      () => becomes('strict', 200),
      () => backend.show(shown(SERVER)),
    ]);
    live.apply(configMap('one', one.certificate));
    await becomes('probe', 503);
  });

  test('when the client certificate is rotated', async () => {
    const showsClient = (name: string) =>
      eventually(async () => expect((await ask('strict')).echoed().tls?.client).toBe(name));
    await during('strict', [
      () => live.apply(secret('client', clients.issue(['rotated']))),
      () => showsClient('rotated'),
      () => live.apply(secret('client', CLIENT)),
      () => showsClient('gateway'),
    ]);
  });

  test('when a policy asks for another name and another authority', async () => {
    const isAsked = (servername: string) =>
      eventually(async () => expect((await ask('good')).echoed().tls?.servername).toBe(servername), { everyMs: 2 });
    const others = Array.from({ length: 20 }, (_, i) => `n${i}.wild.test`);
    await during('good', [
      ...others.flatMap((hostname) => [() => live.apply(policy('good', 'one', { hostname })), () => isAsked(hostname)]),
      () => live.apply(POLICIES.good),
      () => isAsked('backend.test'),
    ]);
  });

  test('when a Gateway gets another client certificate, and loses it', async () => {
    const { metadata, spec, ...rest } = gateway('shows', [{ name: 'http', port, protocol: 'HTTP' }]);
    const showing = (name: string | undefined) => ({
      ...rest,
      metadata,
      spec: { ...spec, ...(name && { tls: { backend: { clientCertificateRef: { name } } } }) },
    });
    live.apply(secret('other', clients.issue(['other'])));
    await during('good', [
      () => live.apply(showing('other')),
      () => eventually(async () => expect((await ask('strict')).echoed().tls?.client).toBe('other')),
      () => live.apply(showing(undefined)),
      () => becomes('strict', 503),
      () => live.apply(showing('client')),
      () => becomes('strict', 200),
    ]);
  });
});

test('without its authority a policy lets no request through', async () => {
  live.remove('ConfigMap', 'one');
  await becomes('good', 500);
  live.apply(configMap('one', one.certificate));
  await becomes('good', 200);
});

test('of a ClusterTrustBundle counts what it holds now, and nothing while it is gone', async () => {
  const load = new Traffic({ to: port, host: 'www.test', path: '/good' });
  live.apply(clusterTrustBundle('corporate', two.certificate));
  await becomes('bundle', 503);
  live.apply(clusterTrustBundle('corporate', two.certificate, one.certificate));
  await becomes('bundle', 200);
  live.remove('ClusterTrustBundle', 'corporate');
  await becomes('bundle', 500);
  expect(live.conditions('BackendTLSPolicy', 'bundle')).toEqual({
    Accepted: 'False NoValidCACertificate',
    ResolvedRefs: 'False InvalidCACertificateRef',
  });
  live.apply(clusterTrustBundle('corporate', one.certificate));
  await becomes('bundle', 200);
  expect(Object.keys(await load.stop())).toEqual(['200']);
});

test('a CA certificate that Envoy would refuse is refused before it gets it, and backends of other authorities go on', async () => {
  const load = new Traffic({ to: port, host: 'www.test', path: '/bundle' });
  const accepted = (expected: string) =>
    eventually(() => expect(live.conditions('BackendTLSPolicy', 'good')).toMatchObject({ Accepted: expected }));
  live.apply(configMap('one', one.certificate, strange(one.certificate)));
  await accepted('False NoValidCACertificate');
  live.apply(configMap('one', one.certificate));
  await accepted('True Accepted');
  await becomes('good', 200);
  expect(Object.keys(await load.stop())).toEqual(['200']);
});

/** What OpenSSL reads and BoringSSL does not: version 2 with extensions. */
function strange(pem: string): string {
  const der = Buffer.from(pem.replace(/-----.*-----/g, ''), 'base64');
  const version = der.indexOf(Buffer.of(0xa0, 0x03, 0x02, 0x01, 0x02));
  der[version + 4] = 0x01;
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
}
