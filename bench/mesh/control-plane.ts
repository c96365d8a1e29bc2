import type { ServerCredentials, ServerDuplexStream } from '@grpc/grpc-js';
import { Pipeline, type PipelineChange } from '../../src/app/pipeline.js';
import { clusterSettings } from '../../src/app/settings.js';
import { meshIdentity, meshRoots } from '../../src/envoy/mesh-secrets.js';
import { keyOf } from '../../src/resources/kinds.js';
import type { Resource } from '../../src/resources/types.js';
import { Authority } from '../../src/security/authority.js';
import { MemoryCaStore } from '../../src/security/testing/memory-ca-store.js';
import { WorkloadIdentities } from '../../src/security/workload-identities.js';
import { CONTROLLER_NAME } from '../../src/well-known/names.js';
import { XdsCache, XdsServer, type XdsServerOptions } from '../../src/xds/index.js';

const MESH = { controllerName: 'gatewright.dev/mesh-controller', trustDomain: 'cluster.local' };

/** Header in which a model sidecar says whose it is, `namespace/serviceaccount`: what a token proves in a cluster. Without it is `own/default`. */
export const WORKLOAD_HEADER = 'x-bench-workload';

/** What a replica of the controller does for sidecars, without a cluster: objects in, xDS out. */
export class ControlPlane {
  readonly pipeline = new Pipeline({
    settings: { ...clusterSettings(CONTROLLER_NAME, ['0.0.0.0'], undefined), mesh: MESH },
    envoy: {
      accessLog: 'off',
      bucketingSupported: true,
      mesh: { trustDomain: MESH.trustDomain, addresses: ['0.0.0.0'] },
    },
    onError: ({ error }) => {
      throw error;
    },
  });
  readonly #cache = new XdsCache();
  readonly #server: XdsServer;
  readonly #known = new Set<string>();
  /** Milliseconds that the authority is ahead of the clock. */
  #ahead = 0;
  readonly #authority = new Authority({
    store: new MemoryCaStore(),
    purpose: 'mesh',
    now: () => Date.now() + this.#ahead,
  });
  readonly #identities = new WorkloadIdentities({
    authority: this.#authority,
    trustDomain: MESH.trustDomain,
    secrets: { identity: meshIdentity, roots: meshRoots },
    publish: (changes) => this.#cache.update(changes),
  });

  constructor(observe: Pick<XdsServerOptions, 'onAck' | 'onSent'> = {}) {
    this.#server = new XdsServer({
      cache: this.#cache,
      ...observe,
      onNack: ({ typeUrl, reason }) => {
        throw new Error(`${typeUrl}: ${reason}`);
      },
      authenticate: (call) => this.#authenticate(call),
    });
  }

  /** @returns the port; of a unix socket nothing that means something. */
  async serve(address: string, credentials?: ServerCredentials): Promise<number> {
    await this.#authority.start();
    const port = await this.#server.bind(address, credentials);
    this.#cache.markReady();
    return port;
  }

  apply(...resources: readonly Resource[]): void {
    const changes = resources.map((resource) => ({ kind: resource.kind, key: keyOf(resource), resource }));
    this.#publish(this.pipeline.apply(changes));
  }

  /** Lets so much time pass for certificates that all of them are renewed. */
  renewCertificates(): void {
    this.#ahead += this.#authority.certificateLifeMs / 2;
    void this.#authority.check();
  }

  /** Whether every stream has all that is there for it, acknowledged. */
  get settled(): boolean {
    return this.#server.streams().every(({ settled }) => settled);
  }

  get streams(): number {
    return this.#server.streams().length;
  }

  /** How many resources there are for an audience. */
  delivered(audience: string): number {
    return [...this.pipeline.delivered()].filter((resource) => resource.audience === audience).length;
  }

  stop(): Promise<void> {
    this.#authority.stop();
    return this.#server.shutdown(100);
  }

  #authenticate(call: ServerDuplexStream<unknown, unknown>) {
    const workload = String(call.metadata.get(WORKLOAD_HEADER)[0] ?? 'own/default');
    const audience = `mesh/${workload}`;
    if (!this.#known.has(audience)) {
      this.#known.add(audience);
      const [namespace = '', serviceAccount = ''] = workload.split('/');
      this.#identities.add(audience, { namespace, serviceAccount });
      this.#publish(this.pipeline.sidecars(new Map([[audience, { namespace, serviceAccount }]])));
    }
    return { audience, identity: workload };
  }

  #publish({ resources }: PipelineChange): void {
    this.#cache.update(resources);
  }
}
