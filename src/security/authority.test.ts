import { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { credentials } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { connectAggregatedDiscovery } from '../envoy-api/service.js';
import type { ClockState } from '../kubernetes/clock-skew.js';
import { XdsCache, XdsServer } from '../xds/index.js';
import { Authority, type IssuedCertificate } from './authority.js';
import { ServerCertificate } from './server-certificate.js';
import { MemoryCaStore } from './testing/memory-ca-store.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NAME = 'gatewright.system.svc';
const SECRET = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret';
const START = Date.UTC(2030, 0, 1);

const cleanUps: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

class Clock {
  value: number;

  constructor(value = START) {
    this.value = value;
  }

  readonly now = (): number => this.value;
}

async function replica(store: MemoryCaStore, clock: Clock, { state = 'right' as ClockState } = {}): Promise<Replica> {
  const logs: string[] = [];
  const authority = new Authority({
    store,
    purpose: 'xDS',
    clock: () => state,
    now: clock.now,
    onLog: (level, message) => logs.push(`${level}: ${message}`),
  });
  const certificate = new ServerCertificate({ authority, dnsNames: [NAME] });
  cleanUps.push(() => authority.stop());
  await authority.start();
  return { authority, certificate, logs };
}

interface Replica {
  readonly authority: Authority;
  readonly certificate: ServerCertificate;
  readonly logs: readonly string[];
}

const certificatesIn = (pem: string): readonly X509Certificate[] =>
  (pem.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? []).map((block) => new X509Certificate(block));

/** The certificate that the next handshake would show. */
function served({ credentials }: ServerCertificate): X509Certificate {
  return new X509Certificate(String(credentials._getSecureContextOptions()?.cert));
}

/** Which of the trusted authorities has signed a certificate. */
function signerOf(certificate: X509Certificate, bundle: string): number {
  return certificatesIn(bundle).findIndex(
    (each) => certificate.checkIssued(each) && certificate.verify(each.publicKey),
  );
}

describe('an authority', () => {
  test('is made by whoever is first, and followed by the others', async () => {
    const store = new MemoryCaStore();
    const clock = new Clock();
    const replicas = await Promise.all([1, 2, 3].map(() => replica(store, clock)));
    expect(store.writes).toBe(1);
    const bundles = new Set(replicas.map(({ authority }) => authority.bundle));
    expect(bundles.size).toBe(1);
    expect(certificatesIn([...bundles][0] ?? '')).toHaveLength(1);
    const serials = replicas.map(({ certificate }) => served(certificate).serialNumber);
    expect(new Set(serials).size).toBe(3);
  });

  test('issues for a day, from an hour ago, for the names of the server', async () => {
    const { authority, certificate } = await replica(new MemoryCaStore(), new Clock());
    const leaf = served(certificate);
    expect(Date.parse(leaf.validFrom)).toBe(START - HOUR);
    expect(Date.parse(leaf.validTo)).toBe(START + DAY);
    expect(leaf.checkHost(NAME)).toBe(NAME);
    expect(leaf.checkHost('other.system.svc')).toBeUndefined();
    expect(leaf.ca).toBe(false);
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(signerOf(leaf, authority.bundle)).toBe(0);
    expect(authority.expires).toBe(START + 365 * DAY);
    expect(certificate.expires).toBe(START + DAY);
  });

  test('renews the certificate of the server when half of its life is over', async () => {
    const clock = new Clock();
    const { authority, certificate } = await replica(new MemoryCaStore(), clock);
    const { serialNumber } = served(certificate);
    clock.value += 12 * HOUR - 1;
    await authority.check();
    expect(served(certificate).serialNumber).toBe(serialNumber);
    clock.value += 1;
    await authority.check();
    expect(served(certificate).serialNumber).not.toBe(serialNumber);
  });

  test('never serves what is not trusted, nor trusts less than proxies need, in years of changing authorities', async () => {
    const store = new MemoryCaStore();
    const clock = new Clock();
    const { authority, certificate } = await replica(store, clock);
    const counts = new Set<number>();
    const signers = new Set<string>();
    let before = { bundle: authority.bundle, served: served(certificate) };
    for (let hour = 0; hour < 2 * 365 * 24; hour += 12) {
      clock.value = START + hour * HOUR;
      await authority.check();
      const { bundle } = authority;
      const leaf = served(certificate);
      expect(Date.parse(leaf.validTo)).toBeGreaterThan(clock.value);
      // What a proxy trusts that has not heard of the last change: it accepts the server, and the server of a replica that has not renewed.
      if (bundle !== before.bundle) {
        expect(signerOf(leaf, before.bundle)).not.toBe(-1);
        expect(signerOf(before.served, bundle)).not.toBe(-1);
      }
      const trusted = certificatesIn(bundle);
      counts.add(trusted.length);
      const signer = trusted[signerOf(leaf, bundle)];
      expect(Date.parse(signer?.validTo ?? '')).toBeGreaterThan(Date.parse(leaf.validTo));
      signers.add(signer?.subject ?? '');
      before = { bundle, served: leaf };
    }
    expect([...counts].sort()).toEqual([1, 2]);
    expect(signers.size).toBe(4);
    expect(store.writes).toBe(1 + 2 * 3);
  });

  test('lets a successor sign a day after it is trusted, and drops the old one when what it signed has expired', async () => {
    const store = new MemoryCaStore();
    const clock = new Clock();
    const { authority, certificate } = await replica(store, clock);
    const at = async (time: number) => {
      clock.value = START + time;
      await authority.check();
      const trusted = certificatesIn(authority.bundle).length;
      return { trusted, signer: signerOf(served(certificate), authority.bundle) };
    };
    const half = 182.5 * DAY;
    expect(await at(half - 1)).toEqual({ trusted: 1, signer: 0 });
    expect(await at(half)).toEqual({ trusted: 2, signer: 0 });
    expect(await at(half + DAY - 1)).toEqual({ trusted: 2, signer: 0 });
    expect(await at(half + DAY)).toEqual({ trusted: 2, signer: 1 });
    expect(await at(half + 2 * DAY + HOUR - 1)).toEqual({ trusted: 2, signer: 1 });
    expect(await at(half + 2 * DAY + HOUR)).toEqual({ trusted: 1, signer: 0 });
  });

  test('gets a successor when somebody asks for it, once, which signs when everybody has to know it', async () => {
    const store = new MemoryCaStore();
    const clock = new Clock();
    const replicas = await Promise.all([1, 2].map(() => replica(store, clock)));
    const [first] = replicas as [Replica];
    const before = first.authority.bundle;
    clock.value += HOUR;
    const ask = async () => {
      store.put({ ...store.stored?.data, rotate: 'now' });
      await Promise.all(replicas.map(({ authority }) => authority.check()));
      expect(store.stored?.data).not.toHaveProperty('rotate');
    };
    await ask();
    const both = first.authority.bundle;
    expect(certificatesIn(both)).toHaveLength(2);
    expect(both.startsWith(before)).toBe(true);
    clock.value += HOUR;
    await ask();
    expect(first.authority.bundle).toBe(both);
    expect(signerOf(served(first.certificate), both)).toBe(0);
    clock.value += 23 * HOUR;
    await first.authority.check();
    expect(signerOf(served(first.certificate), both)).toBe(1);
    clock.value += DAY + HOUR;
    await first.authority.check();
    expect(both).toBe(before + first.authority.bundle);
  });

  test('waits no longer for its successor to be known than its certificates live', async () => {
    const store = new MemoryCaStore();
    const clock = new Clock();
    const authority = new Authority({ store, purpose: 'mesh', certificateLifeMs: 2 * HOUR, now: clock.now });
    cleanUps.push(() => authority.stop());
    await authority.start();
    const issue = () =>
      authority.issue({ dnsNames: [NAME], usages: ['clientAuth', 'serverAuth'] }) as IssuedCertificate;
    expect(Date.parse(issue().certificate.validTo)).toBe(START + 2 * HOUR);
    store.put({ ...store.stored?.data, rotate: '' });
    await authority.check();
    const before = issue();
    clock.value += 2 * HOUR - 1;
    expect(signerOf(issue().certificate, authority.bundle)).toBe(0);
    clock.value += 1;
    expect(signerOf(issue().certificate, authority.bundle)).toBe(1);
    expect(authority.isDue(before)).toBe(true);
    expect(authority.isDue(issue())).toBe(false);
  });

  test('starts anew when all authorities have expired meanwhile', async () => {
    const store = new MemoryCaStore();
    const clock = new Clock();
    await replica(store, clock);
    clock.value += 400 * DAY;
    const { authority, certificate } = await replica(store, clock);
    await authority.check();
    expect(certificatesIn(authority.bundle)).toHaveLength(2);
    expect(Date.parse(served(certificate).validTo)).toBe(clock.value + DAY);
    expect(signerOf(served(certificate), authority.bundle)).toBe(1);
    clock.value += 2 * DAY + HOUR;
    await authority.check();
    expect(certificatesIn(authority.bundle)).toHaveLength(1);
  });
});

describe('the wrong clock of one replica', () => {
  /** How far it is off, in days. */
  const SKEWS = [400, 183, 200, 2, -2, -200, -400];

  test.each(SKEWS.flatMap((days) => (['skewed', 'unknown'] as const).map((state) => [days, state] as const)))(
    '%i days off (%s), changes nothing',
    async (days, state) => {
      const store = new MemoryCaStore();
      const right = await replica(store, new Clock());
      const { bundle } = right.authority;
      const wrongClock = new Clock(START + days * DAY);
      const wrong = await replica(store, wrongClock, { state });
      for (let day = 0; day < 10; day += 1) {
        wrongClock.value += DAY;
        await wrong.authority.check();
      }
      expect(store.writes).toBe(1);
      expect(store.stored?.data['ca.crt']).toBe(bundle);
      expect(wrong.logs.filter((line) => line.includes('are not renewed by this replica')).length).toBeLessThan(2);
    },
  );

  test.each(SKEWS)('%i days off, and believed all the same, drops nothing that others trust', async (days) => {
    const store = new MemoryCaStore();
    const right = await replica(store, new Clock());
    const { bundle } = right.authority;
    const wrong = await replica(store, new Clock(START + days * DAY));
    // What it makes is not looked at by the others yet.
    right.authority.stop();
    await wrong.authority.check();
    expect(store.stored?.data['ca.crt']).toContain(bundle);
  });

  test('an authority that begins in the future neither signs nor counts: there is another one at once', async () => {
    const store = new MemoryCaStore();
    await replica(store, new Clock(START + 400 * DAY));
    const future = store.stored?.data['ca.crt'] ?? '';
    const clock = new Clock();
    const { authority, certificate } = await replica(store, clock);
    await authority.check();
    const signer = () => certificatesIn(authority.bundle)[signerOf(served(certificate), authority.bundle)];
    expect(signer()?.toString()).not.toBe(future);
    expect(Date.parse(signer()?.validFrom ?? '')).toBe(START - HOUR);
    expect(Date.parse(served(certificate).validTo)).toBe(START + DAY);
    // It is renewed as if the other one were not there, and years later, when that holds, there is nothing to heal.
    for (let day = 0; day < 3 * 365; day += 5) {
      clock.value += 5 * DAY;
      await authority.check();
      const leaf = served(certificate);
      const by = signer();
      expect(Date.parse(leaf.validTo)).toBeGreaterThan(clock.value);
      expect(Date.parse(by?.validFrom ?? '')).toBeLessThanOrEqual(clock.value);
      expect(Date.parse(by?.validTo ?? '')).toBeGreaterThan(Date.parse(leaf.validTo) - 1);
      expect(certificatesIn(authority.bundle).length).toBeLessThanOrEqual(3);
    }
  });

  test('makes an authority when there is none at all, and the others one of their own', async () => {
    const store = new MemoryCaStore();
    const wrong = await replica(store, new Clock(START + 400 * DAY), { state: 'skewed' });
    expect(certificatesIn(wrong.authority.bundle)).toHaveLength(1);
    const right = await replica(store, new Clock());
    await right.authority.check();
    expect(Date.parse(served(right.certificate).validFrom)).toBe(START - HOUR);
    const { writes } = store;
    await wrong.authority.check();
    expect(store.writes).toBe(writes);
  });
});

describe('the store of the authorities', () => {
  test('gets one successor from many replicas', async () => {
    const store = new MemoryCaStore();
    const clock = new Clock();
    const replicas = await Promise.all([1, 2, 3].map(() => replica(store, clock)));
    await Promise.all(replicas.map(({ authority }) => authority.check()));
    const { conflicts } = store;
    clock.value += 183 * DAY;
    store.silent = true;
    await Promise.all(replicas.map(({ authority }) => authority.check()));
    expect(store.writes).toBe(2);
    expect(store.conflicts).toBe(conflicts + 2);
    store.silent = false;
    store.tell();
    await Promise.all(replicas.map(({ authority }) => authority.check()));
    expect(store.writes).toBe(2);
    expect(new Set(replicas.map(({ authority }) => authority.bundle)).size).toBe(1);
  });

  test('that cannot be written is tried again, and what there is goes on', async () => {
    const store = new MemoryCaStore();
    const clock = new Clock();
    const { authority, certificate, logs } = await replica(store, clock);
    clock.value += 183 * DAY;
    store.failure = new Error('the API server is away');
    await authority.check();
    expect(logs.at(-1)).toContain('the API server is away');
    expect(Date.parse(served(certificate).validTo)).toBe(clock.value + DAY);
    store.failure = undefined;
    await authority.check();
    expect(certificatesIn(authority.bundle)).toHaveLength(2);
  });

  test.each([
    ['deleted', undefined],
    ['emptied', {}],
    ['overwritten', { 'ca.crt': 'no certificate', 'ca.key': 'no key' }],
    ['broken', { 'ca.crt': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 'ca.key': '' }],
  ])('that was %s gets a new authority', async (_, data) => {
    const store = new MemoryCaStore();
    const { authority, certificate } = await replica(store, new Clock());
    const { bundle } = authority;
    store.put(data);
    await authority.check();
    expect(certificatesIn(authority.bundle)).toHaveLength(1);
    expect(authority.bundle).not.toBe(bundle);
    expect(signerOf(served(certificate), authority.bundle)).toBe(0);
    expect(store.stored?.data['ca.crt']).toBe(authority.bundle);
  });

  test('does not have to be trusted with a key that does not fit', async () => {
    const store = new MemoryCaStore();
    const { authority } = await replica(store, new Clock());
    const other = new MemoryCaStore();
    await replica(other, new Clock());
    const { bundle } = authority;
    store.put({ 'ca.crt': bundle, 'ca.key': other.stored?.data['ca.key'] ?? '' });
    await authority.check();
    expect(authority.bundle).not.toBe(bundle);
  });
});

describe('the credentials of the server', () => {
  async function serve(certificate: ServerCertificate): Promise<number> {
    const cache = new XdsCache();
    cache.markReady();
    const server = new XdsServer({ cache, authenticate: () => ({ audience: 'a', identity: 'a' }) });
    cleanUps.push(() => server.shutdown(100));
    return server.bind('127.0.0.1:0', certificate.credentials);
  }

  const handshake = (port: number, ca: string): Promise<X509Certificate> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', servername: NAME, ca, ALPNProtocols: ['h2'] }, () => {
        const certificate = socket.getPeerX509Certificate();
        socket.destroy();
        if (certificate) resolve(certificate);
        else reject(new Error('no certificate'));
      });
      socket.once('error', reject);
    });

  test('rotate without a restart while streams stay up', async () => {
    const clock = new Clock(Date.now() - 12 * HOUR);
    const { authority, certificate } = await replica(new MemoryCaStore(), clock);
    const port = await serve(certificate);
    const client = connectAggregatedDiscovery(
      `127.0.0.1:${port}`,
      credentials.createSsl(Buffer.from(authority.bundle)),
      { 'grpc.ssl_target_name_override': NAME },
    );
    cleanUps.push(() => client.close());
    const stream = client.DeltaAggregatedResources();
    const answers: unknown[] = [];
    stream.on('data', (answer) => answers.push(answer)).on('error', (error) => answers.push(error));
    const ask = (name: string) => stream.write({ type_url: SECRET, resource_names_subscribe: [name] });
    ask('one');
    await eventually(() => expect(answers).toHaveLength(1));
    const before = await handshake(port, authority.bundle);

    clock.value += 12 * HOUR;
    await authority.check();
    const after = await handshake(port, authority.bundle);
    expect(after.serialNumber).not.toBe(before.serialNumber);
    expect(after.serialNumber).toBe(served(certificate).serialNumber);
    const { nonce } = answers[0] as { nonce: string };
    stream.write({ type_url: SECRET, response_nonce: nonce });
    ask('two');
    await eventually(() => expect(answers).toHaveLength(2));
    expect(answers[1]).toMatchObject({ removed_resources: ['two'] });
    stream.cancel();
  });

  test('expire when nobody renews them', async () => {
    const clock = new Clock(Date.now() - 25 * HOUR);
    const { authority, certificate } = await replica(new MemoryCaStore(), clock);
    const port = await serve(certificate);
    await expect(handshake(port, authority.bundle)).rejects.toThrow('certificate has expired');
    clock.value += 13 * HOUR;
    await authority.check();
    await handshake(port, authority.bundle);
  });
});
