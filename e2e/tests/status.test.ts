import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiError } from '../../src/kubernetes/api-error.js';
import { KubernetesClient } from '../../src/kubernetes/client.js';
import { ClusterCredentials } from '../../src/kubernetes/credentials.js';
import {
  createObject,
  deleteObject,
  getObject,
  type KubernetesObject,
  type Requester,
} from '../../src/kubernetes/objects.js';
import { type ApiResource, collectionPath } from '../../src/kubernetes/paths.js';
import { Reflector } from '../../src/kubernetes/reflector.js';
import { watchEvents } from '../../src/kubernetes/watch-events.js';
import { LeaderElection } from '../../src/leadership/leader-election.js';
import type { ObjectStatus } from '../../src/model/index.js';
import { kindOf } from '../../src/resources/kinds.js';
import { StatusWriter } from '../../src/status/status-writer.js';
import { eventually } from '../../test/envoy/eventually.js';
import { apply, type KubeObject } from '../support/kubectl.js';
import { createNamespace, deleteNamespaces, gateway, httpRoute, programmed, SYSTEM } from '../support/world.js';

const NAMESPACE = 'status';
const ROUTES = 1_000;
const OURS = 'gatewright.dev/gateway-controller';
const SECOND = 'example.com/second';
const HTTP_ROUTES = kindOf('HTTPRoute');
const LEASES: ApiResource = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', namespaced: true };
const PATIENCE = { timeoutMs: 120_000, everyMs: 100 };

const client = new KubernetesClient(ClusterCredentials.fromDefault());
const route = (name: string) =>
  httpRoute(NAMESPACE, name, {
    parent: 'web',
    hostname: `${name}.example.com`,
    rules: [{ backendRefs: [{ name: 'store', port: 80 }] }],
  }) as KubernetesObject;

/** Counts every change of the objects of a kind, one by one: a reflector tells only the last of several. */
class Watch {
  /** Versions after the first one, by name. */
  readonly changes = new Map<string, number>();
  readonly #stop = new AbortController();

  static async of(resource: ApiResource): Promise<Watch> {
    const path = collectionPath(resource, NAMESPACE);
    const { metadata } = await client.request<{ metadata: { resourceVersion: string } }>({ method: 'GET', path });
    const watch = new Watch();
    const query = { watch: 1, resourceVersion: metadata.resourceVersion };
    const chunks = await client.stream({ path, query, signal: watch.#stop.signal });
    watch.#read(chunks).catch(() => {});
    return watch;
  }

  get total(): number {
    return [...this.changes.values()].reduce((sum, count) => sum + count, 0);
  }

  of(name: string): number {
    return this.changes.get(name) ?? 0;
  }

  stop(): void {
    this.#stop.abort();
  }

  async #read(chunks: AsyncIterable<Buffer>): Promise<void> {
    for await (const events of watchEvents(chunks)) {
      for (const event of events) {
        if (event.type !== 'MODIFIED') continue;
        const { name } = event.object.metadata;
        this.changes.set(name, this.of(name) + 1);
      }
    }
  }
}

/** Does something for many, some at a time. */
async function each<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
  const rest = [...items];
  const next = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: 8 }, next));
}

async function attachedRoutes(): Promise<number> {
  const found = (await getObject(client, kindOf('Gateway'), { namespace: NAMESPACE, name: 'web' })) as KubeObject;
  return found.status.listeners[0].attachedRoutes as number;
}

/** The leader has renewed its Lease three times: if it had something to write it would have. */
async function rested(): Promise<void> {
  const renewed = async () =>
    ((await getObject(client, LEASES, { namespace: SYSTEM, name: 'gatewright' })) as KubeObject).spec.renewTime;
  for (let i = 0; i < 3; i++) {
    const before = await renewed();
    await eventually(async () => expect(await renewed()).not.toBe(before), PATIENCE);
  }
}

