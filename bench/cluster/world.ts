import { Agent } from 'node:http';
import { isApiError } from '../../src/kubernetes/api-error.js';
import { KubernetesClient } from '../../src/kubernetes/client.js';
import { ClusterCredentials } from '../../src/kubernetes/credentials.js';
import { applyObject, deleteObject, getObject, type KubernetesObject } from '../../src/kubernetes/objects.js';
import { type ApiResource, collectionPath } from '../../src/kubernetes/paths.js';
import { send } from '../../test/envoy/http-client.js';
import { pause } from '../standalone.js';
import { backend, gateway, hostOf, NAMESPACE, route } from './objects.js';
import { type Usage, usageOf } from './pod-usage.js';

const resource = (group: string, plural: string, namespaced = true): ApiResource => ({
  group,
  version: 'v1',
  plural,
  namespaced,
});

const RESOURCES = {
  Gateway: resource('gateway.networking.k8s.io', 'gateways'),
  HTTPRoute: resource('gateway.networking.k8s.io', 'httproutes'),
  Namespace: resource('', 'namespaces', false),
  Service: resource('', 'services'),
  Pod: resource('', 'pods'),
  Deployment: resource('apps', 'deployments'),
} as const;
type Kind = keyof typeof RESOURCES;

/** Whose pods are measured, and what the Gateway asks for. */
export interface Subject {
  readonly className: string;
  readonly controller: PodSelector;
  readonly proxies: PodSelector;
}

interface PodSelector {
  readonly namespace: string;
  readonly labelSelector: string;
}

/** An answer: its status, or what went wrong. */
export type Answer = number | string;

