import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testAuthority } from '../../src/gateway-api/testing/certificate.js';
import { eventually } from '../../test/envoy/eventually.js';
import { send } from '../../test/envoy/http-client.js';
import { converse, converseUdp } from '../../test/envoy/l4.js';
import { apply, get, type KubeObject, remove } from '../support/kubectl.js';
import { answersTo, type L4Kind, l4Backend, l4Route, nobodyAnswers, PORT, shares, tlsSecret } from '../support/l4.js';
import { createNamespace, deleteNamespaces, deployed, gateway, programmed, routeCondition } from '../support/world.js';

const [edge, team, backends] = ['l4-edge', 'l4-team', 'l4-backends'];
const authority = testAuthority('l4');

const tcp = (name: string, weight = 1) => ({ name, port: PORT.tcp, weight });
const udp = (name: string, weight = 1) => ({ name, port: PORT.udp, weight });
const https = (name: string) => ({ name, port: PORT.https });

let address: string;
const connection = (port: number) => () => converse(port, undefined, address);
const datagrams = (port: number) => () => converseUdp(port, address);
const tls =
  (servername: string, ca = authority.certificate) =>
  () =>
    converse(443, { servername, ca }, address);

/** A route of the Gateway's own namespace, named after the listener. */
const here = (kind: L4Kind, name: string, backendRefs: readonly object[]) =>
  l4Route(kind, edge, name, { parent: 'edge', sectionName: name, backendRefs });

const tlsRoute = (name: string, backend: object) =>
  l4Route('TLSRoute', edge, name, {
    ...{ parent: 'edge', sectionName: name, hostnames: [`${name}.example.com`] },
    backendRefs: [backend],
  });

const terminated = (name: string): object => ({
  ...{ name, port: 443, protocol: 'TLS', hostname: `${name}.example.com` },
  tls: { mode: 'Terminate', certificateRefs: [{ name }] },
});

beforeAll(async () => {
  for (const namespace of [edge, team, backends]) await createNamespace(namespace);
  const everywhere = { allowedRoutes: { namespaces: { from: 'All' } } };
  await apply(
    ...['db', 'cache'].map((name) => tlsSecret(edge, name, authority.issue([`${name}.example.com`]))),
    tlsSecret(edge, 'secure', authority.issue(['secure.example.com'])),
    gateway(edge, 'edge', {
      listeners: [
        { name: 'database', port: 5432, protocol: 'TCP' },
        { name: 'shared', port: 5433, protocol: 'TCP', ...everywhere },
        { name: 'idle', port: 5434, protocol: 'TCP' },
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'dns-tcp', port: 53, protocol: 'TCP' },
        { name: 'secure', port: 443, protocol: 'TLS', hostname: 'secure.example.com', tls: { mode: 'Passthrough' } },
        terminated('db'),
        terminated('cache'),
      ],
    }),
    ...['a', 'b'].flatMap((name) => l4Backend(edge, name)),
    ...l4Backend(edge, 'secure', { secret: 'secure' }),
    ...l4Backend(team, 'own'),
    ...l4Backend(backends, 'far'),
    here('TCPRoute', 'database', [tcp('a')]),
    here('UDPRoute', 'dns', [udp('a')]),
    here('TCPRoute', 'dns-tcp', [{ name: 'b', port: PORT.udp }]),
    tlsRoute('secure', https('secure')),
    tlsRoute('db', tcp('a')),
    tlsRoute('cache', tcp('b')),
  );
  address = await programmed(edge, 'edge');
  await deployed(edge, 'a', 'b', 'secure');
  await deployed(team, 'own');
  await deployed(backends, 'far');
});
afterAll(() => deleteNamespaces(edge, team, backends));

describe('use case 8: a database', () => {
  test('connections arrive, and go to another backend when the route says so; open ones stay', async () => {
    await answersTo(connection(5432), 'a');
    const open = await converse(5432, undefined, address);
    try {
      const first = await open.answer();
      await apply(here('TCPRoute', 'database', [tcp('b')]));
      await answersTo(connection(5432), 'b');
      expect(await open.answer()).toBe(first);
    } finally {
      open.close();
    }
  });

  test('weights', async () => {
    await apply(here('TCPRoute', 'database', [tcp('a', 3), tcp('b', 1)]));
    await answersTo(connection(5432), 'a');
    const found = await shares(connection(5432), 200);
    expect(Object.keys(found).sort()).toEqual(['a', 'b']);
    // Out of 200 at 25 %, fewer than 20 or more than 85 come once in a million runs.
    expect(found.b).toBeGreaterThanOrEqual(20);
    expect(found.b).toBeLessThanOrEqual(85);
    await apply(here('TCPRoute', 'database', [tcp('a', 0), tcp('b', 1)]));
    await eventually(async () => expect(await shares(connection(5432), 12)).toEqual({ b: 12 }), { timeoutMs: 30_000 });
  });

  test('a listener without a route takes no connections', () => nobodyAnswers(connection(5434)));
});

