import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { apply, get, list, remove } from '../support/kubectl.js';
import { MESH_CONTROLLER, MESHED, serviceParent, serviceRoute, to } from '../support/mesh.js';
import { PodClient } from '../support/pod-client.js';
import {
  answered,
  conditionOf,
  createNamespace,
  deleteNamespaces,
  deployed,
  echoBackend,
  echoService,
  gateway,
  programmed,
  routeCondition,
} from '../support/world.js';

const APP = 'mesh-app';
const CONSUMER = 'mesh-consumer';
const STORE = 'http://store.mesh-app';
const WAIT = { timeoutMs: 30_000, everyMs: 100 };

const route = (name: string, rules: readonly object[], service = 'store', namespace = APP) =>
  serviceRoute('HTTPRoute', namespace, name, { service, rules });

/** HTTP by the port's own word, and one port that says nothing. */
const backend = (namespace: string, name: string) =>
  echoService(namespace, name, {
    ...{ replicas: 1, version: name, args: ['--tcp', '9000', '--https', '8443'] },
    ports: [
      { name: 'http', port: 80, targetPort: 8080, appProtocol: 'http' },
      { name: 'silent', port: 8000, targetPort: 8080 },
      { name: 'tcp', port: 5432, targetPort: 9000, appProtocol: 'tcp' },
      { name: 'tls', port: 443, targetPort: 8443, appProtocol: 'tls' },
    ],
  });

const accepted = (kind: string, namespace: string, name: string, status: 'True' | 'False' = 'True') =>
  routeCondition(kind, namespace, name, 'Accepted', status, MESH_CONTROLLER);

