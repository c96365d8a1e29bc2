import type { Agent } from 'node:http';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Pipeline, type PipelineChange } from '../../src/app/pipeline.js';
import { standaloneSettings } from '../../src/app/settings.js';
import { selfSigned } from '../../src/gateway-api/testing/certificate.js';
import { parse } from '../../src/gateway-api/testing/translation.js';
import { keyOf } from '../../src/resources/kinds.js';
import { eventually, type SendOptions, send } from '../envoy/harness.js';
import { ServedEnvoy } from '../envoy/served-envoy.js';
import { freePort } from '../standalone/gatewright.js';

/** What requests meet on a Gateway with ListenerSets, from resources to the real Envoy. */

const API = 'apiVersion: gateway.networking.k8s.io/v1';
const base64 = (text: string) => Buffer.from(text).toString('base64');

let served: ServedEnvoy;
let http: number;
let https: number;

const pipeline = new Pipeline({
  settings: standaloneSettings(['127.0.0.1']),
  envoy: { accessLog: 'off', bucketingSupported: true },
});

function deliver({ resources }: PipelineChange): void {
  served.cache.update(resources.map((each) => ({ ...each, audience: served.audience })));
}

function apply(...yaml: readonly string[]): void {
  const resources = yaml.flatMap(parse);
  deliver(pipeline.apply(resources.map((resource) => ({ kind: resource.kind, key: keyOf(resource), resource }))));
}

function secret(namespace: string): string {
  const { certificate, key } = selfSigned([`${namespace}.cert`]);
  const data = `{ tls.crt: ${base64(certificate)}, tls.key: ${base64(key)} }`;
  return `{ apiVersion: v1, kind: Secret, metadata: { name: cert, namespace: ${namespace} }, type: kubernetes.io/tls, data: ${data} }`;
}

/** Listeners called `http` and `https` for one hostname. */
const listeners = (hostname: string) =>
  `[{ name: http, port: ${http}, protocol: HTTP, hostname: '${hostname}' }, ` +
  `{ name: https, port: ${https}, protocol: HTTPS, hostname: '${hostname}', tls: { certificateRefs: [{ name: cert }] } }]`;

const set = (namespace: string, hostname: string) => `${API}
kind: ListenerSet
metadata: { name: listeners, namespace: ${namespace} }
spec: { parentRef: { name: web, namespace: infra }, listeners: ${listeners(hostname)} }`;

const route = (namespace: string, parent: string) => `${API}
kind: HTTPRoute
metadata: { name: route, namespace: ${namespace} }
spec: { parentRefs: [${parent}], rules: [{ backendRefs: [{ name: echo, port: 80 }] }] }`;

async function backend(namespace: string): Promise<string> {
  const { port } = await served.echo(namespace);
  return `
apiVersion: v1
kind: Service
metadata: { name: echo, namespace: ${namespace} }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: echo-1, namespace: ${namespace}, labels: { kubernetes.io/service-name: echo } }
addressType: IPv4
ports: [{ port: ${port} }]
endpoints: [{ addresses: [127.0.0.1] }]`;
}

const team = async (namespace: string, hostname: string) => [
  secret(namespace),
  await backend(namespace),
  set(namespace, hostname),
  route(namespace, '{ kind: ListenerSet, name: listeners }'),
];

beforeAll(async () => {
  served = await ServedEnvoy.create();
  await served.serve();
  [http, https] = [await freePort(), await freePort()];
  apply(
    `${API}
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }`,
    `${API}
kind: Gateway
metadata: { name: web, namespace: infra }
spec:
  gatewayClassName: ours
  allowedListeners: { namespaces: { from: All } }
  listeners: ${listeners('*.test')}`,
    secret('infra'),
    await backend('infra'),
    route('infra', '{ name: web }'),
    ...(await team('a', 'a.test')),
  );
  // Envoy counts drain time in whole seconds: within the one second of a test, a gradual drain tells no client.
  await served.start('delta', true, { args: ['--drain-strategy', 'immediate'] });
});
afterAll(() => served.stop());

/** Name of the backend that answered, or the status. */
async function answer(to: number, request: Omit<SendOptions, 'to'>): Promise<string | number> {
  const response = await send({ to, ...request });
  return response.status === 200 ? response.echoed().name : response.status;
}

/** The common name in the certificate that a server name gets. */
function certificateFor(servername: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: https, host: '127.0.0.1', servername, rejectUnauthorized: false });
    socket.once('error', reject).once('secureConnect', () => {
      resolve(socket.getPeerCertificate().subject.CN);
      socket.destroy();
    });
  });
}

describe('a ListenerSet', () => {
  test.each([
    ['a.test', 'a'],
    ['other.test', 'infra'],
    ['other.org', 404],
  ])('has the requests for its hostname, and only its routes do: %s', async (host, expected) => {
    expect(await answer(http, { host })).toBe(expected);
  });

  test.each([
    ['a.test', 'a.cert', 'a'],
    ['other.test', 'infra.cert', 'infra'],
  ])('shows its own certificate: %s', async (host, certificate, expected) => {
    expect(await certificateFor(host)).toBe(certificate);
    expect(await answer(https, { host, tls: {} })).toBe(expected);
  });

  test.each([
    ['a.test', 'other.test', 421],
    ['other.test', 'a.test', 421],
    ['other.test', 'more.test', 'infra'],
    ['a.test', 'other.org', 404],
  ])('is told from its Gateway on connections: SNI %s, Host %s', async (servername, host, expected) => {
    expect(await answer(https, { host, tls: { servername } })).toBe(expected);
  });
});

/** Counts the connections that it needs. */
function counting<A extends Agent>(agent: A): { readonly agent: A; readonly opened: () => number } {
  let opened = 0;
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (...args) => {
    opened += 1;
    return create(...args);
  };
  return { agent, opened: () => opened };
}

test('another ListenerSet comes and goes, and no connection ends', async () => {
  const kept = [
    { to: http, tls: undefined, host: 'a.test', name: 'a', ...counting(new HttpAgent({ keepAlive: true })) },
    { to: https, tls: {}, host: 'a.test', name: 'a', ...counting(new HttpsAgent({ keepAlive: true })) },
    { to: https, tls: {}, host: 'other.test', name: 'infra', ...counting(new HttpsAgent({ keepAlive: true })) },
  ];
  const all = async () => {
    for (const { to, tls, host, name, agent } of kept) {
      expect(await answer(to, { host, agent, ...(tls && { tls }) })).toBe(name);
    }
  };
  await all();
  apply(...(await team('b', 'b.test')));
  await eventually(async () => expect(await answer(https, { host: 'b.test', tls: {} })).toBe('b'));
  expect(await answer(http, { host: 'b.test' })).toBe('b');
  expect(await certificateFor('b.test')).toBe('b.cert');
  await all();
  deliver(pipeline.apply([{ kind: 'ListenerSet', key: 'b/listeners' }]));
  await eventually(async () => expect(await answer(https, { host: 'b.test', tls: {} })).toBe('infra'));
  await served.settled();
  await all();
  expect(kept.map(({ opened }) => opened())).toEqual([1, 1, 1]);
  for (const { agent } of kept) agent.destroy();
});
