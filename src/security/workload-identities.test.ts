import { X509Certificate } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { resourceDump } from '../app/dump.js';
import { MESH_IDENTITY, MESH_ROOTS } from '../envoy/mesh-names.js';
import { meshIdentity, meshRoots } from '../envoy/mesh-secrets.js';
import { toJson } from '../envoy-api/to-json.js';
import { identityHostname } from '../well-known/identities.js';
import { messageNameOf } from '../well-known/xds-types.js';
import { XdsCache } from '../xds/index.js';
import { Authority } from './authority.js';
import { MemoryCaStore } from './testing/memory-ca-store.js';
import { WorkloadIdentities } from './workload-identities.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2030, 0, 1);
const SECRET = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret';
const SHOP = { namespace: 'shop', serviceAccount: 'cart' };

let now = START;
const authorities: Authority[] = [];
afterEach(() => {
  for (const authority of authorities.splice(0)) authority.stop();
  now = START;
});

interface Replica {
  readonly authority: Authority;
  readonly identities: WorkloadIdentities;
  readonly cache: XdsCache;
  /** Updates of the cache. */
  readonly updates: () => number;
}

function replica(store = new MemoryCaStore()): Replica {
  const authority = new Authority({ store, purpose: 'mesh', now: () => now });
  authorities.push(authority);
  const cache = new XdsCache();
  let updates = 0;
  const identities = new WorkloadIdentities({
    authority,
    trustDomain: 'mesh.example',
    secrets: { identity: meshIdentity, roots: meshRoots },
    publish: (changes) => {
      updates += 1;
      cache.update(changes);
    },
  });
  return { authority, identities, cache, updates: () => updates };
}

async function started(store?: MemoryCaStore): Promise<Replica> {
  const made = replica(store);
  await made.authority.start();
  await made.authority.check();
  return made;
}

interface SecretJson {
  readonly tls_certificate?: Record<'certificate_chain' | 'private_key', { readonly inline_string: string }>;
  readonly validation_context?: { readonly trusted_ca: { readonly inline_string: string } };
}

function secretOf({ cache }: Replica, audience: string, name: string): SecretJson | undefined {
  const resource = cache.audience(audience).get(SECRET, name);
  return resource && (toJson('google.protobuf.Any', resource.any) as SecretJson);
}

function certificateOf(of: Replica, audience: string): X509Certificate {
  const pem = secretOf(of, audience, MESH_IDENTITY)?.tls_certificate?.certificate_chain.inline_string ?? '';
  return new X509Certificate(pem);
}

function rootsOf(of: Replica, audience: string): string {
  return secretOf(of, audience, MESH_ROOTS)?.validation_context?.trusted_ca.inline_string ?? '';
}

const isTrusted = (certificate: X509Certificate, roots: string): boolean =>
  (roots.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? [])
    .map((pem) => new X509Certificate(pem))
    .some((root) => certificate.checkIssued(root) && certificate.verify(root.publicKey));

test('an audience that is added has the certificate of its ServiceAccount, and the roots of others, at once', async () => {
  const one = await started();
  one.identities.add('mesh/shop/cart', SHOP);
  const certificate = certificateOf(one, 'mesh/shop/cart');
  expect(certificate.subjectAltName).toBe('URI:spiffe://mesh.example/ns/shop/sa/cart, DNS:cart.shop.sa.mesh.example');
  expect(certificate.subjectAltName).toContain(`DNS:${identityHostname(SHOP, 'mesh.example')}`);
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.1']);
  expect(certificate.ca).toBe(false);
  expect(Date.parse(certificate.validFrom)).toBe(START - HOUR);
  expect(Date.parse(certificate.validTo)).toBe(START + DAY);
  expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  expect(isTrusted(certificate, rootsOf(one, 'mesh/shop/cart'))).toBe(true);
  expect(one.identities.expires).toBe(START + DAY);
});

test('an audience that comes before there is an authority has them as soon as there is', async () => {
  const one = replica();
  one.identities.add('mesh/shop/cart', SHOP);
  expect(secretOf(one, 'mesh/shop/cart', MESH_IDENTITY)).toBeUndefined();
  await one.authority.start();
  expect(isTrusted(certificateOf(one, 'mesh/shop/cart'), rootsOf(one, 'mesh/shop/cart'))).toBe(true);
});

