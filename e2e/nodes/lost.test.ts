import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { send } from '../../test/envoy/http-client.js';
import { Traffic } from '../../test/standalone/traffic.js';
import { controllerPods, crash } from '../support/controllers.js';
import { apply, get, type KubeObject, kubectl, list } from '../support/kubectl.js';
import { l4Backend, l4Route, PORT } from '../support/l4.js';
import { MESHED, serviceRoute } from '../support/mesh.js';
import { NodePorts } from '../support/node-ports.js';
import {
  bringBack,
  type ClusterNode,
  CONTROLLERS,
  lose,
  newControllers,
  nodeIsReady,
  nodePair,
  pinned,
  proxiesOf,
  readyPods,
  spread,
  spreadOver,
} from '../support/nodes.js';
import { PodClient } from '../support/pod-client.js';
import { PodTraffic, trafficDeployment } from '../support/pod-traffic.js';
import { TcpTraffic } from '../support/tcp-traffic.js';
import {
  answered,
  createNamespace,
  deleteNamespaces,
  deployed,
  gateway,
  httpRoute,
  ownParameters,
  programmed,
  proxyConfig,
  routeCondition,
  SYSTEM,
} from '../support/world.js';

/**
 * The power of a node fails while it has the leader of the controllers, one of two proxies of a Gateway and half of the backends. Clients reach
 * the proxy of the other node, as they do through a load balancer that checks nodes.
 *
 * What is counted: every request and connection of theirs, from before the failure until Kubernetes has taken the lost endpoints out. What
 * cannot be answered is what went out on a connection that was open to the lost node, which no proxy can know to be dead: a route without
 * `retry` loses as many requests as there were connections at most, and a TCPRoute those connections. All else has to be answered.
 */

const NAMESPACE = 'lost';
const BACKEND = { name: 'store', port: PORT.http };
const PLAIN = 'plain.example.com';
const RETRIED = 'retried.example.com';
const RETRY = { timeouts: { backendRequest: '2s' }, retry: { attempts: 3 } };
/** Each of them has one connection at a time. */
const TCP_CLIENTS = 4;
/** A lost node counts as such after most of a minute. */
const NOTICED = { timeoutMs: 180_000, everyMs: 1_000 };

const route = (name: string, hostname: string, more: object = {}) =>
  httpRoute(NAMESPACE, name, { parent: 'edge', hostname, rules: [{ ...more, backendRefs: [BACKEND] }] });

async function leader(): Promise<string> {
  return (await get('lease', 'gatewright', SYSTEM)).spec.holderIdentity as string;
}

/** Crashes leaders until one of this node leads. */
async function leadsOn({ name }: ClusterNode): Promise<string> {
  return eventually(
    async () => {
      const holder = await leader();
      const pod = (await controllerPods()).find(({ metadata }) => holder.startsWith(`${metadata.name}_`));
      if (pod !== undefined && pod.spec.nodeName !== name) await crash(pod);
      expect(pod?.spec.nodeName).toBe(name);
      return holder;
    },
    { timeoutMs: 120_000, everyMs: 3_000 },
  );
}

/** Connections of a proxy to endpoints of the backend. Only pods see its statistics. */
async function openConnections(address: string): Promise<number> {
  const client = new PodClient(NAMESPACE, 'deployment/calls', 'traffic');
  try {
    const { body = '' } = await client.request(`http://${address}:19001/stats/prometheus`);
    const found = /^envoy_cluster_upstream_cx_active\{envoy_cluster_name="lost\/store_80"\} (\d+)$/m.exec(body);
    return Number(found?.[1]);
  } finally {
    client.close();
  }
}

/** How a request ends in the access log that went out on a connection which was open: it broke, or the client gave up. */
const OPEN_CONNECTION = ['UC', 'DC'];

/** Flags in the access log of a proxy, of requests to the plain route that no backend answered. */
async function flagsOfFailures({ metadata }: KubeObject): Promise<readonly string[]> {
  const lines = (await kubectl(['logs', '-n', NAMESPACE, metadata.name])).split('\n');
  const requests = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Logged);
  return requests.flatMap(({ host, status, flags }) =>
    host === PLAIN && status !== 200 && status !== 404 ? [flags] : [],
  );
}

interface Logged {
  readonly host?: string;
  readonly status?: number;
  readonly flags: string;
}

/** The addresses of the backend's pods on a node that Services still lead to. */
async function endpointsOn({ name }: ClusterNode): Promise<readonly string[]> {
  const slices = await list('endpointslice', NAMESPACE, 'kubernetes.io/service-name=store');
  return slices
    .flatMap(
      ({ endpoints }) =>
        (endpoints ?? []) as readonly { nodeName: string; addresses: string[]; conditions: { ready: boolean } }[],
    )
    .filter(({ nodeName, conditions }) => nodeName === name && conditions.ready)
    .flatMap(({ addresses }) => addresses);
}

/** What clients do meanwhile. */
class Load {
  readonly #plain: Traffic;
  readonly #retried: Traffic;
  readonly #connections: TcpTraffic;
  readonly #calls = new PodTraffic(NAMESPACE, 'calls');

  constructor(ports: NodePorts, node: ClusterNode) {
    this.#plain = new Traffic({ ...ports.at(node), host: PLAIN });
    this.#retried = new Traffic({ ...ports.at(node), host: RETRIED });
    this.#connections = new TcpTraffic(ports.at(node, 5432), TCP_CLIENTS);
  }

