import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { apply, list } from '../support/kubectl.js';
import { MESHED, STRICT, serviceParent, to } from '../support/mesh.js';
import { PodClient } from '../support/pod-client.js';
import {
  answered,
  createNamespace,
  deleteNamespaces,
  deployed,
  echoService,
  gateway,
  httpRoute,
  programmed,
} from '../support/world.js';

const OPEN = 'mtls-open';
const STRICTLY = 'mtls-strict';
const OUTSIDE = 'mtls-outside';
const WAIT = { timeoutMs: 30_000, everyMs: 200 };

const server = (namespace: string, name = 'server') =>
  echoService(namespace, name, {
    ...{ replicas: 1, version: `${name} of ${namespace}`, args: ['--tcp', '9000'] },
    ports: [
      { name: 'http', port: 80, targetPort: 8080 },
      { name: 'tcp', port: 5432, targetPort: 9000 },
    ],
  });

describe('who gets through to pods of the mesh', () => {
  let meshed: PodClient;
  let plain: PodClient;

  beforeAll(async () => {
    await createNamespace(OPEN, MESHED);
    await createNamespace(STRICTLY, STRICT);
    await createNamespace(OUTSIDE);
    const all = [OPEN, STRICTLY, OUTSIDE];
    await apply(...all.flatMap((namespace) => server(namespace)), ...server(OPEN, 'client'));
    for (const namespace of all) await deployed(namespace, 'server');
    await deployed(OPEN, 'client');
    meshed = new PodClient(OPEN, 'deployment/client');
    plain = new PodClient(OUTSIDE, 'deployment/server');
  }, 240_000);
  afterAll(async () => {
    meshed?.close();
    plain?.close();
    await deleteNamespaces(OPEN, STRICTLY, OUTSIDE);
  });

  const host = (namespace: string) => `server.${namespace}`;
  const connects = async (client: PodClient, namespace: string) =>
    (await client.converse(host(namespace), 5432, 'hello\n')).received !== undefined;

  test('everybody to permissive ones and to those outside', async () => {
    for (const client of [meshed, plain]) {
      for (const namespace of [OPEN, OUTSIDE]) {
        await client.untilAnswered(`http://${host(namespace)}`, `server of ${namespace}`);
        expect(await connects(client, namespace)).toBe(true);
      }
    }
  });

  test('to strict ones only those who are in the mesh', async () => {
    await meshed.untilAnswered(`http://${host(STRICTLY)}`, `server of ${STRICTLY}`);
    await eventually(async () => expect(await connects(meshed, STRICTLY)).toBe(true), WAIT);
    expect((await plain.request(`http://${host(STRICTLY)}`)).error).toBeDefined();
    expect(await connects(plain, STRICTLY)).toBe(false);
    const [pod] = await list('pod', STRICTLY, 'app=server');
    expect((await plain.request(`http://${pod?.status.podIP}:8080`)).error).toBeDefined();
  });

  test('a pod gets through to itself, as one of the pods of a Service and by its own address', async () => {
    const itself = new PodClient(STRICTLY, 'deployment/server');
    const [pod] = await list('pod', STRICTLY, 'app=server');
    const name = `server of ${STRICTLY}`;
    await itself.untilAnswered(`http://${host(STRICTLY)}`, name);
    expect(await connects(itself, STRICTLY)).toBe(true);
    expect(await itself.who(`http://${pod?.status.podIP}:8080`)).toBe(name);
    expect(await itself.who('http://127.0.0.1:8080')).toBe(name);
    itself.close();
  });

  test("a Gateway's proxy gets through to all of them", async () => {
    const route = (namespace: string) =>
      httpRoute(namespace, 'server', {
        parent: `${OUTSIDE}/edge`,
        hostname: `${namespace}.example.com`,
        rules: [to('server')],
      });
    await apply(gateway(OUTSIDE, 'edge'), ...[OPEN, STRICTLY, OUTSIDE].map(route));
    const address = await programmed(OUTSIDE, 'edge');
    for (const namespace of [OPEN, STRICTLY, OUTSIDE]) {
      await answered({ to: 80, address, host: `${namespace}.example.com`, by: `server of ${namespace}` });
    }
  });

  test('a namespace becomes strict and is permissive again, while calls within the mesh go on', async () => {
    await apply({
      ...httpRoute(OPEN, 'server', { parent: 'none', hostname: 'unused.example.com', rules: [to('server')] }),
      spec: { parentRefs: [serviceParent('server', 80)], rules: [to('server')] },
    });
    const url = `http://${host(OPEN)}`;
    await meshed.untilAnswered(url, `server of ${OPEN}`);
    const label = (mode: object) =>
      apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: OPEN, labels: { ...MESHED, ...mode } } });
    await label(STRICT);
    await eventually(async () => expect((await plain.request(url)).error).toBeDefined(), WAIT);
    expect(await meshed.shares(url, 50)).toEqual({ [`server of ${OPEN}`]: 50 });
    await label({});
    await plain.untilAnswered(url, `server of ${OPEN}`);
    expect(await meshed.shares(url, 50)).toEqual({ [`server of ${OPEN}`]: 50 });
  });

  test('nobody connects to the listeners of a sidecar themselves, which lead to wherever a connection was meant to go', async () => {
    const [pod] = await list('pod', STRICTLY, 'app=server');
    const address = pod?.status.podIP as string;
    expect(await opens(address, 8_080)).toBe(true);
    for (const port of [15_001, 15_006]) expect(await opens(address, port)).toBe(false);
  });
});

/** Whether a TCP connection can be opened. */
async function opens(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(2_000) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
