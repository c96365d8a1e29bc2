import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Collection } from '../../src/collections/index.js';
import { bootstrap } from '../../src/envoy/bootstrap.js';
import { checkedEncode } from '../../src/envoy/checked-encode.js';
import { meshIdentity, meshRoots } from '../../src/envoy/mesh-secrets.js';
import { CLUSTER, type DeliveredResource } from '../../src/envoy/resources.js';
import { originalDestinationClusters } from '../../src/envoy/sidecar-bootstrap.js';
import { encoding, type ModelContent } from '../../src/envoy/testing/source-model.js';
import { toJson } from '../../src/envoy-api/to-json.js';
import { redirectRules, SIDECAR_GROUP } from '../../src/injection/redirect-rules.js';
import { Authority } from '../../src/security/authority.js';
import { MemoryCaStore } from '../../src/security/testing/memory-ca-store.js';
import { WorkloadIdentities } from '../../src/security/workload-identities.js';
import { XdsCache, XdsServer } from '../../src/xds/index.js';
import { eventually, type Json, type RunningEnvoy, startEnvoy } from '../envoy/harness.js';
import { type ClusterNetwork, type PodNetwork, startNetwork } from './network.js';
import { Workload } from './workload.js';

export const TRUST_DOMAIN = 'mesh.test';
const ADMIN = 'admin';
/** As in a pod, of which each has another one. */
const SIDECAR_USER = 40_000;
const MINUTE = 60_000;
/**
 * Life of a certificate in milliseconds. All that the authority issues holds now, although it is told another time: half an hour ago at
 * first, later at most an hour ahead, by which certificates are back-dated.
 */
const CERTIFICATE_LIFE = 40 * MINUTE;

export interface MeshPod {
  /** Name of its ServiceAccount. */
  readonly name: string;
  readonly network: PodNetwork;
  readonly workload: Workload;
  readonly sidecar: RunningEnvoy | undefined;
}

/** `mesh/namespace/serviceaccount` of a pod that {@link Mesh.start} makes; `sidecar: false` for one outside the mesh. */
export interface PodOptions {
  readonly namespace: string;
  readonly sidecar: boolean;
  /** Whether its application takes connections; default true. */
  readonly serves?: boolean;
  /** Further arguments of its Envoy. */
  readonly args?: (network: PodNetwork) => readonly string[];
}

