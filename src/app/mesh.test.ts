import type { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { connect } from 'node:tls';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { ScriptedApiServer } from '../infrastructure/testing/api-server.js';
import { KubernetesClient } from '../kubernetes/client.js';
import type { KubernetesObject } from '../kubernetes/objects.js';
import type { SidecarIdentity } from '../model/index.js';
import { Authority } from '../security/authority.js';
import { MemoryCaStore } from '../security/testing/memory-ca-store.js';
import { XdsCache } from '../xds/index.js';
import { Mesh, sidecarOf } from './mesh.js';

const HOUR = 3_600_000;
const NAME = 'gatewright.system.svc';
const WEBHOOKS = 'MutatingWebhookConfiguration//gatewright-injector';

let server: ScriptedApiServer;
let client: KubernetesClient;
let store: MemoryCaStore;
let authority: Authority;
let mesh: Mesh;
let now: number;
let port: number;
let failures: string[];
let sidecars: [string, SidecarIdentity | undefined][];

beforeEach(async () => {
  now = Date.now() - 12 * HOUR;
  server = await ScriptedApiServer.start();
  client = new KubernetesClient(server.credentials);
  store = new MemoryCaStore();
  authority = new Authority({ store, purpose: 'xDS', now: () => now });
  failures = [];
  sidecars = [];
  port = await freePort();
  mesh = make();
});

afterEach(async () => {
  await mesh.stop();
  authority.stop();
  client.close();
  await server.stop();
});

function make(meshStore = new MemoryCaStore()): Mesh {
  const cache = new XdsCache();
  return new Mesh({
    client,
    options: { trustDomain: 'mesh.test', webhook: `127.0.0.1:${port}`, sidecarResources: {} },
    store: meshStore,
    authority,
    dnsName: NAME,
    controllerName: 'gatewright.dev/gateway-controller',
    image: 'gatewright/gatewright:1.0.0',
    podUid: (pod) => (pod === 'shop/cart-1' ? 'uid' : undefined),
    publish: (changes) => cache.update(changes),
    onSidecars: (changes) => sidecars.push(...changes),
    onFailure: (message) => failures.push(message),
    onLog: () => () => {},
  });
}

/** A port that nobody has now. */
async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port: free } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

function caBundle(): string {
  const { webhooks } = server.get(WEBHOOKS) as KubernetesObject & {
    webhooks: { clientConfig: { caBundle?: string } }[];
  };
  return Buffer.from(webhooks[0]?.clientConfig.caBundle ?? '', 'base64').toString();
}

/** The certificate that the webhook shows to who trusts what the API server was told. */
function shown(ca: string): Promise<X509Certificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', servername: NAME, ca }, () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      if (certificate) resolve(certificate);
      else reject(new Error('no certificate'));
    });
    socket.once('error', reject);
  });
}

function review(ca: string): Promise<{ readonly response: { readonly allowed: boolean; readonly patch?: string } }> {
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { containers: [{ name: 'app', image: 'app' }] },
  };
  const body = {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: { uid: '1', namespace: 'shop', object },
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { port, host: '127.0.0.1', servername: NAME, ca, method: 'POST', path: '/inject/enabled', agent: false },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.on('end', () => resolve(JSON.parse(text)));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(body));
  });
}

test('the webhook is served as soon as there is an authority, and the API server trusts it over every rotation', async () => {
  server.set(WEBHOOKS, (object) => ({
    ...object,
    webhooks: [{ name: 'a', clientConfig: { service: { name: 'x' } } }],
  }));
  mesh.start();
  mesh.lead(true);
  await authority.start();
  await eventually(() => expect(caBundle()).toBe(authority.bundle));
  const first = await eventually(() => shown(caBundle()));
  expect(first.checkHost(NAME)).toBe(NAME);
  expect((await review(caBundle())).response).toMatchObject({ allowed: true, patch: expect.any(String) });
  expect(mesh.reviews).toEqual(new Map([['injected', 1]]));

  now += 12 * HOUR;
  await authority.check();
  await eventually(async () => expect((await shown(caBundle())).serialNumber).not.toBe(first.serialNumber));

  store.put({ ...store.stored?.data, rotate: 'now' });
  await authority.check();
  const both = authority.bundle;
  expect(both.match(/BEGIN/g)).toHaveLength(2);
  await eventually(() => expect(caBundle()).toBe(both));
  await shown(both);
  expect(failures).toEqual([]);
});

test('an address that can not be opened is told', async () => {
  const { createServer } = await import('node:net');
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  mesh.start();
  await authority.start();
  await eventually(() => expect(failures).toEqual([expect.stringContaining('EADDRINUSE')]));
  await new Promise((resolve) => other.close(resolve));
});

test('who is admitted is a Gateway, a sidecar, or nobody', () => {
  const who = (pod: { name: string; uid: string }) => ({ namespace: 'shop', serviceAccount: 'cart', pod });
  expect(mesh.admit(who({ name: 'cart-1', uid: 'uid' }), undefined)).toBe('mesh/shop/cart');
  expect(mesh.admit(who({ name: 'cart-1', uid: 'other' }), undefined)).toBeUndefined();
  expect(mesh.admit(who({ name: 'plain', uid: 'uid' }), undefined)).toBeUndefined();
  expect(mesh.admit(who({ name: 'front', uid: 'uid' }), 'shop/front')).toBe('shop/front');
  expect(sidecars).toEqual([['mesh/shop/cart', { namespace: 'shop', serviceAccount: 'cart' }]]);
  expect(mesh.identities.size).toBe(2);
});

test('audiences of sidecars and of Gateways are told apart, whatever the names are', () => {
  expect(sidecarOf('mesh/shop/cart.v1')).toEqual({ namespace: 'shop', serviceAccount: 'cart.v1' });
  expect(sidecarOf('mesh/gateway')).toBeUndefined();
  expect(sidecarOf('shop/front')).toBeUndefined();
});

test.each([
  ['differs from', 400, 1],
  ['agrees with', 0, 2],
])(
  "a clock that %s the API server's: the authorities of the mesh are renewed only when they agree",
  async (_, days, writes) => {
    const shared = new MemoryCaStore();
    const half = new Authority({ store: shared, purpose: 'mesh', now: () => Date.now() - 200 * 24 * HOUR });
    await half.start();
    half.stop();
    client.clock.note(new Date(Date.now() - days * 24 * HOUR).toUTCString(), Date.now(), Date.now());
    const { authority: renewing } = make(shared);
    await renewing.start();
    await renewing.check();
    renewing.stop();
    expect(shared.writes).toBe(writes);
  },
);