/** A cluster with one Gateway, as its clients see it. */
export class World {
  readonly #client = new KubernetesClient(ClusterCredentials.fromDefault());
  readonly #agent = new Agent({ keepAlive: true });
  readonly #subject: Subject;
  #address = '';

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  /** Begins with an empty namespace, a Gateway, a route and two backends. @returns seconds from applying the Gateway until it serves. */
  async begin(): Promise<number> {
    await this.end();
    await this.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    for (const name of ['one', 'two']) for (const object of backend(name, 2)) await this.apply(object);
    await this.scaled('one', 2);
    await this.scaled('two', 2);
    const begun = performance.now();
    await this.apply(gateway(this.#subject.className));
    await this.apply(route('first'));
    this.#address = await eventually(() => this.#programmedAddress());
    await this.until('first', 120_000);
    return (performance.now() - begun) / 1000;
  }

  /** Leaves nothing of the benchmark behind. */
  async end(): Promise<void> {
    this.#agent.destroy();
    await deleteObject(this.#client, RESOURCES.Namespace, { name: NAMESPACE }).catch(ignoreAbsence);
    await eventually(async () => {
      const left = await getObject(this.#client, RESOURCES.Namespace, { name: NAMESPACE }).catch(ignoreAbsence);
      if (left !== undefined) throw new Error(`namespace ${NAMESPACE} does not go away`);
    });
  }

  close(): void {
    this.#client.close();
  }

  apply(object: KubernetesObject): Promise<KubernetesObject> {
    return applyObject(this.#client, RESOURCES[object.kind as Kind], object, { fieldManager: 'gatewright-bench' });
  }

  async delete(kind: Kind, name: string): Promise<void> {
    await deleteObject(this.#client, RESOURCES[kind], { namespace: NAMESPACE, name });
  }

  /** Gives a backend so many pods; the rest is up to the cluster. */
  async scale(name: string, replicas: number): Promise<void> {
    const [, deployment] = backend(name, replicas);
    await this.apply(deployment as KubernetesObject);
  }

  /** Waits until a backend has exactly so many pods, all ready. */
  async scaled(name: string, replicas: number): Promise<void> {
    await eventually(async () => {
      const pods = await this.#list('Pod', { namespace: NAMESPACE, labelSelector: `app=${name}` });
      if (pods.length !== replicas || !pods.every(isReady)) throw new Error(`${name} has not ${replicas} ready pods`);
    });
  }

  async attachedRoutes(): Promise<number | undefined> {
    const { status } = await getObject<KubernetesObject>(this.#client, RESOURCES.Gateway, {
      namespace: NAMESPACE,
      name: 'bench',
    });
    return (status as { listeners?: { attachedRoutes: number }[] } | undefined)?.listeners?.[0]?.attachedRoutes;
  }

  /** One request for the host of a route, over a kept connection. */
  request(routeName: string): Promise<Answer> {
    const host = hostOf(routeName);
    return send({ to: 80, address: this.#address, host, agent: this.#agent, timeoutMs: 5_000 }).then(
      ({ status }) => status,
      (error: Error) => error.message,
    );
  }

  /** Asks for a route until it answers 200. @returns every other answer. */
  async until(routeName: string, timeoutMs: number): Promise<Answer[]> {
    const others: Answer[] = [];
    const end = performance.now() + timeoutMs;
    for (;;) {
      const answer = await this.request(routeName);
      if (answer === 200) return others;
      others.push(answer);
      if (performance.now() > end) throw new Error(`${hostOf(routeName)} answers ${answer} after ${timeoutMs} ms`);
      await pause(3);
    }
  }

  async usage(): Promise<{ readonly controller: Usage; readonly proxies: Usage }> {
    const of = async (pods: PodSelector) =>
      usageOf((await this.#list('Pod', pods)).map(({ metadata }) => String(metadata.uid)));
    return { controller: await of(this.#subject.controller), proxies: await of(this.#subject.proxies) };
  }

  /** Counts how often objects of a kind are modified from now on, until it is stopped. Objects are created by us, and modified by whoever writes statuses. */
  async countModifications(kind: Kind): Promise<{ readonly count: () => number; readonly stop: () => void }> {
    const abort = new AbortController();
    const path = collectionPath(RESOURCES[kind], NAMESPACE);
    const { metadata } = await this.#client.request<{ metadata: { resourceVersion: string } }>({
      method: 'GET',
      path,
      query: { limit: 1 },
    });
    const query = { watch: 1, resourceVersion: metadata.resourceVersion, timeoutSeconds: 3_600 };
    const chunks = await this.#client.stream({ path, query, signal: abort.signal });
    let count = 0;
    let failure: Error | undefined;
    void (async () => {
      let rest = '';
      for await (const chunk of chunks) {
        const lines = (rest + chunk.toString()).split('\n');
        rest = lines.pop() ?? '';
        count += lines.filter((line) => line.startsWith('{"type":"MODIFIED"')).length;
      }
      throw new Error(`the watch of ${kind} ended`);
    })().catch((error: Error) => {
      if (!abort.signal.aborted) failure = error;
    });
    return {
      count: () => {
        if (failure !== undefined) throw failure;
        return count;
      },
      stop: () => abort.abort(),
    };
  }

  async #list(kind: Kind, { namespace, labelSelector }: PodSelector): Promise<readonly KubernetesObject[]> {
    const { items } = await this.#client.request<{ items: KubernetesObject[] }>({
      method: 'GET',
      path: collectionPath(RESOURCES[kind], namespace),
      query: { labelSelector },
    });
    return items;
  }

  async #programmedAddress(): Promise<string> {
    const { status } = await getObject<KubernetesObject>(this.#client, RESOURCES.Gateway, {
      namespace: NAMESPACE,
      name: 'bench',
    });
    const { addresses = [], conditions = [] } = (status ?? {}) as {
      addresses?: { value: string }[];
      conditions?: { type: string; status: string }[];
    };
    const [address] = addresses;
    if (address === undefined || !conditions.some(({ type, status }) => type === 'Programmed' && status === 'True')) {
      throw new Error('the Gateway is not programmed');
    }
    return address.value;
  }
}

async function eventually<T>(probe: () => Promise<T>): Promise<T> {
  const end = performance.now() + 180_000;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (performance.now() > end) throw error;
      await pause(50);
    }
  }
}

function ignoreAbsence(error: Error): undefined {
  if (isApiError(error, 404)) return undefined;
  throw error;
}

function isReady({ status }: KubernetesObject): boolean {
  const { conditions = [] } = (status ?? {}) as { conditions?: { type: string; status: string }[] };
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}
