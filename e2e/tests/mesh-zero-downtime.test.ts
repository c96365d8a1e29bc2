import { once } from 'node:events';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { crash, readyControllers } from '../support/controllers.js';
import { apply, get, type KubeObject, kubectl, list } from '../support/kubectl.js';
import { MESHED, STRICT, serviceRoute, to } from '../support/mesh.js';
import { PodClient } from '../support/pod-client.js';
import { PodTraffic, trafficDeployment } from '../support/pod-traffic.js';
import { createNamespace, deleteNamespaces, deployed, echoBackend, SYSTEM } from '../support/world.js';

const SERVER = 'steady-server';
const CLIENT = 'steady-client';
const URL = 'http://store.steady-server';
const CA_SECRET = 'gatewright-mesh-ca';
const WAIT = { timeoutMs: 90_000, everyMs: 500 };

const route = (...versions: readonly (readonly [string, number])[]) =>
  serviceRoute('HTTPRoute', SERVER, 'store', { service: 'store', port: 80, rules: [to(...versions)] });

/** What an inbound listener shows to those in the mesh. */
async function certificateOf(address: string): Promise<{ readonly fingerprint: string; readonly issuer: string }> {
  const socket = connect({
    ...{ host: address, port: 8080, ALPNProtocols: ['gatewright.dev/mesh'], rejectUnauthorized: false },
  });
  socket.on('error', () => {});
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(5_000) });
    const { fingerprint256, issuer } = socket.getPeerCertificate();
    return { fingerprint: fingerprint256, issuer: String(issuer.CN) };
  } finally {
    socket.destroy();
  }
}

/** Certificates hold for a minute meanwhile, by an argument of the controller, which rolls out for it. */
async function withShortCertificates(during: () => Promise<void>): Promise<void> {
  const path = '/spec/template/spec/containers/0/args';
  const patch = (value: readonly string[]) =>
    kubectl([
      ...['patch', 'deployment', 'gatewright', '-n', SYSTEM, '--type', 'json'],
      ...['-p', JSON.stringify([{ op: 'replace', path, value }])],
    ]);
  const { args } = (await get('deployment', 'gatewright', SYSTEM)).spec.template.spec.containers[0];
  await patch([...args, '--mesh-certificate-life=60']);
  try {
    await deployed(SYSTEM, 'gatewright');
    await during();
  } finally {
    await patch(args);
    await deployed(SYSTEM, 'gatewright');
  }
}

describe('calls between two Deployments of the mesh', () => {
  let watcher: PodClient;

  beforeAll(async () => {
    await createNamespace(SERVER, STRICT);
    await createNamespace(CLIENT, MESHED);
    await apply(
      ...['store', 'v1', 'v2'].flatMap((name) => echoBackend(SERVER, name, { replicas: name === 'store' ? 1 : 2 })),
      ...echoBackend(CLIENT, 'watcher'),
      route(['v1', 1]),
    );
    await deployed(SERVER, 'store', 'v1', 'v2');
    await deployed(CLIENT, 'watcher');
    watcher = new PodClient(CLIENT, 'deployment/watcher');
    await watcher.untilAnswered(URL, 'v1');
    await apply(trafficDeployment(CLIENT, 'traffic', URL, 2));
    await deployed(CLIENT, 'traffic');
  }, 240_000);
  afterAll(async () => {
    watcher?.close();
    await deleteNamespaces(SERVER, CLIENT);
  });

  test('none fails while routes change, controllers are killed, certificates are renewed and both roll out', async () => {
    const traffic = new PodTraffic(CLIENT, 'traffic');
    const goesOn = async () => {
      const before = traffic.answered;
      await eventually(() => expect(traffic.answered).toBeGreaterThan(before + 100), WAIT);
    };
    await goesOn();

    for (let i = 0; i < 10; i++) {
      const version = i % 2 === 0 ? 'v2' : 'v1';
      await apply(route([version, 1], [version === 'v1' ? 'v2' : 'v1', 0]));
      await watcher.untilAnswered(URL, version);
    }
    await goesOn();

    for (let i = 0; i < 3; i++) {
      const [victim] = await readyControllers();
      const changed = apply(route([i % 2 === 0 ? 'v2' : 'v1', 1]));
      await crash(victim as KubeObject);
      await changed;
      await watcher.untilAnswered(URL, i % 2 === 0 ? 'v2' : 'v1');
      await eventually(async () => expect((await readyControllers()).length).toBe(2), WAIT);
    }
    await goesOn();

    await apply(route(['v1', 1], ['v2', 1]));
    await withShortCertificates(async () => {
      const [pod] = await list('pod', SERVER, 'app=v1');
      const shown = () => certificateOf(pod?.status.podIP as string);
      for (let i = 0; i < 2; i++) {
        const { fingerprint } = await shown();
        await eventually(async () => expect((await shown()).fingerprint).not.toBe(fingerprint), WAIT);
      }
      const { issuer } = await shown();
      await kubectl([
        'patch',
        'secret',
        CA_SECRET,
        '-n',
        SYSTEM,
        '-p',
        JSON.stringify({ stringData: { rotate: 'now' } }),
      ]);
      await eventually(async () => expect((await shown()).issuer).not.toBe(issuer), { ...WAIT, timeoutMs: 180_000 });
      await goesOn();
    });
    await goesOn();

    await kubectl(['rollout', 'restart', '-n', SERVER, 'deployment/v1', 'deployment/v2']);
    await kubectl(['rollout', 'restart', '-n', CLIENT, 'deployment/traffic']);
    await deployed(SERVER, 'v1', 'v2');
    await deployed(CLIENT, 'traffic');
    await goesOn();

    await kubectl(['scale', '-n', CLIENT, 'deployment/traffic', '--replicas=0']);
    await traffic.end();
    expect(traffic.failures).toEqual([]);
    expect(traffic.pods).toEqual({ all: 4, ended: 4 });
  }, 600_000);
});