describe('calls between Services', () => {
  let client: PodClient;
  let consumer: PodClient;

  beforeAll(async () => {
    for (const name of [APP, CONSUMER]) await createNamespace(name, MESHED);
    await apply(
      ...['store', 'v1', 'v2'].flatMap((name) => backend(APP, name)),
      ...echoBackend(CONSUMER, 'client'),
      ...echoBackend(APP, 'client'),
    );
    await deployed(APP, 'store', 'v1', 'v2', 'client');
    await deployed(CONSUMER, 'client');
    client = new PodClient(APP, 'deployment/client');
    consumer = new PodClient(CONSUMER, 'deployment/client');
  }, 240_000);
  afterAll(async () => {
    client?.close();
    consumer?.close();
    await deleteNamespaces(APP, CONSUMER);
  });

  test('without routes everything is as without a mesh', async () => {
    await client.untilAnswered(STORE, 'store');
    await client.untilAnswered(`${STORE}:8000`, 'store');
    expect((await client.converse('store', 5432, 'hello\n')).received).toContain('hello');
    expect((await client.converse('kubernetes.default', 443, '\x16\x03')).error).toBeDefined();
  });

  test('a route of the producer is for all clients; that of a consumer replaces it for its namespace', async () => {
    await apply(route('store', [{ matches: [{ path: { type: 'PathPrefix', value: '/a' } }], ...to('v1') }]));
    for (const each of [client, consumer]) {
      await each.untilAnswered(`${STORE}/a`, 'v1');
      expect(await each.who(`${STORE}/b`)).toBe('404');
    }
    await apply(route('mine', [to(`${APP}/v2`)], `${APP}/store`, CONSUMER));
    await consumer.untilAnswered(`${STORE}/b`, 'v2');
    expect(await consumer.who(`${STORE}/a`)).toBe('v2');
    expect(await client.who(`${STORE}/a`)).toBe('v1');
    expect(await client.who(`${STORE}/b`)).toBe('404');
    await accepted('httproute', APP, 'store');
    await accepted('httproute', CONSUMER, 'mine');

    await remove('httproute', 'mine', CONSUMER);
    await consumer.untilAnswered(`${STORE}/a`, 'v1');
    await remove('httproute', 'store', APP);
    for (const each of [client, consumer]) await each.untilAnswered(`${STORE}/b`, 'store');
  });

  test('the address that is called decides, not the name; pods called by their own address get it as it is', async () => {
    await apply(route('store', [to('v1')]));
    await client.untilAnswered(STORE, 'v1');
    expect(await client.who(STORE, { headers: { host: 'v2.mesh-app' } })).toBe('v1');
    expect(await client.who('http://v2.mesh-app', { headers: { host: 'store.mesh-app' } })).toBe('v2');
    const [pod] = await list('pod', APP, 'app=store');
    expect(await client.who(`http://${pod?.status.podIP}:8080`, { headers: { host: 'store.mesh-app' } })).toBe('store');
    await remove('httproute', 'store', APP);
    await client.untilAnswered(STORE, 'store');
  });

  test('a route takes the ports that it names, else all that may be HTTP', async () => {
    await apply(serviceRoute('HTTPRoute', APP, 'store', { service: 'store', port: 8000, rules: [to('v1')] }));
    await client.untilAnswered(`${STORE}:8000`, 'v1');
    expect(await client.who(STORE)).toBe('store');
    await apply(route('store', [to('v2')]));
    await client.untilAnswered(STORE, 'v2');
    await client.untilAnswered(`${STORE}:8000`, 'v2');
    expect((await client.converse('store', 5432, 'hello\n')).received).toContain('store');
    await remove('httproute', 'store', APP);
    await client.untilAnswered(STORE, 'store');
  });

  test('connections by weight: TCPRoute and TLSRoute', async () => {
    const by = (port: number) => (name: string) => ({ backendRefs: [{ name, port }] });
    await apply(serviceRoute('TCPRoute', APP, 'tcp', { service: 'store', port: 5432, rules: [by(5432)('v1')] }));
    await eventually(
      async () => expect((await client.converse('store', 5432, 'hello\n')).received).toContain('"v1"'),
      WAIT,
    );
    await accepted('tcproute', APP, 'tcp');
    const rules = [by(443)('v2')];
    await apply(
      serviceRoute('TLSRoute', APP, 'tls', { service: 'store', port: 443, hostnames: ['v2.example.com'], rules }),
    );
    await accepted('tlsroute', APP, 'tls');
    await eventually(async () => expect(await client.tlsWho('store', 443, 'v2.example.com')).toBe('v2'), WAIT);
    expect(await client.tlsWho('store', 443, 'v1.example.com')).not.toMatch(/^(v2|store)$/);
    await remove('tcproute', 'tcp', APP);
    await remove('tlsroute', 'tls', APP);
    await eventually(
      async () => expect((await client.converse('store', 5432, 'hello\n')).received).toContain('"store"'),
      WAIT,
    );
  });

  test('routes of different kinds on one port: one of them counts, the other says so', async () => {
    await apply(serviceRoute('HTTPRoute', APP, 'http', { service: 'store', port: 80, rules: [to('v1')] }));
    await client.untilAnswered(STORE, 'v1');
    await apply(serviceRoute('GRPCRoute', APP, 'grpc', { service: 'store', port: 80, rules: [to('v2')] }));
    expect((await accepted('httproute', APP, 'http', 'False')).reason).toBe('Conflicted');
    await accepted('grpcroute', APP, 'grpc');
    await remove('grpcroute', 'grpc', APP);
    await accepted('httproute', APP, 'http');
    await client.untilAnswered(STORE, 'v1');
    await remove('httproute', 'http', APP);
    await client.untilAnswered(STORE, 'store');
  });

  test('north-south and east-west at once: a route with a Gateway and a Service as its parents', async () => {
    const both = {
      ...route('both', [to(['v1', 1], ['v2', 0])]),
      spec: {
        parentRefs: [{ name: 'edge' }, serviceParent('store', 80)],
        rules: [{ matches: [{ headers: [{ name: 'env', value: 'canary' }] }], ...to('v2') }, to('v1')],
      },
    };
    await apply(gateway(APP, 'edge'), both);
    const address = await programmed(APP, 'edge');
    const edge = { to: 80, address, host: 'anything.example.com' };
    await answered({ ...edge, by: 'v1' });
    await answered({ ...edge, by: 'v2', headers: { env: 'canary' } });
    await client.untilAnswered(STORE, 'v1');
    await client.untilAnswered(STORE, 'v2', { headers: { env: 'canary' } });
    const { status } = await get('httproute', 'both', APP);
    const parents = status.parents.map((parent: { controllerName: string; conditions: [] }) => [
      parent.controllerName,
      conditionOf(parent, 'Accepted').status,
      conditionOf(parent, 'ResolvedRefs').status,
    ]);
    expect(parents.sort()).toEqual([
      ['gatewright.dev/gateway-controller', 'True', 'True'],
      [MESH_CONTROLLER, 'True', 'True'],
    ]);
  });
});
