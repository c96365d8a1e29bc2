import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { Pipeline, type PipelineChange } from '../../src/app/pipeline.js';
import { bootstrap } from '../../src/envoy/bootstrap.js';
import { type Settings, SHARED_PROXY } from '../../src/gateway-api/settings.js';
import type { StatusCondition } from '../../src/model/index.js';
import { keyOf, kindOf } from '../../src/resources/kinds.js';
import type { KindName, Resource } from '../../src/resources/types.js';
import { XdsCache, XdsServer } from '../../src/xds/index.js';
import { eventually, type Json, type RunningEnvoy, startEnvoy } from './harness.js';

/** Objects in, a real Envoy out: the pipeline, its ADS server on a unix socket and an Envoy, which tells what it refuses. */
export class LivePipeline {
  readonly #pipeline: Pipeline;
  readonly #cache = new XdsCache();
  readonly #server: XdsServer;
  readonly #folder: string;
  #envoy: RunningEnvoy | undefined;

  private constructor(settings: Settings, folder: string) {
    this.#folder = folder;
    this.#pipeline = new Pipeline({
      settings,
      envoy: { accessLog: 'off', bucketingSupported: true },
      onError: ({ error }) => {
        throw error;
      },
    });
    this.#server = new XdsServer({
      cache: this.#cache,
      authenticate: () => ({ audience: SHARED_PROXY, identity: SHARED_PROXY }),
    });
    this.#cache.onRejection(({ audience, typeUrl, name, rejection }) => {
      const change = { proxy: audience, typeUrl, name, reason: rejection?.reason };
      setImmediate(() => this.#publish(this.#pipeline.reject([change])));
    });
  }

  /** @param settings for one proxy that carries all Gateways. */
  static async start(settings: Settings, objects: readonly object[]): Promise<LivePipeline> {
    const folder = await mkdtemp(join(tmpdir(), 'gw-live-'));
    const live = new LivePipeline(settings, folder);
    const place = { path: join(folder, 'xds.sock') };
    await live.#server.bind(`unix:${place.path}`);
    live.apply(...objects);
    live.#cache.markReady();
    const node = { id: 'test', cluster: 'test' };
    const { admin: _, ...config } = bootstrap({ node, admin: place, xds: { place } }) as Json;
    live.#envoy = await startEnvoy({ bootstrap: config });
    return live;
  }

  get envoy(): RunningEnvoy {
    if (this.#envoy === undefined) throw new Error('Envoy does not run');
    return this.#envoy;
  }

  /** Sets objects, in one transaction. Those without a namespace are in `default`; nothing is validated. */
  apply(...objects: readonly object[]): void {
    const resources = objects.map((each) => inDefault(each as Resource));
    this.#publish(
      this.#pipeline.apply(resources.map((resource) => ({ kind: resource.kind, key: keyOf(resource), resource }))),
    );
  }

  /** @param name of an object in `default`, or of one without a namespace */
  remove(kind: KindName, name: string): void {
    const key = kindOf(kind).namespaced ? `default/${name}` : name;
    this.#publish(this.#pipeline.apply([{ kind, key }]));
  }

  /** `status reason` by type, for the first parent of a route and the first ancestor of a policy. */
  conditions(kind: KindName, name: string): Readonly<Record<string, string>> {
    const status = this.#pipeline.model.statuses.get(`${kind}/default/${name}`)?.status as
      | { readonly [list: string]: unknown }
      | undefined;
    const [first] = [status?.parents ?? status?.ancestors ?? [status]].flat() as { conditions?: StatusCondition[] }[];
    return Object.fromEntries((first?.conditions ?? []).map((each) => [each.type, `${each.status} ${each.reason}`]));
  }

  /** Waits until Envoy has taken everything. */
  async settled(timeoutMs = 30_000): Promise<void> {
    await eventually(() => expect(this.#server.streams().map(({ settled }) => settled)).toEqual([true]), { timeoutMs });
  }

  async stop(): Promise<void> {
    await this.#envoy?.stop();
    await this.#server.shutdown(100);
    await rm(this.#folder, { recursive: true });
  }

  #publish({ resources }: PipelineChange): void {
    this.#cache.update(resources);
  }
}

function inDefault(object: Resource): Resource {
  if (!kindOf(object.kind).namespaced) return object;
  return { ...object, metadata: { namespace: 'default', ...object.metadata } } as Resource;
}