  get counts(): readonly number[] {
    return [this.#plain.count, this.#retried.count, this.#connections.answered, this.#calls.answered];
  }

  /** Waits until there were more answers of each kind. */
  async goesOn(): Promise<void> {
    const before = this.counts;
    await eventually(() => {
      this.counts.forEach((count, index) => {
        expect(count).toBeGreaterThan((before[index] ?? 0) + 50);
      });
    }, NOTICED);
  }

  /** How requests were answered, and what failed. */
  async end() {
    const [plain, retried, connections] = await Promise.all([
      this.#plain.stop(),
      this.#retried.stop(),
      this.#connections.stop(),
    ]);
    await kubectl(['scale', '-n', NAMESPACE, 'deployment/calls', '--replicas=0']);
    await this.#calls.end();
    return { plain, retried, connections, calls: this.#calls.failures };
  }
}

describe('a node is lost', () => {
  let staying: ClusterNode;
  let leaving: ClusterNode;
  let ports: NodePorts;

  beforeAll(async () => {
    ({ staying, leaving } = await nodePair());
    const both = [staying, leaving];
    await createNamespace(NAMESPACE, MESHED);
    await apply(
      proxyConfig(NAMESPACE, 'two', { replicas: 2, service: { externalTrafficPolicy: 'Local' } }),
      gateway(NAMESPACE, 'edge', {
        ...ownParameters('two'),
        listeners: [
          { name: 'http', port: 80, protocol: 'HTTP' },
          { name: 'tcp', port: 5432, protocol: 'TCP' },
        ],
      }),
      route('plain', PLAIN),
      route('retried', RETRIED, RETRY),
      l4Route('TCPRoute', NAMESPACE, 'store', {
        ...{ parent: 'edge', sectionName: 'tcp' },
        backendRefs: [{ name: 'store', port: PORT.tcp }],
      }),
      serviceRoute('HTTPRoute', NAMESPACE, 'mesh', {
        ...{ service: 'store', port: PORT.http },
        rules: [{ ...RETRY, backendRefs: [BACKEND] }],
      }),
      ...spread(l4Backend(NAMESPACE, 'store', { replicas: 4 })),
    );
    await deployed(NAMESPACE, 'store');
    await programmed(NAMESPACE, 'edge');
    await deployed(NAMESPACE, 'edge-gatewright');
    await spreadOver(NAMESPACE, 'app=store', 2, both);
    await spreadOver(NAMESPACE, proxiesOf('edge'), 1, both);
    ports = await NodePorts.of(NAMESPACE, 'edge');
    for (const host of [PLAIN, RETRIED]) {
      await answered({ ...ports.at(staying), host, by: 'store' });
    }
    await apply(...pinned([trafficDeployment(NAMESPACE, 'calls', `http://store.${NAMESPACE}`)], staying));
    await deployed(NAMESPACE, 'calls');
  }, 400_000);
  afterAll(async () => {
    await bringBack(leaving);
    await deleteNamespaces(NAMESPACE);
  }, 400_000);

  test('what the other node can answer is answered, another leader takes over, and changes go on', async () => {
    await newControllers({ staying, leaving });
    const old = await leadsOn(leaving);
    await spreadOver(SYSTEM, CONTROLLERS, 1, [staying, leaving]);
    const [proxy] = (await readyPods(NAMESPACE, proxiesOf('edge'))).filter(
      ({ spec }) => spec.nodeName === staying.name,
    );
    const http = ports.at(staying);
    const load = new Load(ports, staying);
    let open = 0;
    let seen: Awaited<ReturnType<Load['end']>>;
    try {
      await load.goesOn();
      open = await openConnections(proxy?.status.podIP);
      expect(open).toBeGreaterThan(0);

      await lose(leaving);
      await eventually(async () => expect(await leader()).not.toBe(old), { timeoutMs: 60_000, everyMs: 200 });
      await apply(route('changed', 'changed.example.com'));
      await routeCondition('httproute', NAMESPACE, 'changed', 'Accepted', 'True');
      await eventually(async () => {
        expect((await send({ ...http, host: 'changed.example.com' })).status).toBe(200);
      }, NOTICED);
      await eventually(async () => expect(await nodeIsReady(leaving.name)).not.toBe('True'), NOTICED);
      await eventually(async () => expect(await endpointsOn(leaving)).toEqual([]), NOTICED);
      await load.goesOn();
    } finally {
      seen = await load.end();
    }
    const broken = await flagsOfFailures(proxy as KubeObject);

    const { 200: good = 0, ...unanswered } = seen.plain;
    expect(good).toBeGreaterThan(0);
    expect(Object.values(unanswered).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(open);
    expect(broken.filter((flags) => !OPEN_CONNECTION.includes(flags))).toEqual([]);
    expect(Object.keys(seen.retried)).toEqual(['200']);
    expect(seen.connections.length).toBeLessThanOrEqual(TCP_CLIENTS);
    expect(seen.calls).toEqual([]);
  }, 600_000);

  test('it comes back, and serves again', async () => {
    await bringBack(leaving);
    await spreadOver(NAMESPACE, proxiesOf('edge'), 1, [staying, leaving]);
    await eventually(async () => {
      expect((await ports.send(leaving, { host: PLAIN })).status).toBe(200);
    }, NOTICED);
    await eventually(async () => expect(await endpointsOn(leaving)).toHaveLength(2), NOTICED);
  }, 600_000);
});
