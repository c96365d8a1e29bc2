import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testAuthority } from '../../src/gateway-api/testing/certificate.js';
import { SHARED } from '../../src/gateway-api/testing/translation.js';
import { eventually } from '../envoy/harness.js';
import {
  type Conversation,
  converse,
  converseUdp,
  type NamedServer,
  startNamedServer,
  startUdpServer,
} from '../envoy/l4.js';
import { LivePipeline } from '../envoy/live-pipeline.js';
import { freePort } from '../standalone/gatewright.js';
import { configMap, gatewayClass, policy, secret, shown } from '../tls/objects.js';
import { backendRefs, l4Gateway, route, service } from './objects.js';

/** Connections and datagrams through resources, translation, xDS and the real Envoy. */

const authority = testAuthority('one');
const CERTIFICATE = authority.issue(['tls.test', '*.tls.test']);
const BACKEND = authority.issue(['backend.test']);

let live: LivePipeline;
let servers: Readonly<Record<'one' | 'two' | 'secure' | 'udp-one' | 'udp-two', NamedServer>>;
let ports: Readonly<Record<'tcp' | 'udp' | 'tls' | 'idle', number>>;

beforeAll(async () => {
  servers = {
    one: await startNamedServer('one'),
    two: await startNamedServer('two'),
    secure: await startNamedServer('secure', shown(BACKEND)),
    'udp-one': await startUdpServer('udp-one'),
    'udp-two': await startUdpServer('udp-two'),
  };
  ports = { tcp: await freePort(), udp: await freePort(), tls: await freePort(), idle: await freePort() };
  live = await LivePipeline.start(SHARED, [
    gatewayClass,
    gateway(),
    secret('cert', CERTIFICATE),
    configMap('ca', authority.certificate),
    ...Object.values(servers).flatMap(({ name, port }) =>
      service(name, [port], name.startsWith('udp') ? 'UDP' : 'TCP'),
    ),
    ...service('empty', []),
    ...service('reencrypted', [servers.secure.port]),
    policy('reencrypted', 'ca'),
    route('TCPRoute', 'tcp', 'tcp', backendRefs({ one: 1 })),
    route('UDPRoute', 'udp', 'udp', backendRefs({ 'udp-one': 1 })),
    route('TLSRoute', 'through', 'passthrough', backendRefs({ secure: 1 }), ['backend.test']),
    route('TLSRoute', 'ended', 'terminate', backendRefs({ one: 1 }), ['a.tls.test']),
    route('TLSRoute', 'wild', 'terminate', backendRefs({ two: 1 }), ['*.tls.test']),
    route('TLSRoute', 'again', 'terminate', backendRefs({ reencrypted: 1 }), ['again.tls.test']),
  ]);
});
afterAll(async () => {
  await live.stop();
  await Promise.all(Object.values(servers).map((server) => server.close()));
});

function gateway(...more: readonly object[]) {
  return l4Gateway([
    { name: 'tcp', port: ports.tcp, protocol: 'TCP' },
    { name: 'udp', port: ports.udp, protocol: 'UDP' },
    { name: 'idle', port: ports.idle, protocol: 'TCP' },
    { name: 'passthrough', port: ports.tls, protocol: 'TLS', hostname: '*.test', tls: { mode: 'Passthrough' } },
    {
      name: 'terminate',
      port: ports.tls,
      protocol: 'TLS',
      hostname: '*.tls.test',
      tls: { mode: 'Terminate', certificateRefs: [{ name: 'cert' }] },
    },
    ...more,
  ]);
}

const tcp = () => converse(ports.tcp);
const udp = () => converseUdp(ports.udp);
const tls = (servername: string) => converse(ports.tls, { servername, ca: authority.certificate });

/** What one new conversation is answered. */
async function once(start: () => Promise<Conversation>): Promise<string> {
  const conversation = await start();
  try {
    return await conversation.ask();
  } finally {
    conversation.close();
  }
}

const becomes = (start: () => Promise<Conversation>, expected: string) =>
  eventually(async () => expect(await once(start)).toBe(expected), { timeoutMs: 30_000, everyMs: 50 });

/** How many of so many new conversations were answered by whom; those that were not, by `nobody`. */
async function shares(start: () => Promise<Conversation>, count: number): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (let i = 0; i < count; i++) {
    const who = await once(start).catch(() => 'nobody');
    found[who] = (found[who] ?? 0) + 1;
  }
  return found;
}

describe('what arrives', () => {
  test('connections', () => becomes(tcp, 'one'));
  test('datagrams', () => becomes(udp, 'udp-one'));
  test('TLS that the backend ends', () => becomes(() => tls('backend.test'), 'secure for backend.test'));
  test('TLS that the proxy ends', () => becomes(() => tls('a.tls.test'), 'one'));
  test('TLS that the proxy ends, by a wildcard', () => becomes(() => tls('b.tls.test'), 'two'));
  test('TLS that the proxy ends and begins again', () =>
    becomes(() => tls('again.tls.test'), 'secure for backend.test'));
  test.each([
    ['a server name that no route has', () => tls('unknown.test')],
    ['a listener without a route', () => converse(ports.idle)],
    ['no TLS where it is needed', () => converse(ports.tls)],
  ])('nothing: %s', async (_, start) => {
    await expect(once(start)).rejects.toThrow();
  });
});