test('everybody has a key of their own, which no dump shows', async () => {
  const one = await started();
  const keys = new Set<string>();
  for (const name of ['a', 'b', 'c']) {
    one.identities.add(`mesh/shop/${name}`, { namespace: 'shop', serviceAccount: name });
    keys.add(secretOf(one, `mesh/shop/${name}`, MESH_IDENTITY)?.tls_certificate?.private_key.inline_string ?? '');
  }
  expect(keys.size).toBe(3);
  const delivered = [...one.cache.audience('mesh/shop/a').resources(SECRET)].map((resource) => ({
    ...{ audience: 'mesh/shop/a', typeUrl: SECRET, name: resource.name, resource },
  }));
  const dump = JSON.stringify(resourceDump(delivered));
  expect(dump).toContain('BEGIN CERTIFICATE');
  expect(dump).not.toContain('PRIVATE KEY');
  expect(messageNameOf(SECRET)).toBe('envoy.extensions.transport_sockets.tls.v3.Secret');
});

test('certificates are renewed before half of their life is over, not all of them at once, and long before they run out', async () => {
  const one = await started();
  const names = Array.from({ length: 120 }, (_, index) => `mesh/shop/${index}`);
  for (const name of names) one.identities.add(name, { namespace: 'shop', serviceAccount: name.slice(10) });
  const serials = () => names.map((name) => certificateOf(one, name).serialNumber);
  const first = serials();
  const renewed = async (at: number) => {
    now = START + at;
    await one.authority.check();
    return serials().filter((serial, index) => serial !== first[index]).length;
  };
  expect(await renewed(9.6 * HOUR - 1)).toBe(0);
  const some = await renewed(10.8 * HOUR);
  expect(some).toBeGreaterThan(20);
  expect(some).toBeLessThan(100);
  await renewed(12 * HOUR);
  await eventually(() => expect(one.identities.counts).toEqual({ issued: 240, renewed: 120 }));
  expect(new Set([...serials(), ...first]).size).toBe(240);
});

test('a new root is trusted by all before it signs, and the old one until what it signed has run out', async () => {
  const store = new MemoryCaStore();
  const replicas = await Promise.all([started(store), started(store)]);
  for (const each of replicas) each.identities.add('mesh/shop/cart', SHOP);
  const seen = new Set<string>();
  store.put({ ...store.stored?.data, rotate: 'now' });
  for (let hour = 0; hour < 3 * 24; hour += 1) {
    const before = replicas.map((each) => rootsOf(each, 'mesh/shop/cart'));
    now = START + hour * HOUR;
    for (const each of replicas) await each.authority.check();
    for (const each of replicas) {
      const certificate = certificateOf(each, 'mesh/shop/cart');
      expect(Date.parse(certificate.validTo)).toBeGreaterThan(now);
      // Whoever has not heard of the last step yet, too.
      for (const roots of [...before, ...replicas.map((other) => rootsOf(other, 'mesh/shop/cart'))]) {
        expect(isTrusted(certificate, roots)).toBe(true);
      }
      seen.add(certificate.issuer);
    }
  }
  expect(seen.size).toBe(2);
  expect(rootsOf(replicas[0] as Replica, 'mesh/shop/cart').match(/BEGIN/g)).toHaveLength(1);
  expect(store.writes).toBe(3);
});

test('nothing is published when nothing is due', async () => {
  const one = await started();
  one.identities.add('mesh/shop/cart', SHOP);
  const before = one.updates();
  now += HOUR;
  await one.authority.check();
  one.identities.add('mesh/shop/cart', SHOP);
  expect(one.updates()).toBe(before);
});

test('an audience that is removed leaves nothing behind', async () => {
  const one = await started();
  one.identities.add('mesh/shop/cart', SHOP);
  one.identities.add('shop/front', { namespace: 'shop', serviceAccount: 'front-gatewright' });
  one.identities.remove('mesh/shop/cart');
  expect([...one.cache.audiences()].map(({ name }) => name)).toEqual(['shop/front']);
  now += 13 * HOUR;
  await one.authority.check();
  expect([...one.cache.audiences()].map(({ name }) => name)).toEqual(['shop/front']);
  expect(one.identities.size).toBe(1);
});
