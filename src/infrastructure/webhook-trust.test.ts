import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { KubernetesClient } from '../kubernetes/client.js';
import type { KubernetesObject } from '../kubernetes/objects.js';
import { ScriptedApiServer } from './testing/api-server.js';
import { WebhookTrust } from './webhook-trust.js';

const ID = 'MutatingWebhookConfiguration//gatewright-injector';
const SERVICE = { namespace: 'system', name: 'gatewright', path: '/inject', port: 9443 };
const WEBHOOKS = [
  { name: 'enabled.gatewright.dev', clientConfig: { service: SERVICE }, failurePolicy: 'Fail' },
  { name: 'opt-in.gatewright.dev', clientConfig: { service: SERVICE }, failurePolicy: 'Fail' },
  { name: 'elsewhere.gatewright.dev', clientConfig: { url: 'https://elsewhere.example' } },
];

let server: ScriptedApiServer;
let logs: string[];
const running: { trust: WebhookTrust; client: KubernetesClient }[] = [];

beforeEach(async () => {
  server = await ScriptedApiServer.start();
  logs = [];
});
afterEach(async () => {
  for (const { trust, client } of running.splice(0)) {
    trust.stop();
    client.close();
  }
  await server.stop();
});

function start({ lead = true } = {}): WebhookTrust {
  const client = new KubernetesClient(server.credentials);
  const trust = new WebhookTrust({
    client,
    name: 'gatewright-injector',
    onLog: (level, message) => void (level !== 'debug' && logs.push(message)),
    retryMs: { first: 1, most: 10 },
  });
  running.push({ trust, client });
  trust.start();
  trust.lead(lead);
  return trust;
}

const install = () => server.set(ID, (object) => ({ ...object, webhooks: WEBHOOKS }));

function bundles(): readonly (string | undefined)[] {
  const { webhooks } = server.get(ID) as KubernetesObject & { readonly webhooks: typeof WEBHOOKS };
  return webhooks.map(({ clientConfig }) => {
    const { caBundle } = clientConfig as { readonly caBundle?: string };
    return caBundle && Buffer.from(caBundle, 'base64').toString();
  });
}

const told = (bundle: string) => eventually(() => expect(bundles()).toEqual([bundle, bundle, undefined]));

test('each webhook that leads to a Service is told the bundle, and nothing else of it is touched', async () => {
  install();
  start().trust('PEM');
  await told('PEM');
  const { webhooks } = server.get(ID) as KubernetesObject & { readonly webhooks: typeof WEBHOOKS };
  const without = webhooks.map(({ clientConfig, ...rest }) => {
    const { caBundle: _, ...config } = clientConfig as Record<string, unknown>;
    return { ...rest, clientConfig: config };
  });
  expect(without).toEqual(WEBHOOKS.map(({ clientConfig, ...rest }) => ({ ...rest, clientConfig })));
  expect(server.writes).toHaveLength(1);
});

test('a new bundle is written, the same one is not', async () => {
  install();
  const trust = start();
  trust.trust('OLD');
  await told('OLD');
  trust.trust('OLD');
  trust.trust('OLD NEW');
  await told('OLD NEW');
  running[0]?.trust.stop();
  const next = start();
  next.trust('OLD NEW');
  await eventually(() => expect(next.synced).toBe(true));
  next.trust('OLD NEW LAST');
  await told('OLD NEW LAST');
  expect(server.writes).toHaveLength(3);
});

test('what somebody else writes over it is undone, and a configuration that comes later is told', async () => {
  start().trust('PEM');
  install();
  await told('PEM');
  install();
  await told('PEM');
  server.delete(ID);
  install();
  await told('PEM');
});

test('only the leader writes, and nobody before there is an authority', async () => {
  install();
  const trust = start({ lead: false });
  trust.trust('PEM');
  const other = start();
  server.set(ID, (object) => ({ ...object, metadata: { ...object.metadata, labels: { seen: 'yes' } } }));
  trust.lead(true);
  await told('PEM');
  expect([trust.writes, other.writes]).toEqual([1, 0]);
});

test('what the API server refuses is said once, and tried again', async () => {
  install();
  server.refuse = () => ({ code: 403, message: 'forbidden' });
  start().trust('PEM');
  await eventually(() => expect(server.writes.length).toBeGreaterThan(3));
  expect(logs).toEqual([expect.stringContaining('forbidden')]);
  server.refuse = () => undefined;
  await told('PEM');
});

test('an API server that breaks off is no reason to complain of the webhook', async () => {
  install();
  server.refuse = () => void server.stop();
  const trust = start();
  trust.trust('PEM');
  await eventually(() => expect(trust.writes).toBeGreaterThan(3));
  expect(logs.filter((message) => message.includes('webhook'))).toEqual([]);
});

test('a write is not repeated because the watch is behind', async () => {
  install();
  const trust = start();
  await eventually(() => expect(trust.synced).toBe(true));
  server.lagMs = 100;
  trust.trust('OLD');
  await told('OLD');
  trust.trust('NEW');
  await told('NEW');
  await pause(250);
  expect(trust.writes).toBe(2);
});
