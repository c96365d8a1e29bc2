import { Agent } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { send } from '../../test/envoy/harness.js';
import { testAuthority } from '../gateway-api/testing/certificate.js';
import { SIDECAR_RESOURCES } from './settings.js';
import { startWebhook, type Webhook } from './webhook.js';

const authority = testAuthority('one');
const certificateOf = (from: typeof authority) => {
  const { certificate, key } = from.issue(['gatewright.gatewright-system.svc']);
  return { cert: certificate, key };
};
const logs: string[] = [];
let webhook: Webhook;

beforeAll(async () => {
  webhook = await startWebhook({
    host: '127.0.0.1',
    port: 0,
    certificate: certificateOf(authority),
    settings: { image: 'gatewright/gatewright:1', resources: SIDECAR_RESOURCES },
    onLog: (_, message) => logs.push(message),
  });
});

afterAll(() => webhook.close());

const call = (path: string, body = '', { ca = authority.certificate, method = body === '' ? 'GET' : 'POST' } = {}) =>
  send({
    to: webhook.port,
    path,
    method,
    body,
    host: 'gatewright.gatewright-system.svc',
    tls: { ca },
  });

const review = (object: unknown, change: object = {}) =>
  JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: { uid: 'a-b-c', namespace: 'shop', operation: 'CREATE', object },
    ...change,
  });

const pod = (annotations: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'cart', annotations, creationTimestamp: null },
  spec: { containers: [{ name: 'app', image: 'app' }] },
});

const DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

async function reviewed(path: string, object: unknown) {
  const { status, body, headers } = await call(path, review(object));
  expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'application/json' });
  const { response, ...rest } = JSON.parse(body);
  expect(rest).toEqual({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' });
  expect(response.uid).toBe('a-b-c');
  return response;
}

describe('the webhook', () => {
  test('answers a pod with what it needs', async () => {
    const { allowed, patchType, patch } = await reviewed('/inject/enabled', pod());
    expect({ allowed, patchType }).toEqual({ allowed: true, patchType: 'JSONPatch' });
    const operations = JSON.parse(Buffer.from(patch, 'base64').toString()) as { path: string }[];
    expect(operations.map(({ path }) => path).sort()).toEqual([
      '/metadata/labels',
      '/spec/initContainers',
      '/spec/volumes',
    ]);
  });

  test('knows of the namespace by its path', async () => {
    expect(await reviewed('/inject/opt-in?timeout=10s', pod())).toEqual({ uid: 'a-b-c', allowed: true });
    const wished = await reviewed('/inject/opt-in?timeout=10s', pod({ 'gatewright.dev/inject': 'true' }));
    expect(wished.patchType).toBe('JSONPatch');
  });

  test('refuses with what to do, and logs it', async () => {
    const response = await reviewed('/inject/enabled', pod({ 'gatewright.dev/sidecar-cpu': 'much' }));
    const message = 'annotation gatewright.dev/sidecar-cpu: "much" is no quantity: give e.g. 100m or 64Mi';
    expect(response).toEqual({ uid: 'a-b-c', allowed: false, status: { code: 403, reason: 'Forbidden', message } });
    expect(logs.at(-1)).toBe(`refused a pod in shop: ${message}`);
  });

  test.each([
    ['nothing', ' '],
    ['no JSON', '{'],
    ['null', 'null'],
    ['another version', review(pod(), { apiVersion: 'admission.k8s.io/v1beta1' })],
    ['another kind', review(pod(), { kind: 'ConversionReview' })],
    ['no request', review(pod(), { request: null })],
    ['no object', review(null)],
    ['no pod', review({ spec: { containers: 'many' } })],
    ['depth', DEEP],
    ['a deep pod', review(pod()).replace('"spec":', `"more":${DEEP},"spec":`)],
  ])('says 400 to %s', async (_, body) => {
    expect((await call('/inject/enabled', body)).status).toBe(400);
  });

  test('says what is wrong with what is no text', async () => {
    const half = review({
      spec: { containers: [{ name: 'a', livenessProbe: { httpGet: { port: 1, path: 'HALF' } } }] },
    });
    const { status, body } = await call('/inject/enabled', half.replace('HALF', '/\\ud800'));
    expect({ status, body }).toEqual({
      status: 400,
      body: 'expected an AdmissionReview of admission.k8s.io/v1 with a Pod: not a pod: "/\\ud800" holds a surrogate without its other half\n',
    });
  });

  test('decides about many pods at a time', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => reviewed('/inject/enabled', pod())));
    expect(answers.map(({ allowed }) => allowed)).toEqual(Array(20).fill(true));
  });

  test('reads no more than a review may have', async () => {
    const { status } = await call('/inject/enabled', 'x'.repeat(4 << 20)).catch(() => ({ status: 413 }));
    expect(status).toBe(413);
    expect((await call('/healthz')).status).toBe(200);
  });

  test.each([
    ['/', 404, 'GET'],
    ['/inject', 404, 'GET'],
    ['/__proto__', 404, 'GET'],
    ['/inject/enabled', 405, 'GET'],
    ['/healthz', 200, 'GET'],
  ])('%s: %i', async (path, status, method) => {
    expect((await call(path, '', { method })).status).toBe(status);
  });

  test('shows another certificate without a restart', async () => {
    const next = testAuthority('two');
    await expect(call('/healthz', '', { ca: next.certificate })).rejects.toThrow();
    webhook.setCertificate(certificateOf(next));
    expect((await call('/healthz', '', { ca: next.certificate })).body).toBe('ok\n');
    await expect(call('/healthz')).rejects.toThrow();
    webhook.setCertificate(certificateOf(authority));
    expect((await call('/healthz')).status).toBe(200);
  });
});

test('one that leaves answers until nobody comes any more, and asks to go elsewhere', async () => {
  let leave = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const kept = new Agent({ keepAlive: true });
  const ask = async () => {
    const { status, headers } = await send({
      to: leaving.port,
      path: '/healthz',
      host: 'gatewright.gatewright-system.svc',
      tls: { ca: authority.certificate },
      agent: kept,
    });
    return { status, connection: headers.connection };
  };
  const leaving = await startWebhook({
    host: '127.0.0.1',
    port: 0,
    certificate: certificateOf(authority),
    settings: { image: 'gatewright/gatewright:1', resources: SIDECAR_RESOURCES },
    onLog: () => {},
  });
  expect(await ask()).toEqual({ status: 200, connection: 'keep-alive' });
  const closed = leaving.close(left);
  expect(await ask()).toEqual({ status: 200, connection: 'close' });
  expect(await ask()).toEqual({ status: 200, connection: 'close' });
  leave();
  await closed;
  await expect(ask()).rejects.toThrow('ECONNREFUSED');
  kept.destroy();
});