describe('shares', () => {
  const [many, tolerance] = [150, 0.15];
  const expectShare = (found: number | undefined, share: number) =>
    expect(Math.abs((found ?? 0) / many - share)).toBeLessThan(tolerance);

  test('of connections, those that lead nowhere are rejected', async () => {
    live.apply(route('TCPRoute', 'tcp', 'tcp', backendRefs({ one: 3, two: 1, empty: 1, nothing: 1 })));
    await eventually(async () => expect((await shares(tcp, 8)).nobody).toBeGreaterThan(0));
    const found = await shares(tcp, many);
    expectShare(found.one, 3 / 6);
    expectShare(found.two, 1 / 6);
    expectShare(found.nobody, 2 / 6);
    live.apply(route('TCPRoute', 'tcp', 'tcp', backendRefs({ one: 1, two: 0 })));
    await eventually(async () => expect(await shares(tcp, 12)).toEqual({ one: 12 }));
  });

  test('of sessions of datagrams', async () => {
    live.apply(route('UDPRoute', 'udp', 'udp', backendRefs({ 'udp-one': 1, 'udp-two': 3 })));
    await eventually(async () => expect((await shares(udp, 8))['udp-two']).toBeGreaterThan(0));
    const found = await shares(udp, many);
    expectShare(found['udp-two'], 3 / 4);
    expectShare(found['udp-one'], 1 / 4);
    live.apply(route('UDPRoute', 'udp', 'udp', backendRefs({ 'udp-one': 1 })));
    await eventually(async () => expect(await shares(udp, 12)).toEqual({ 'udp-one': 12 }));
  });
});

describe('conversations that have begun go on', () => {
  let conversations: Readonly<Record<string, Conversation>>;

  async function allAnswer(): Promise<void> {
    const answers = await Promise.all(
      Object.entries(conversations).map(async ([name, each]) => [name, await each.ask()] as const),
    );
    expect(Object.fromEntries(answers)).toEqual({
      tcp: 'one',
      udp: 'udp-one',
      passthrough: 'secure for backend.test',
      terminated: 'one',
    });
  }

  beforeAll(async () => {
    conversations = {
      tcp: await tcp(),
      udp: await udp(),
      passthrough: await tls('backend.test'),
      terminated: await tls('a.tls.test'),
    };
    // A session begins with its first datagram.
    await allAnswer();
  });
  afterAll(() => {
    for (const each of Object.values(conversations)) each.close();
  });

  test.each<[string, () => unknown, (() => unknown)?]>([
    [
      'weights of their own routes',
      () => {
        live.apply(
          route('TCPRoute', 'tcp', 'tcp', backendRefs({ one: 1, two: 9 })),
          route('UDPRoute', 'udp', 'udp', backendRefs({ 'udp-one': 1, 'udp-two': 9 })),
          route('TLSRoute', 'through', 'passthrough', backendRefs({ secure: 1, two: 1 }), ['backend.test']),
          route('TLSRoute', 'ended', 'terminate', backendRefs({ one: 1, two: 9 }), ['a.tls.test']),
        );
        return eventually(async () => expect((await shares(tcp, 10)).two).toBeGreaterThan(0));
      },
    ],
    [
      'a TCP connection whose endpoint is going away',
      () => {
        live.apply(...service('one', [servers.two.port]));
        return eventually(async () => expect(await shares(tcp, 10)).toEqual({ two: 10 }));
      },
    ],
    [
      'another route instead of theirs',
      () => {
        live.apply(
          ...service('one', [servers.one.port]),
          route('TCPRoute', 'a', 'tcp', backendRefs({ one: 1 }), undefined, '2020-01-01T00:00:00Z'),
        );
        live.remove('TCPRoute', 'tcp');
        return eventually(async () => expect(await shares(tcp, 10)).toEqual({ one: 10 }));
      },
    ],
    [
      'another server name of another route on their port',
      () => {
        live.apply(route('TLSRoute', 'wild', 'terminate', backendRefs({ two: 1 }), ['*.tls.test', 'new.tls.test']));
        return becomes(() => tls('new.tls.test'), 'two');
      },
    ],
    [
      'another route on their port, and its end',
      async () => {
        live.apply(route('TLSRoute', 'more', 'passthrough', backendRefs({ secure: 1 }), ['more.test']));
        await becomes(
          () => tls('more.test').catch(() => converse(ports.tls, { servername: 'more.test' })),
          'secure for more.test',
        );
        live.remove('TLSRoute', 'more');
        await eventually(() => expect(once(() => converse(ports.tls, { servername: 'more.test' }))).rejects.toThrow());
      },
    ],
    [
      'another listener, and its end',
      async () => {
        const port = await freePort();
        live.apply(
          gateway({ name: 'new', port, protocol: 'TCP' }),
          route('TCPRoute', 'new', 'new', backendRefs({ two: 1 })),
        );
        await becomes(() => converse(port), 'two');
        live.apply(gateway());
        await eventually(() => expect(converse(port)).rejects.toThrow());
      },
    ],
    [
      'another certificate',
      async () => {
        live.apply(secret('cert', authority.issue(['tls.test', '*.tls.test'])));
        await becomes(() => tls('c.tls.test'), 'two');
      },
    ],
    [
      'a policy that goes',
      async () => {
        live.remove('BackendTLSPolicy', 'reencrypted');
        await eventually(() => expect(once(() => tls('again.tls.test'))).rejects.toThrow());
      },
    ],
  ])('%s', async (_, change) => {
    await change();
    await allAnswer();
    // Whatever drains does so within a second here.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await allAnswer();
  });
});
