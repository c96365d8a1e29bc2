import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { send } from '../../test/envoy/http-client.js';
import { Traffic } from '../../test/standalone/traffic.js';
import { controllerPods, crash, readyControllers } from '../support/controllers.js';
import { apply, get, type KubeObject, kubectl, list } from '../support/kubectl.js';
import {
  answered,
  conditionOf,
  createNamespace,
  deleteNamespaces,
  deployed,
  echoBackend,
  gateway,
  httpRoute,
  programmed,
  routeCondition,
  SYSTEM,
} from '../support/world.js';

const run = promisify(execFile);
const NAMESPACE = 'bad-day';
const CLASS = 'gatewright';
const PROXY = `web-${CLASS}`;
/** With starting and stopping about a minute. */
const OUTAGE_MS = 30_000;
const HOST = 'store.example.com';

const to = (name: string) => ({ backendRefs: [{ name, port: 80 }] });
const route = (name: string, hostname: string, rules: readonly object[]) =>
  httpRoute(NAMESPACE, name, { parent: 'web', hostname, rules });

const untilAnswered = <T>(ask: () => Promise<T>) => eventually(ask, { timeoutMs: 60_000, everyMs: 200 });

/** Resolves when a TCP connection can be made. */
async function connect(port: number, host: string): Promise<void> {
  const socket = createConnection({ port, host, timeout: 1_000 });
  socket.once('timeout', () => socket.destroy(new Error('no answer')));
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}

/** Processes in the containers of a pod, by the control group that a kubelet names after the pod. */
async function processesOf(pod: KubeObject): Promise<readonly number[]> {
  const uid = String(pod.metadata.uid);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const own = await Promise.all(
    pids.map(async (pid) => {
      const group = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return (group.includes(uid) || group.includes(uid.replaceAll('-', '_'))) && !command.startsWith('/pause');
    }),
  );
  return pids.filter((_, i) => own[i]).map(Number);
}

async function metric(pod: KubeObject, port: number, path: string, name: string): Promise<number> {
  const { body } = await send({ to: port, address: pod.status.podIP, path });
  return Number(new RegExp(`^${name}\\S* (\\d+)`, 'm').exec(body)?.[1]);
}

async function leader(): Promise<string> {
  return (await get('lease', 'gatewright', SYSTEM)).spec.holderIdentity as string;
}

