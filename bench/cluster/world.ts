import { readdirSync, readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { KubernetesClient } from '../../src/kubernetes/client.js';
import { ClusterCredentials } from '../../src/kubernetes/credentials.js';
import { applyObject, deleteObject, type KubernetesObject } from '../../src/kubernetes/objects.js';
import { type ApiResource, collectionPath, objectPath } from '../../src/kubernetes/paths.js';
import { send } from '../../test/envoy/http-client.js';
import { cpuMs, rssMiB } from '../process-usage.js';
import { pause } from '../standalone.js';

const gatewayApi = (plural: string, namespaced = true): ApiResource => ({
  group: 'gateway.networking.k8s.io',
  version: 'v1',
  plural,
  namespaced,
});

const RESOURCES: Readonly<Record<string, ApiResource>> = {
  GatewayClass: gatewayApi('gatewayclasses', false),
  Gateway: gatewayApi('gateways'),
  HTTPRoute: gatewayApi('httproutes'),
  Namespace: { group: '', version: 'v1', plural: 'namespaces', namespaced: false },
  Service: { group: '', version: 'v1', plural: 'services', namespaced: true },
  Pod: { group: '', version: 'v1', plural: 'pods', namespaced: true },
  EndpointSlice: { group: 'discovery.k8s.io', version: 'v1', plural: 'endpointslices', namespaced: true },
  Deployment: { group: 'apps', version: 'v1', plural: 'deployments', namespaced: true },
};

/** Namespace of everything that the benchmark makes. */
export const NAMESPACE = 'gatewright-bench';

/** What became of CPU and memory: seconds used by all processes of the pods, and what they hold now. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly rssMiB: number;
}

/** The cluster, as a client sees it. */
export class World {
  readonly #client = new KubernetesClient(ClusterCredentials.fromDefault());
  readonly agent = new Agent({ keepAlive: true });
  readonly className: string;
  /** Finds the controller's pods. */
  readonly #controller: { readonly namespace: string; readonly labelSelector: string };
  #address = '';

  constructor(options: {
    readonly className: string;
    readonly controller: { readonly namespace: string; readonly labelSelector: string };
  }) {
    this.className = options.className;
    this.#controller = options.controller;
  }

  get client(): KubernetesClient {
    return this.#client;
  }

  apply(object: KubernetesObject): Promise<KubernetesObject> {
    return applyObject(this.#client, resourceOf(object.kind), object, { fieldManager: 'gatewright-bench' });
  }

  delete(kind: string, name: string): Promise<void> {
    return deleteObject(this.#client, resourceOf(kind), { namespace: NAMESPACE, name });
  }

  get(kind: string, name: string): Promise<KubernetesObject> {
    return this.#client.request({ method: 'GET', path: objectPath(resourceOf(kind), { namespace: NAMESPACE, name }) });
  }

  async list(kind: string, namespace: string, labelSelector?: string): Promise<readonly KubernetesObject[]> {
    const { items } = await this.#client.request<{ items: KubernetesObject[] }>({
      method: 'GET',
      path: collectionPath(resourceOf(kind), namespace),
      query: { labelSelector },
    });
    return items;
  }

  /** Begins with an empty namespace, a Gateway and two backends. @returns seconds until the Gateway serves. */
  async begin(): Promise<number> {
    await this.end();
    await this.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    for (const name of ['one', 'two']) for (const object of backend(name)) await this.apply(object);
    const begun = performance.now();
    await this.apply({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'bench', namespace: NAMESPACE },
      spec: { gatewayClassName: this.className, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
    });
    await this.apply(route('first', 'first.bench.test'));
    this.#address = await this.#programmed();
    await this.until('first.bench.test', 200, 120_000);
    return (performance.now() - begun) / 1000;
  }

  async end(): Promise<void> {
    const path = `/api/v1/namespaces/${NAMESPACE}`;
    await this.#client.request({ method: 'DELETE', path }).catch(() => {});
    await this.#eventually(async () => {
      const gone = await this.#client.request({ method: 'GET', path }).then(
        () => false,
        () => true,
      );
      if (!gone) throw new Error(`namespace ${NAMESPACE} does not go away`);
    });
  }

  /** One request. @returns the status, or what went wrong. */
  request(host: string, path = '/'): Promise<number | string> {
    return send({ to: 80, address: this.#address, host, path, agent: this.agent, timeoutMs: 5_000 }).then(
      ({ status }) => status,
      (error: Error) => error.message,
    );
  }

  /** Asks until the answer is `status`. @returns every other answer. */
  async until(host: string, status: number, timeoutMs: number): Promise<(number | string)[]> {
    const others: (number | string)[] = [];
    const end = performance.now() + timeoutMs;
    for (;;) {
      const answer = await this.request(host);
      if (answer === status) return others;
      others.push(answer);
      if (performance.now() > end) throw new Error(`${host} answers ${answer} and not ${status}`);
      await pause(2);
    }
  }

  controllerUsage(): Promise<Usage> {
    return this.#usage(this.#controller.namespace, this.#controller.labelSelector);
  }

  /** Proxies are where the implementation puts them; their pods have the label in either place. */
  async proxyUsage(): Promise<Usage> {
    const places = [
      [NAMESPACE, 'gateway.networking.k8s.io/gateway-name=bench'],
      [this.#controller.namespace, 'gateway.envoyproxy.io/owning-gateway-name=bench'],
    ] as const;
    const usages = await Promise.all(places.map(([namespace, selector]) => this.#usage(namespace, selector)));
    return usages.reduce((sum, one) => ({
      cpuSeconds: sum.cpuSeconds + one.cpuSeconds,
      rssMiB: sum.rssMiB + one.rssMiB,
    }));
  }

  /** Counts what a watch of a kind sees, until it is stopped. */
  countEvents(kind: string): { readonly count: () => number; readonly stop: () => void } {
    const abort = new AbortController();
    let count = 0;
    const watch = {
      path: collectionPath(resourceOf(kind), NAMESPACE),
      query: { watch: 1, timeoutSeconds: 3_600 },
      signal: abort.signal,
    };
    void (async () => {
      try {
        const chunks = await this.#client.stream(watch);
        for await (const chunk of chunks) count += chunk.toString().split('"type":"MODIFIED"').length - 1;
      } catch {
        // Stopped.
      }
    })();
    return { count: () => count, stop: () => abort.abort() };
  }

  async #usage(namespace: string, labelSelector: string): Promise<Usage> {
    const pods = await this.list('Pod', namespace, labelSelector);
    const pids = pods.flatMap(({ metadata }) => processesOf(String(metadata.uid)));
    return {
      cpuSeconds: pids.reduce((sum, pid) => sum + cpuMs(pid), 0) / 1000,
      rssMiB: pids.reduce((sum, pid) => sum + rssMiB(pid), 0),
    };
  }

  #programmed(): Promise<string> {
    return this.#eventually(async () => {
      const { status } = await this.get('Gateway', 'bench');
      const { addresses = [], conditions = [] } = status as {
        addresses?: { value: string }[];
        conditions?: { type: string; status: string }[];
      };
      const [address] = addresses;
      if (address === undefined || !conditions.some(({ type, status }) => type === 'Programmed' && status === 'True')) {
        throw new Error('the Gateway is not programmed');
      }
      return address.value;
    });
  }

  async #eventually<T>(probe: () => Promise<T>): Promise<T> {
    const end = performance.now() + 180_000;
    for (;;) {
      try {
        return await probe();
      } catch (error) {
        if (performance.now() > end) throw error;
        await pause(20);
      }
    }
  }
}