describe('statuses in a cluster', () => {
  beforeAll(async () => {
    await createNamespace(NAMESPACE);
    await apply(gateway(NAMESPACE, 'web'));
    await programmed(NAMESPACE, 'web');
    await rested();
  }, 180_000);
  afterAll(async () => {
    await deleteNamespaces(NAMESPACE);
    client.close();
  }, 120_000);

  test('1,000 routes come and go: a write for each at most, 100 for the Gateway, and none at rest', async () => {
    const routes = await Watch.of(HTTP_ROUTES);
    const gateways = await Watch.of(kindOf('Gateway'));
    const names = Array.from({ length: ROUTES }, (_, i) => `r${i}`);
    await each(names, (name) => createObject(client, HTTP_ROUTES, route(name)));
    await eventually(async () => expect(await attachedRoutes()).toBe(ROUTES), PATIENCE);
    await eventually(() => expect(routes.changes.size).toBe(ROUTES), PATIENCE);
    await rested();
    const up = gateways.total;
    const atRest = routes.total;
    await rested();
    expect({ gateway: gateways.total, routes: routes.total }).toEqual({ gateway: up, routes: atRest });
    expect(Math.max(...routes.changes.values())).toBe(1);
    await each(names, (name) => deleteObject(client, HTTP_ROUTES, { namespace: NAMESPACE, name }));
    await eventually(async () => expect(await attachedRoutes()).toBe(0), PATIENCE);
    await rested();
    expect(routes.total).toBe(ROUTES);
    expect(gateways.total).toBeLessThanOrEqual(100);
    for (const watch of [routes, gateways]) watch.stop();
  }, 400_000);

  test('a second controller writes to the same route: both are heard, and nobody fights', async () => {
    const writer = new StatusWriter({ client, controllerNames: [SECOND], onLog: () => {} });
    const reflector = new Reflector({
      client,
      resource: HTTP_ROUTES,
      namespaces: [NAMESPACE],
      onChanges: (changes) =>
        writer.observe(Array.from(changes, ([key, object]) => ({ kind: 'HTTPRoute', key, object }))),
    });
    const wants = (observedGeneration: number) => {
      const condition = { type: 'Accepted', status: 'True', reason: 'Accepted', message: '', observedGeneration };
      const parents = [{ parentRef: { name: 'second' }, controllerName: SECOND, conditions: [condition] }];
      writer.want(new Map([[`HTTPRoute/${NAMESPACE}/both`, { status: { parents } } as unknown as ObjectStatus]]));
    };
    reflector.start();
    writer.lead(true);
    try {
      const watch = await Watch.of(HTTP_ROUTES);
      wants(1);
      for (let generation = 1; generation <= 10; generation++) {
        const { spec, ...rest } = route('both');
        const hostnames = [`both-${generation}.example.com`];
        await apply({ ...rest, spec: { ...(spec as object), hostnames } } as KubeObject);
        wants(generation);
        await eventually(async () => {
          const { status } = (await getObject(client, HTTP_ROUTES, {
            namespace: NAMESPACE,
            name: 'both',
          })) as KubeObject;
          const said = status?.parents.map((entry: KubeObject) => [
            entry.controllerName,
            entry.conditions[0].observedGeneration,
          ]);
          expect(Object.fromEntries(said ?? [])).toEqual({ [OURS]: generation, [SECOND]: generation });
        }, PATIENCE);
      }
      // The watch may tell of a write later than the object shows it.
      await rested();
      // Each generation is a change of the user, and one of each controller.
      expect(watch.of('both')).toBeLessThanOrEqual(3 * 10);
      const before = watch.of('both');
      await rested();
      expect(watch.of('both')).toBe(before);
      watch.stop();
    } finally {
      writer.stop();
      reflector.stop();
    }
  });

  test('one that leads dies: another one leads within 15 seconds, and none beside it', async () => {
    const isLeading = new Map<string, boolean>();
    let most = 0;
    const dead = new Set<string>();
    const stand = (identity: string) => {
      const mortal: Requester = {
        request: (request) =>
          dead.has(identity) ? Promise.reject(new ApiError({ message: 'dead' })) : client.request(request),
      };
      return new LeaderElection({
        client: mortal,
        namespace: NAMESPACE,
        name: 'election',
        identity,
        onChange: (leads) => {
          isLeading.set(identity, leads);
          most = Math.max(most, [...isLeading.values()].filter(Boolean).length);
        },
        onLog: () => {},
      });
    };
    const elections = new Map(['a', 'b', 'c'].map((identity) => [identity, stand(identity)]));
    const leaders = () => [...elections].filter(([, { isLeader }]) => isLeader).map(([identity]) => identity);
    for (const election of elections.values()) election.start();
    await eventually(() => expect(leaders()).toHaveLength(1), PATIENCE);
    const [first = ''] = leaders();
    dead.add(first);
    const died = performance.now();
    await eventually(() => expect(leaders().filter((identity) => identity !== first)).toHaveLength(1), PATIENCE);
    // The bound is a promise to users.
    expect(performance.now() - died).toBeLessThan(15_000);
    const [second = ''] = leaders();
    // One that says goodbye need not be waited for.
    await elections.get(second)?.stop();
    const left = performance.now();
    await eventually(() => expect(leaders()).toHaveLength(1), PATIENCE);
    expect(performance.now() - left).toBeLessThan(5_000);
    expect(most).toBe(1);
    const lease = (await getObject(client, LEASES, { namespace: NAMESPACE, name: 'election' })) as KubeObject;
    expect(lease.spec.leaseTransitions).toBe(2);
    dead.delete(first);
    await Promise.all([...elections.values()].map((election) => election.stop()));
  });
});
