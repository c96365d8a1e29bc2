import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestAuthority, type TestCertificate, testAuthority } from '../../src/gateway-api/testing/certificate.js';
import { SHARED } from '../../src/gateway-api/testing/translation.js';
import { type EchoServer, eventually, send, startEcho } from '../envoy/harness.js';
import { LivePipeline } from '../envoy/live-pipeline.js';
import { freePort } from '../standalone/gatewright.js';
import { Traffic } from '../standalone/traffic.js';
import {
  bundleRef,
  caRef,
  clusterTrustBundle,
  configMap,
  gateway,
  gatewayClass,
  route,
  secret,
  service,
  shown,
} from './objects.js';

const [friends, strangers] = [testAuthority('friends'), testAuthority('strangers')];
const FRIEND = friends.issue(['friend']);
const STRANGER = strangers.issue(['stranger']);

const LISTENERS = ['strict', 'lenient', 'closed', 'open', 'bundled'] as const;
type ListenerName = (typeof LISTENERS)[number];

const BUNDLE = 'clients';
const bundle = (...authorities: readonly TestAuthority[]) =>
  clusterTrustBundle(BUNDLE, ...authorities.map(({ certificate }) => certificate));

let live: LivePipeline;
let backend: EchoServer;
let ports: Readonly<Record<ListenerName, number>>;

beforeAll(async () => {
  backend = await startEcho('backend');
  const [strict, lenient, closed] = [await freePort(), await freePort(), await freePort()];
  const [open, bundled] = [await freePort(), await freePort()];
  ports = { strict, lenient, closed, open, bundled };
  const listeners = LISTENERS.map((name) => ({
    name,
    port: ports[name],
    protocol: 'HTTPS',
    tls: { certificateRefs: [{ name: 'server' }] },
  }));
  const validation = (ca: string, more: object = {}) => ({ validation: { caCertificateRefs: [caRef(ca)], ...more } });
  const frontend = {
    default: validation('clients'),
    perPort: [
      { port: lenient, tls: validation('clients', { mode: 'AllowInsecureFallback' }) },
      { port: closed, tls: validation('none') },
      { port: open, tls: {} },
      { port: bundled, tls: { validation: { caCertificateRefs: [bundleRef(BUNDLE)] } } },
    ],
  };
  live = await LivePipeline.start(SHARED, [
    gatewayClass,
    gateway('web', listeners, { frontend }),
    secret('server', testAuthority('servers').issue(['www.test'])),
    configMap('clients', friends.certificate),
    bundle(friends),
    ...service('backend', backend.port),
    route(['web'], ['backend']),
  ]);
});
afterAll(async () => {
  await live.stop();
  await backend.close();
});

/** Status of a request on a new connection, or that it was refused. */
async function answer(listener: ListenerName, client?: TestCertificate): Promise<number | 'refused'> {
  const tls = client === undefined ? {} : shown(client);
  try {
    return (await send({ to: ports[listener], host: 'www.test', path: '/backend', tls })).status;
  } catch {
    return 'refused';
  }
}

const load = (listener: ListenerName, tls = {}) =>
  new Traffic({ to: ports[listener], host: 'www.test', path: '/backend', tls });

test.each([
  ['strict', 'its client', FRIEND, 200],
  ['strict', 'another client', STRANGER, 'refused'],
  ['strict', 'a client without a certificate', undefined, 'refused'],
  ['lenient', 'its client', FRIEND, 200],
  ['lenient', 'another client', STRANGER, 200],
  ['lenient', 'a client without a certificate', undefined, 200],
  ['closed', 'a client', FRIEND, 'refused'],
  ['closed', 'a client without a certificate', undefined, 'refused'],
  ['open', 'a client without a certificate', undefined, 200],
  ['bundled', 'its client', FRIEND, 200],
  ['bundled', 'another client', STRANGER, 'refused'],
  ['bundled', 'a client without a certificate', undefined, 'refused'],
] as const)('a listener that is %s, %s: %4$s', async (listener, _, client, expected) => {
  expect(await answer(listener, client)).toBe(expected);
});

test('the Gateway tells that clients may be let in unverified', () => {
  expect(live.conditions('Gateway', 'web')).toMatchObject({
    InsecureFrontendValidationMode: 'True ConfigurationChanged',
    ResolvedRefs: 'False ListenersNotResolved',
  });
});

test('the authority is rotated, and no connection ends', async () => {
  const loads = [load('strict', shown(FRIEND)), load('open')];
  await Promise.all(loads.map(({ begun }) => begun));
  live.apply(configMap('clients', strangers.certificate));
  await eventually(async () => expect(await answer('strict', STRANGER)).toBe(200));
  expect(await answer('strict', FRIEND)).toBe('refused');
  for (const each of loads) expect(Object.keys(await each.stop())).toEqual(['200']);
  live.apply(configMap('clients', strangers.certificate, friends.certificate));
  await eventually(async () => expect(await answer('strict', FRIEND)).toBe(200));
  expect(await answer('strict', STRANGER)).toBe(200);
});

test('without its authority a listener is closed, and the others go on', async () => {
  const other = load('open');
  await other.begun;
  live.remove('ConfigMap', 'clients');
  for (const listener of ['strict', 'lenient'] as const) {
    await eventually(async () => expect(await answer(listener, FRIEND)).toBe('refused'));
  }
  live.apply(configMap('clients', friends.certificate));
  await eventually(async () => expect(await answer('strict', FRIEND)).toBe(200));
  expect(await answer('strict')).toBe('refused');
  expect(Object.keys(await other.stop())).toEqual(['200']);
});

test('so is one whose ClusterTrustBundle goes, and a change of the bundle ends no connection', async () => {
  const loads = [load('bundled', shown(FRIEND)), load('open')];
  await Promise.all(loads.map(({ begun }) => begun));
  live.apply(bundle(strangers));
  await eventually(async () => expect(await answer('bundled', STRANGER)).toBe(200));
  expect(await answer('bundled', FRIEND)).toBe('refused');
  for (const each of loads) expect(Object.keys(await each.stop())).toEqual(['200']);
  live.remove('ClusterTrustBundle', BUNDLE);
  await eventually(async () => expect(await answer('bundled', STRANGER)).toBe('refused'));
  live.apply(bundle(friends));
  await eventually(async () => expect(await answer('bundled', FRIEND)).toBe(200));
  expect(await answer('bundled', STRANGER)).toBe('refused');
});
