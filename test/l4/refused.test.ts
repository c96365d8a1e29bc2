import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testAuthority } from '../../src/gateway-api/testing/certificate.js';
import { SHARED } from '../../src/gateway-api/testing/translation.js';
import { eventually } from '../envoy/harness.js';
import { type Conversation, converse, type NamedServer, startNamedServer } from '../envoy/l4.js';
import { LivePipeline } from '../envoy/live-pipeline.js';
import { freePort } from '../standalone/gatewright.js';
import { configMap, gatewayClass, policy, secret, shown } from '../tls/objects.js';
import { backendRefs, l4Gateway, route, service } from './objects.js';

/** Endpoints that refuse connections, beside one that takes them. */

const MANY = 40;
/** Where nothing listens. */
const DEAD = ['127.0.0.2', '127.0.0.3', '127.0.0.4'];

const authority = testAuthority('one');
const CERTIFICATE = authority.issue(['*.tls.test']);
const BACKEND = authority.issue(['backend.test']);

let live: LivePipeline;
let plain: NamedServer;
let secure: NamedServer;
let ports: Readonly<Record<'tcp' | 'tls' | 'set', number>>;

beforeAll(async () => {
  plain = await startNamedServer('plain');
  secure = await startNamedServer('secure', shown(BACKEND));
  ports = { tcp: await freePort(), tls: await freePort(), set: await freePort() };
  const pair = ['127.0.0.1', '127.0.0.2'];
  live = await LivePipeline.start(SHARED, [
    gatewayClass,
    l4Gateway(
      [
        { name: 'tcp', port: ports.tcp, protocol: 'TCP' },
        {
          name: 'passthrough',
          port: ports.tls,
          protocol: 'TLS',
          hostname: 'backend.test',
          tls: { mode: 'Passthrough' },
        },
        {
          name: 'terminate',
          ...{ port: ports.tls, protocol: 'TLS', hostname: '*.tls.test' },
          tls: { mode: 'Terminate', certificateRefs: [{ name: 'cert' }] },
        },
      ],
      { allowedListeners: { namespaces: { from: 'Same' } } },
    ),
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'ListenerSet',
      metadata: { name: 'more' },
      spec: { parentRef: { name: 'edge' }, listeners: [{ name: 'tcp', port: ports.set, protocol: 'TCP' }] },
    },
    secret('cert', CERTIFICATE),
    configMap('ca', authority.certificate),
    ...service('one', [plain.port], 'TCP', pair),
    ...service('most', [plain.port], 'TCP', ['127.0.0.1', ...DEAD]),
    ...service('none', [plain.port], 'TCP', DEAD),
    ...service('empty', []),
    ...service('secure', [secure.port], 'TCP', pair),
    ...service('reencrypted', [secure.port], 'TCP', pair),
    policy('reencrypted', 'ca'),
    route('TCPRoute', 'tcp', 'tcp', backendRefs({ one: 1 })),
    route('TCPRoute', 'set', 'tcp', backendRefs({ one: 1 }), undefined, undefined, {
      kind: 'ListenerSet',
      name: 'more',
    }),
    route('TLSRoute', 'through', 'passthrough', backendRefs({ secure: 1 }), ['backend.test']),
    route('TLSRoute', 'ended', 'terminate', backendRefs({ one: 1 }), ['a.tls.test']),
    route('TLSRoute', 'again', 'terminate', backendRefs({ reencrypted: 1 }), ['again.tls.test']),
  ]);
});
afterAll(async () => {
  await live.stop();
  await Promise.all([plain, secure].map((server) => server.close()));
});

const tcp = () => converse(ports.tcp);
const tls = (servername: string) => converse(ports.tls, { servername, ca: authority.certificate });

/** How many of so many new conversations were answered. */
async function answered(start: () => Promise<Conversation>, count = MANY): Promise<number> {
  let found = 0;
  for (let index = 0; index < count; index++) {
    const conversation = await start().catch(() => undefined);
    if ((await conversation?.ask().catch(() => undefined)) !== undefined) found += 1;
    conversation?.close();
  }
  return found;
}

describe('a connection that one endpoint refuses goes to another', () => {
  test.each<[string, () => Promise<Conversation>]>([
    ['TCPRoute', tcp],
    ['TCPRoute of a ListenerSet', () => converse(ports.set)],
    ['TLSRoute, passed through', () => tls('backend.test')],
    ['TLSRoute, terminated', () => tls('a.tls.test')],
    ['TLSRoute, terminated and encrypted again', () => tls('again.tls.test')],
  ])('%s', async (_, start) => {
    expect(await answered(start)).toBe(MANY);
  });

  test('also while others that were opened before are still there', async () => {
    const open = await Promise.all(Array.from({ length: MANY }, tcp));
    try {
      await Promise.all(open.map((each) => each.ask()));
      expect(await answered(tcp)).toBe(MANY);
    } finally {
      for (const each of open) each.close();
    }
  });

  test('also where most of them refuse', async () => {
    live.apply(route('TCPRoute', 'tcp', 'tcp', backendRefs({ most: 1 })));
    await eventually(async () => expect(await members()).toContain('127.0.0.4'));
    expect(await answered(tcp)).toBe(MANY);
  });

  test('and is closed where all of them do', async () => {
    live.apply(route('TCPRoute', 'tcp', 'tcp', backendRefs({ none: 1 })));
    await eventually(async () => expect(await members()).not.toContain('127.0.0.1'));
    expect(await answered(tcp, 3)).toBe(0);
  });
});

test('the share of a backend that is missing is not tried elsewhere', async () => {
  live.apply(route('TCPRoute', 'tcp', 'tcp', backendRefs({ one: 1, empty: 1, nothing: 2 })));
  await eventually(async () => expect(await answered(tcp, 8)).toBeGreaterThan(0));
  // An eighth, were there no retries; the eighth of the endpoint that refuses is shared out again: 1/7.
  const found = (await answered(tcp, 300)) / 300;
  expect(found).toBeGreaterThan(0.07);
  expect(found).toBeLessThan(0.24);
});

/** Addresses of the endpoints of the TCPRoute, as Envoy has them. */
async function members(): Promise<string> {
  const [found] = (await live.envoy.configDump('ClusterLoadAssignment')).filter(
    ({ cluster_name }) => String(cluster_name) === `default/edge/${ports.tcp}/tcp`,
  );
  return JSON.stringify(found);
}