/** Processes of a pod's containers, by the control group that a kubelet names after the pod; the pause process is none. */
export function processesOf(uid: string): readonly number[] {
  const names = [uid, uid.replaceAll('-', '_')];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const group = readFileSync(`/proc/${pid}/cgroup`, 'utf8');
        return (
          names.some((name) => group.includes(name)) &&
          !readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('/pause')
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

export function route(name: string, host: string, service = 'one', header = 'x-bench: 1'): KubernetesObject {
  const [headerName = '', value = ''] = header.split(': ');
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      parentRefs: [{ name: 'bench' }],
      hostnames: [host],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/missing' } }],
          backendRefs: [{ name: 'missing', port: 80 }],
        },
        {
          filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: headerName, value }] } }],
          backendRefs: [{ name: service, port: 80 }],
        },
      ],
    },
  };
}

/** A Deployment of the suite's own echo server, so that both implementations have the same backend. */
function backend(name: string): KubernetesObject[] {
  const labels = { app: name };
  const metadata = { name, namespace: NAMESPACE };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ port: 80, targetPort: 3000 }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name: 'echo',
                image: 'registry.k8s.io/gateway-api/conformance/echo-basic:v0.1.0',
                imagePullPolicy: 'IfNotPresent',
                env: [
                  { name: 'POD_NAME', value: name },
                  { name: 'NAMESPACE', value: NAMESPACE },
                ],
                lifecycle: { preStop: { sleep: { seconds: 3 } } },
                readinessProbe: { httpGet: { path: '/health', port: 3000 }, periodSeconds: 1 },
                resources: { requests: { cpu: '5m' } },
              },
            ],
          },
        },
      },
    },
  ];
}

function resourceOf(kind: string): ApiResource {
  const resource = RESOURCES[kind];
  if (resource === undefined) throw new Error(`no such kind here: ${kind}`);
  return resource;
}