/** Pods with workloads, sidecars of their own and the redirect to these, and what configures the sidecars. */
export class Mesh {
  readonly #network: ClusterNetwork;
  readonly #folder: string;
  readonly #cache = new XdsCache();
  readonly #encoding = encoding({ mesh: { trustDomain: TRUST_DOMAIN, addresses: ['::'] } });
  readonly #store = new MemoryCaStore();
  #shift = -30 * MINUTE;
  readonly #authority = new Authority({
    store: this.#store,
    purpose: 'mesh',
    certificateLifeMs: CERTIFICATE_LIFE,
    now: () => Date.now() + this.#shift,
  });
  readonly #identities = new WorkloadIdentities({
    authority: this.#authority,
    trustDomain: TRUST_DOMAIN,
    secrets: { identity: meshIdentity, roots: meshRoots },
    publish: (changes) => this.#cache.update(changes),
  });
  readonly #servers: XdsServer[] = [];
  readonly pods: MeshPod[] = [];

  private constructor(network: ClusterNetwork, folder: string) {
    this.#network = network;
    this.#folder = folder;
    const { virtualHostCounts: _, ...types } = this.#encoding.resources;
    for (const collection of Object.values<Collection<DeliveredResource>>(types)) {
      collection.subscribe((changes) => {
        const values = [...changes.values()].flatMap(({ before, after }) => {
          const { audience, typeUrl, name } = (after ?? before) as DeliveredResource;
          return [{ audience, typeUrl, name, resource: after?.resource }];
        });
        this.#cache.update(values);
      });
    }
  }

  /**
   * @param content the model, by what addresses pods have.
   * @returns the mesh with all its sidecars ready.
   */
  static async start(
    pods: Readonly<Record<string, PodOptions>>,
    content: (addresses: Readonly<Record<string, PodNetwork>>) => ModelContent,
  ): Promise<Mesh> {
    const names = Object.keys(pods);
    const network = await startNetwork(names.length);
    const mesh = new Mesh(network, await mkdtemp(join(tmpdir(), 'gw-mesh-')));
    try {
      await mesh.#start(pods, content);
    } catch (error) {
      await mesh.stop();
      throw error;
    }
    return mesh;
  }

  async #start(
    pods: Readonly<Record<string, PodOptions>>,
    content: (addresses: Readonly<Record<string, PodNetwork>>) => ModelContent,
  ): Promise<void> {
    await chmod(this.#folder, 0o711);
    await this.#authority.start();
    await this.#authority.check();
    const networks = Object.fromEntries(
      Object.keys(pods).map((name, index) => [name, this.#network.pods[index] as PodNetwork]),
    );
    this.replace(content(networks));
    this.#cache.markReady();
    await Promise.all(
      Object.entries(pods).map(async ([name, { namespace, sidecar, serves, args }]) => {
        const network = networks[name] as PodNetwork;
        const [workload, envoy] = await Promise.all([
          Workload.start(name, network, serves),
          sidecar ? this.#sidecar(namespace, name, network, args?.(network)) : undefined,
        ]);
        this.pods.push({ name, network, workload, sidecar: envoy });
      }),
    );
  }

  async #sidecar(
    namespace: string,
    serviceAccount: string,
    network: PodNetwork,
    args: readonly string[] = [],
  ): Promise<RunningEnvoy> {
    const audience = `mesh/${namespace}/${serviceAccount}`;
    this.#identities.add(audience, { namespace, serviceAccount });
    const path = join(this.#folder, `${namespace}.${serviceAccount}`);
    const server = new XdsServer({
      cache: this.#cache,
      authenticate: () => ({ audience, identity: audience }),
    });
    this.#servers.push(server);
    await server.bind(`unix:${path}`);
    await chmod(path, 0o777);
    const place = { path };
    const { admin: _, ...base } = bootstrap({
      node: { id: audience, cluster: 'mesh' },
      admin: place,
      xds: { place },
    }) as {
      readonly admin: Json;
      readonly static_resources: { readonly clusters: readonly Json[]; readonly listeners: readonly Json[] };
    };
    const own = originalDestinationClusters().map((each) => toJson(CLUSTER, checkedEncode(CLUSTER, each)) as Json);
    const clusters = [...base.static_resources.clusters, ...own];
    const envoy = await startEnvoy({
      bootstrap: { ...base, static_resources: { ...base.static_resources, clusters } },
      adminCluster: ADMIN,
      args,
      user: SIDECAR_USER,
      command: (program, args) => asSidecar(network, program, args),
    });
    network.run('nft', ['-f', '-'], redirectRules());
    return envoy;
  }

  pod(name: string): MeshPod {
    const found = this.pods.find((each) => each.name === name);
    if (found === undefined) throw new Error(`there is no pod ${name}`);
    return found;
  }

  sidecar(name: string): RunningEnvoy {
    const { sidecar } = this.pod(name);
    if (sidecar === undefined) throw new Error(`the pod ${name} has no sidecar`);
    return sidecar;
  }

  /** Makes `content` the whole model. */
  replace(content: ModelContent): void {
    this.#encoding.replace(content);
  }

  /** The same, and waits until all sidecars have taken it. */
  async settle(content: ModelContent): Promise<void> {
    this.replace(content);
    await this.settled();
  }

  async settled(): Promise<void> {
    await eventually(() => {
      const streams = this.#servers.flatMap((server) => server.streams());
      expect(streams.map(({ settled }) => settled)).toEqual(this.#servers.map(() => true));
    });
  }

  /** What peers in the mesh trust now, as PEM. */
  get roots(): string {
    return this.#authority.bundle;
  }

  /** Asks for another authority, which signs when certificates have been renewed twice. */
  replaceAuthority(): void {
    this.#store.put({ ...this.#store.stored?.data, rotate: 'now' });
  }

  /** Lets half the life of certificates go by for the authority, so that all are renewed; four times at most. */
  async renewCertificates(): Promise<void> {
    this.#shift += CERTIFICATE_LIFE / 2;
    await this.#authority.check();
    await this.settled();
  }

  /** What kube-proxy does for those without a sidecar, and for what sidecars pass through. */
  forward(...[address, port, pod, targetPort]: Parameters<ClusterNetwork['forward']>): void {
    this.#network.forward(address, port, pod, targetPort);
  }

  async stop(): Promise<void> {
    this.#authority.stop();
    for (const { workload, sidecar } of this.pods) {
      workload.stop();
      await sidecar?.stop();
    }
    for (const server of this.#servers) await server.shutdown(100);
    this.#network.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** The program may be where only root looks, so it is opened before the user is another one. */
function asSidecar(network: PodNetwork, program: string, args: readonly string[]): readonly [string, ...string[]] {
  const user = ['--reuid', `${SIDECAR_USER}`, '--regid', `${SIDECAR_GROUP}`, '--clear-groups'];
  const script = 'program=$1; shift; exec 4<"$program"; exec "$@"';
  return [
    '/bin/sh',
    '-c',
    script,
    'sidecar',
    program,
    ...network.prefix,
    'setpriv',
    ...user,
    '/proc/self/fd/4',
    ...args,
  ];
}
