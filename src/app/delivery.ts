import { SHARED_PROXY } from '../gateway-api/settings.js';
import type { ObjectStatus } from '../model/index.js';
import { type BindPlace, PortGuard } from '../standalone/port-guard.js';
import type { CacheChange, XdsCache } from '../xds/index.js';
import { LISTENER } from '../xds/type-rules.js';
import type { Pipeline, PipelineChange } from './pipeline.js';

export interface DeliveryOptions {
  readonly pipeline: Pipeline;
  readonly cache: XdsCache;
  /** How long Envoy may hold the port of a listener that is gone, in milliseconds. */
  readonly releaseMs: number;
  /** Whether ports may be held by another Envoy of ours, which ours is about to replace. */
  readonly sharesPorts: () => boolean;
  readonly onWarning: (message: string) => void;
  /** Told of a mistake of ours in one delivery; the next ones go on. */
  readonly onError: (error: unknown) => void;
  /** Statuses that changed, `undefined` for those that are gone. */
  readonly onStatuses: (changed: ReadonlyMap<string, ObjectStatus | undefined>) => void;
}

/**
 * The way from the translation to Envoy and to the user. One change after the other, since the port of a new listener is tried
 * before Envoy gets it: a listener whose port is taken is held back, and shows as one that Envoy refused.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #ports: PortGuard;
  readonly #heldBack = new Map<string, CacheChange>();
  #portProblems: ReadonlyMap<string, string> = new Map();
  #last: Promise<void> = Promise.resolve();

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#ports = new PortGuard({
      releaseMs: options.releaseMs,
      onFree: () => this.#enqueue(() => this.#deliver({ resources: [], statuses: new Map() }, true)),
    });
  }

  publish(change: PipelineChange): void {
    this.#enqueue(() => this.#deliver(change, false));
  }

  /** Lets proxies have what was published so far, and what follows. */
  open(): void {
    this.#enqueue(async () => this.#options.cache.markReady());
  }

  stop(): void {
    this.#ports.stop();
  }

  #enqueue(step: () => Promise<void>): void {
    this.#last = this.#last.then(step).catch(this.#options.onError);
  }

  async #deliver(
    { resources, statuses }: Pick<PipelineChange, 'resources' | 'statuses'>,
    portsMayBeFree: boolean,
  ): Promise<void> {
    const { pipeline, cache, onStatuses } = this.#options;
    const changed = new Set(statuses.keys());
    if (portsMayBeFree || resources.some(({ typeUrl }) => typeUrl === LISTENER)) {
      for (const key of await this.#checkPorts()) changed.add(key);
    }
    cache.update(this.#withoutHeldBack(resources));
    if (changed.size > 0) onStatuses(new Map(Array.from(changed, (key) => [key, pipeline.model.statuses.get(key)])));
  }

  /** @returns keys of the statuses that changed. */
  async #checkPorts(): Promise<Iterable<string>> {
    const { pipeline, sharesPorts, onWarning } = this.#options;
    const wanted = new Map<string, BindPlace[]>();
    for (const [name, { addresses, port, transport }] of pipeline.model.listeners.entries()) {
      if (transport === 'TCP') {
        wanted.set(
          name,
          addresses.map((address) => ({ address, port })),
        );
      }
    }
    if (this.#ports.knows(wanted)) return [];
    const before = this.#portProblems;
    this.#portProblems = await this.#ports.check(wanted, sharesPorts());
    const rejections = [...new Set([...before.keys(), ...this.#portProblems.keys()])]
      .map((name) => ({ proxy: SHARED_PROXY, typeUrl: LISTENER, name, reason: this.#portProblems.get(name) }))
      .filter(({ name, reason }) => before.get(name) !== reason);
    for (const { name, reason } of rejections) onWarning(`listener ${name}: ${reason ?? 'its port is free now'}`);
    return pipeline.reject(rejections).statuses.keys();
  }

  #withoutHeldBack(resources: readonly CacheChange[]): readonly CacheChange[] {
    const delivered: CacheChange[] = [];
    for (const change of resources) {
      const isTaken = change.typeUrl === LISTENER && this.#portProblems.has(change.name);
      if (isTaken && change.resource !== undefined) this.#heldBack.set(change.name, change);
      else {
        if (change.typeUrl === LISTENER) this.#heldBack.delete(change.name);
        delivered.push(change);
      }
    }
    for (const [name, change] of this.#heldBack) {
      if (this.#portProblems.has(name)) continue;
      this.#heldBack.delete(name);
      delivered.push(change);
    }
    return delivered;
  }
}