describe('a bad day', () => {
  let address: string;
  const store = () => ({ to: 80, address, host: HOST });

  beforeAll(async () => {
    await createNamespace(NAMESPACE);
    await apply(
      gateway(NAMESPACE, 'web'),
      ...['v1', 'v2'].flatMap((name) => echoBackend(NAMESPACE, name, { replicas: 2 })),
      route('store', HOST, [to('v1')]),
    );
    address = await programmed(NAMESPACE, 'web');
    await deployed(NAMESPACE, 'v1', 'v2');
    await answered({ ...store(), by: 'v1' });
  }, 180_000);
  afterAll(() => deleteNamespaces(NAMESPACE), 120_000);

  test('controllers killed 20 times in the middle of changes: no failed request', async () => {
    const traffic = new Traffic(store());
    for (let i = 0; i < 20; i++) {
      const version = i % 2 === 0 ? 'v2' : 'v1';
      const [victim] = await readyControllers();
      const changed = apply(route('store', HOST, [to(version)]));
      if (victim !== undefined) await crash(victim);
      await changed;
      await answered({ ...store(), by: version });
      await eventually(async () => expect((await readyControllers()).length).toBeGreaterThan(0), {
        timeoutMs: 60_000,
        everyMs: 200,
      });
    }
    expect(Object.keys(await traffic.stop())).toEqual(['200']);
    await eventually(async () => expect((await readyControllers()).length).toBe(2), {
      timeoutMs: 90_000,
      everyMs: 500,
    });
  }, 600_000);

  test('the leader is gone: another one writes statuses within 15 seconds', async () => {
    const { victim, old } = await eventually(
      async () => {
        const old = await leader();
        const victim = (await controllerPods()).find(({ metadata }) => old.startsWith(metadata.name));
        expect(victim).toBeDefined();
        return { victim, old };
      },
      { timeoutMs: 30_000, everyMs: 500 },
    );
    const begun = performance.now();
    await crash(victim as KubeObject);
    await eventually(async () => expect(await leader()).not.toBe(old), { timeoutMs: 20_000, everyMs: 100 });
    await apply(route('failover', 'failover.example.com', [to('v1')]));
    await routeCondition('httproute', NAMESPACE, 'failover', 'Accepted', 'True');
    // The bound is a promise to users, and leaves a third of it for a slow machine.
    expect(performance.now() - begun).toBeLessThan(20_000);
    await eventually(async () => expect((await readyControllers()).length).toBe(2), {
      timeoutMs: 90_000,
      everyMs: 500,
    });
  }, 180_000);

  test('the API server is away: traffic and xDS go on, also for proxies that reconnect; then changes apply', async () => {
    const control = (action: string) => run('e2e/cluster/control', [action, 'apiserver']);
    const [proxy] = await list('pod', NAMESPACE, 'gateway.networking.k8s.io/gateway-name=web');
    const connected = () =>
      metric(proxy as KubeObject, 19_001, '/stats/prometheus', 'envoy_control_plane_connected_state');
    await untilAnswered(async () => expect(await connected()).toBe(1));
    const controllers = await readyControllers();
    const streams = await Promise.all(
      controllers.map((pod) => metric(pod, 8080, '/metrics', 'gatewright_xds_streams')),
    );
    const serving = controllers[streams.findIndex((count) => count > 0)] as KubeObject;
    const traffic = new Traffic(store());
    await control('stop');
    try {
      // Its proxies go to the other replica, with credentials that nobody can look up now.
      for (const pid of await processesOf(serving)) process.kill(pid, 'SIGKILL');
      await eventually(async () => expect(await connected()).toBe(0), { everyMs: 20 });
      await eventually(async () => expect(await connected()).toBe(1), { timeoutMs: 45_000, everyMs: 500 });
      const before = traffic.count;
      // The bound of the outage; what is asserted is what happened in it.
      await new Promise((resolve) => setTimeout(resolve, OUTAGE_MS));
      expect(await connected()).toBe(1);
      expect(traffic.count).toBeGreaterThan(before);
    } finally {
      await control('start');
    }
    // It is back for the controllers when its Service leads to it again, which kube-proxy has to learn first.
    const { spec } = await untilAnswered(() => get('service', 'kubernetes', 'default'));
    await untilAnswered(() => connect(443, spec.clusterIP));
    await untilAnswered(() => apply(route('store', HOST, [to('v2')])));
    const begun = performance.now();
    await answered({ ...store(), by: 'v2' });
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(Object.keys(await traffic.stop())).toEqual(['200']);
  }, 300_000);

  test('proxies roll out and scale down with slow requests in flight: no failed request', async () => {
    await apply(proxyConfig({ replicas: 2 }), gateway(NAMESPACE, 'web', { infrastructure: parameters() }));
    await deployed(NAMESPACE, PROXY);
    const quick = new Traffic(store());
    const slow = new Traffic({ ...store(), path: '/?delay=3s' });
    await apply(proxyConfig({ replicas: 2, podAnnotations: { 'example.com/roll': 'again' } }));
    await eventually(
      async () => {
        const template = (await get('deployment', PROXY, NAMESPACE)).spec.template;
        expect(template.metadata.annotations['example.com/roll']).toBe('again');
      },
      { timeoutMs: 30_000, everyMs: 200 },
    );
    await deployed(NAMESPACE, PROXY);
    await apply(proxyConfig({ replicas: 1 }));
    await eventually(
      async () => expect(await list('pod', NAMESPACE, `gateway.networking.k8s.io/gateway-name=web`)).toHaveLength(1),
      { timeoutMs: 120_000, everyMs: 500 },
    );
    expect(Object.keys(await quick.stop())).toEqual(['200']);
    expect(Object.keys(await slow.stop(8))).toEqual(['200']);
  }, 400_000);

  test('a backend rolls out and scales under load: no failed request', async () => {
    await apply(route('store', HOST, [to('v1')]));
    await answered({ ...store(), by: 'v1' });
    const traffic = new Traffic(store());
    await kubectl(['rollout', 'restart', 'deployment/v1', '-n', NAMESPACE]);
    await deployed(NAMESPACE, 'v1');
    for (const replicas of [6, 1]) {
      await kubectl(['scale', 'deployment/v1', '-n', NAMESPACE, `--replicas=${replicas}`]);
      await deployed(NAMESPACE, 'v1');
    }
    await eventually(async () => expect(await list('pod', NAMESPACE, 'app=v1')).toHaveLength(1), {
      timeoutMs: 60_000,
      everyMs: 500,
    });
    expect(Object.keys(await traffic.stop())).toEqual(['200']);
  }, 300_000);

  test('one bad Secret, regex or resource among 100 routes: the others change at once, the bad one says why and heals', async () => {
    const many = Array.from({ length: 100 }, (_, i) => `many-${i}`);
    const regex = (value: string) =>
      route('many-7', 'many-7.example.com', [
        { matches: [{ path: { type: 'RegularExpression', value } }], ...to('v1') },
      ]);
    const rest = (version: string) =>
      many.filter((name) => name !== 'many-7').map((name) => route(name, `${name}.example.com`, [to(version)]));
    const broken: KubeObject = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'broken', namespace: NAMESPACE },
      type: 'kubernetes.io/tls',
      stringData: { 'tls.crt': 'not a certificate', 'tls.key': 'not a key' },
    };
    const listeners = [
      { name: 'http', port: 80, protocol: 'HTTP' },
      {
        name: 'https',
        port: 443,
        protocol: 'HTTPS',
        hostname: 'broken.example.com',
        tls: { certificateRefs: [{ name: 'broken' }] },
      },
    ];
    await apply(
      ...rest('v1'),
      regex('/a(?=b)'),
      broken,
      gateway(NAMESPACE, 'web', { listeners, infrastructure: parameters() }),
    );
    await answered({ ...store(), host: 'many-99.example.com', by: 'v1' });
    const condition = await routeCondition('httproute', NAMESPACE, 'many-7', 'Accepted', 'False');
    expect(condition.message).toContain('rules[0].matches[0].path.value');
    await eventually(async () => {
      const { status } = await get('gateway', 'web', NAMESPACE);
      const https = status.listeners.find(({ name }: { name: string }) => name === 'https');
      expect(conditionOf(https, 'ResolvedRefs')).toMatchObject({ status: 'False', reason: 'InvalidCertificateRef' });
    });
    await apply(...rest('v2'));
    for (const name of ['many-0', 'many-50', 'many-99']) {
      await answered({ ...store(), host: `${name}.example.com`, by: 'v2' });
    }
    await apply(regex('/a(b|c)'));
    await answered({ ...store(), host: 'many-7.example.com', path: '/ab', by: 'v1' });
    await routeCondition('httproute', NAMESPACE, 'many-7', 'Accepted', 'True');
  }, 180_000);

  function proxyConfig(spec: object): KubeObject {
    return {
      apiVersion: 'gatewright.dev/v1alpha1',
      kind: 'ProxyConfig',
      metadata: { name: 'web', namespace: NAMESPACE },
      spec,
    };
  }

  function parameters(): object {
    return { parametersRef: { group: 'gatewright.dev', kind: 'ProxyConfig', name: 'web' } };
  }
});