describe('use case 8: DNS', () => {
  test('datagrams and connections on one port number of one Gateway', async () => {
    await answersTo(datagrams(53), 'a');
    await answersTo(connection(53), 'b');
    const { spec } = await get('service', 'edge-gatewright', edge);
    expect(spec.type).toBe('LoadBalancer');
    const dns = (spec.ports as { port: number; protocol: string }[]).filter(({ port }) => port === 53);
    expect(dns.map(({ protocol }) => protocol).sort()).toEqual(['TCP', 'UDP']);
  });

  test('a session stays with its backend as long as the route has it, and goes to another then', async () => {
    const session = await converseUdp(53, address);
    try {
      const first = await session.answer();
      await apply(here('UDPRoute', 'dns', [udp('a', 1), udp('b', 9)]));
      await answersTo(datagrams(53), 'b');
      expect(await session.answer()).toBe(first);
      await apply(here('UDPRoute', 'dns', [udp('b')]));
      await eventually(async () => expect(await session.ask()).toBe('b'), { timeoutMs: 30_000 });
    } finally {
      session.close();
    }
  });

  test('weights', async () => {
    await apply(here('UDPRoute', 'dns', [udp('a', 1), udp('b', 1)]));
    await answersTo(datagrams(53), 'a');
    const found = await shares(datagrams(53), 100);
    expect(Object.keys(found).sort()).toEqual(['a', 'b']);
    // Out of 100 at 50 %, fewer than 25 or more than 75 come once in a million runs.
    expect(Math.abs((found.a ?? 0) - 50)).toBeLessThanOrEqual(25);
  });

  test('without a route datagrams are dropped', async () => {
    await remove('udproute', 'dns', edge);
    await nobodyAnswers(datagrams(53));
    await answersTo(connection(53), 'b');
  });
});

describe('use case 8: TLS', () => {
  test('goes through by server name, to the certificate of the backend', async () => {
    const [host, ca] = ['secure.example.com', authority.certificate];
    const answer = await eventually(() => send({ to: 443, address, host, tls: { ca } }), { timeoutMs: 30_000 });
    expect(JSON.parse(answer.body)).toMatchObject({ name: 'secure', serverName: host });
  });

  test('ends at the Gateway, with a certificate for each host', async () => {
    // Names are verified, so that the other host's certificate would not do.
    await answersTo(tls('db.example.com'), 'a');
    await answersTo(tls('cache.example.com'), 'b');
  });

  test('a certificate that is renewed is shown, and open connections stay', async () => {
    const open = await tls('cache.example.com')();
    try {
      const first = await open.answer();
      const renewed = testAuthority('renewed');
      await apply(tlsSecret(edge, 'db', renewed.issue(['db.example.com'])));
      await answersTo(tls('db.example.com', renewed.certificate), 'a');
      await answersTo(tls('cache.example.com'), 'b');
      expect(await open.answer()).toBe(first);
    } finally {
      open.close();
    }
  });

  test('other server names are refused', async () => {
    await nobodyAnswers(tls('other.example.com'));
    await nobodyAnswers(connection(443));
  });
});

describe('across namespaces', () => {
  const grant: KubeObject = {
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: { name: 'from-edge', namespace: backends },
    spec: {
      from: (['TCPRoute', 'UDPRoute', 'TLSRoute'] as const).map((kind) => ({
        ...{ group: 'gateway.networking.k8s.io', kind, namespace: edge },
      })),
      to: [{ group: '', kind: 'Service' }],
    },
  };
  const far = (port: number) => [{ name: 'far', namespace: backends, port }];
  const routes = { tcproute: 'database', udproute: 'dns', tlsroute: 'cache' };

  async function refused(): Promise<void> {
    for (const [kind, name] of Object.entries(routes)) {
      const { reason, message } = await routeCondition(kind, edge, name, 'ResolvedRefs', 'False');
      expect(reason).toBe('RefNotPermitted');
      expect(message).toMatch(new RegExp(`ReferenceGrant.*${backends}`));
    }
    for (const start of [connection(5432), datagrams(53), tls('cache.example.com')]) await nobodyAnswers(start);
  }

  test('a backend is refused and its route says so, until a ReferenceGrant permits it, and again after it', async () => {
    await apply(
      here('TCPRoute', 'database', far(PORT.tcp)),
      here('UDPRoute', 'dns', far(PORT.udp)),
      tlsRoute('cache', { name: 'far', namespace: backends, port: PORT.tcp }),
    );
    await refused();
    await apply(grant);
    for (const start of [connection(5432), datagrams(53), tls('cache.example.com')]) await answersTo(start, 'far');
    for (const [kind, name] of Object.entries(routes)) await routeCondition(kind, edge, name, 'ResolvedRefs', 'True');
    await remove('referencegrant', 'from-edge', backends);
    await refused();
  });

  test('a TCPRoute attaches to a Gateway of another namespace where the listener lets it', async () => {
    const to = (name: string, sectionName: string) =>
      l4Route('TCPRoute', team, name, { parent: `${edge}/edge`, sectionName, backendRefs: [tcp('own')] });
    await apply(to('shared', 'shared'), to('idle', 'idle'));
    await answersTo(connection(5433), 'own');
    const { reason } = await routeCondition('tcproute', team, 'idle', 'Accepted', 'False');
    expect(reason).toBe('NotAllowedByListeners');
    await nobodyAnswers(connection(5434));
    const { listeners } = (await get('gateway', 'edge', edge)).status as {
      listeners: { name: string; attachedRoutes: number }[];
    };
    const attached = Object.fromEntries(listeners.map(({ name, attachedRoutes }) => [name, attachedRoutes]));
    expect(attached).toMatchObject({ shared: 1, idle: 0 });
  });
});
