import { isRefusal } from '../kubernetes/api-error.js';
import type { KubernetesClient } from '../kubernetes/client.js';
import type { KeyedQueue } from '../kubernetes/keyed-queue.js';
import { LeaderPart } from '../kubernetes/leader-part.js';
import type { KubernetesObject } from '../kubernetes/objects.js';
import { Reflector, type ReflectorStats } from '../kubernetes/reflector.js';
import type { ProxyState } from '../model/index.js';
import { applyQueue, type RetryMs } from './apply-queue.js';
import type { WantedProxy } from './graph.js';
import { LiveObjects, namespaceOfPlace, objectId, placeOf } from './live-objects.js';
import { ownSelector } from './metadata.js';
import { gatewayOwner, isOf, ObjectWriter } from './object-writer.js';
import { NEEDED_FIRST, OWN_KINDS, PODS, WORKLOADS } from './own-kinds.js';
import { isAvailable, proxyState } from './proxy-state.js';

export interface ApplierOptions {
  readonly client: KubernetesClient;
  readonly controllerName: string;
  /** Where Gateways may be; absent: everywhere. */
  readonly namespaces?: readonly string[];
  /** States of proxies that changed; `undefined`: the proxy is not wanted any more. Never called without changes. */
  readonly onProxyStates: (changes: ReadonlyMap<string, ProxyState | undefined>) => void;
  /** The states of all proxies that are wanted have been told. Called once, after the first {@link Applier.want}. */
  readonly onSynced?: () => void;
  /** A pod of a proxy, as `namespace/name`, is gone. */
  readonly onPodGone?: (pod: string) => void;
  readonly onLog?: (level: 'debug' | 'info' | 'warn', message: string) => void;
  /** Milliseconds until the first, and at most until any further, attempt after a failure. */
  readonly retryMs?: RetryMs;
}

export interface ApplierStats {
  /** Objects sent to the API server, those that it refused included. */
  readonly applies: number;
  readonly deletes: number;
  readonly failures: number;
  /** Proxies that wait to be looked at, by the leader. */
  readonly pending: number;
  readonly reflectors: Readonly<Record<string, ReflectorStats>>;
}

/** One that is or was wanted. */
interface Place {
  readonly proxy: string;
  readonly gateway: WantedProxy['gateway'];
  /** Absent: not any more, so that what is left of it is removed. */
  wanted?: WantedProxy | undefined;
  failure?: string | undefined;
  /** The state that was told last, as text. */
  told?: string;
}

/**
 * Brings the objects of proxies to what is wanted, and tells what became of them.
 *
 * Every replica watches and tells; only the leader writes. It writes what differs from what was applied last, and what
 * somebody else changed of that; fields that are not wanted are left to others. Objects of a proxy that are no longer wanted
 * are removed. What was made for a Gateway that this process has never known is not touched: it goes with its Gateway.
 */
export class Applier extends LeaderPart {
  readonly #options: ApplierOptions;
  readonly #reflectors: ReadonlyMap<string, Reflector>;
  readonly #live = new LiveObjects();
  readonly #places = new Map<string, Place>();
  readonly #writer: ObjectWriter;
  protected readonly queue: KeyedQueue;
  /** Places whose state may have changed. */
  readonly #changed = new Set<string>();
  #telling: NodeJS.Immediate | undefined;
  #unsynced: number;
  #asked = false;
  #toldFirst = false;

  constructor(options: ApplierOptions) {
    const { client, controllerName, namespaces, onLog, retryMs } = options;
    super();
    this.#options = options;
    this.#writer = new ObjectWriter(
      client,
      this.#live,
      (object) => this.#reflectors.get(object.kind)?.hasTold(object) ?? false,
    );
    this.queue = applyQueue(
      (place) => this.#bring(place),
      retryMs,
      (place) => [namespaceOfPlace(place)],
    );
    const kinds = Object.entries({ ...OWN_KINDS, Pod: PODS });
    this.#unsynced = kinds.length;
    this.#reflectors = new Map(
      kinds.map(([kind, resource]) => [
        kind,
        new Reflector({
          client,
          resource,
          ...(namespaces && { namespaces }),
          labelSelector: ownSelector(controllerName),
          onChanges: (changes) => this.#observe(kind, changes),
          onSynced: () => this.#synced(),
          ...(onLog && { onLog }),
        }),
      ]),
    );
  }

  protected get reflectors(): Iterable<Reflector> {
    return this.#reflectors.values();
  }

  protected get isReady(): boolean {
    return this.#unsynced === 0;
  }

  /** What is wanted has changed. The first call tells everything that is wanted then, be it nothing. */
  want(changes: ReadonlyMap<string, WantedProxy | undefined>): void {
    this.#asked = true;
    for (const [proxy, wanted] of changes) {
      const gateway = wanted?.gateway ?? gatewayOf(proxy);
      const key = placeOf(gateway);
      const place = this.#places.get(key);
      if (wanted !== undefined) this.#places.set(key, { ...place, proxy, gateway, wanted });
      else if (place !== undefined) place.wanted = undefined;
      this.#look(key, true);
    }
    this.#tellSoon();
  }

  /** Reports nothing more, either. */
  override stop(): void {
    super.stop();
    clearImmediate(this.#telling);
  }

  /** Whether this very pod of a proxy is there; `undefined` before pods are listed. */
  isAlive({
    namespace,
    name,
    uid,
  }: {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
  }): boolean | undefined {
    const pods = this.#reflectors.get('Pod');
    return pods?.synced ? pods.get(`${namespace}/${name}`)?.metadata.uid === uid : undefined;
  }

  stats(): ApplierStats {
    return {
      ...this.#writer.counts,
      pending: this.queue.size,
      reflectors: Object.fromEntries(Array.from(this.#reflectors, ([kind, each]) => [kind, each.stats()])),
    };
  }

  #synced(): void {
    this.#unsynced -= 1;
    this.update();
    this.#tellSoon();
  }

  #observe(kind: string, changes: ReadonlyMap<string, KubernetesObject | undefined>): void {
    for (const [name, object] of changes) {
      const id = `${kind}/${name}`;
      if (object === undefined) this.#writer.forget(id);
      const places = object === undefined ? this.#live.delete(id) : this.#live.set(id, object);
      for (const place of places) this.#look(place, false);
      if (kind === 'Pod' && object === undefined) this.#options.onPodGone?.(name);
    }
    this.#tellSoon();
  }

  #look(place: string, urgent: boolean): void {
    if (!this.#places.has(place)) return;
    this.#changed.add(place);
    this.queue.add(place, { urgent });
  }

  /** Applies and removes what has to be, for one proxy. @throws ApiError the first of the refusals. */
  async #bring(key: string): Promise<void> {
    const place = this.#places.get(key);
    if (place === undefined || place.wanted?.held) return;
    const { gateway, wanted } = place;
    const refusals: unknown[] = [];
    const all = async (work: readonly Promise<void>[]): Promise<void> => {
      for (const result of await Promise.allSettled(work)) {
        if (result.status === 'rejected') refusals.push(result.reason);
      }
    };
    const objects = wanted?.objects ?? [];
    const owner = gatewayOwner(gateway);
    const isFirst = ({ kind }: KubernetesObject) => NEEDED_FIRST.has(kind);
    await all(objects.filter(isFirst).map((object) => this.#writer.apply(object, owner)));
    await all(objects.filter((object) => !isFirst(object)).map((object) => this.#writer.apply(object, owner)));
    if (place === this.#places.get(key)) await all(this.#left(key, place).map((object) => this.#writer.remove(object)));
    this.#note(key, place, refusals);
    if (refusals.length > 0) throw refusals[0];
  }

  /** What is there and is not wanted. What runs pods waits until that which takes its place is available. */
  #left(key: string, { gateway, wanted }: Place): readonly KubernetesObject[] {
    const live = this.#live.of(key).filter((object) => object.kind in OWN_KINDS && isOf(object, gateway));
    const ids = new Set(wanted?.objects.map(objectId));
    const isWanted = (object: KubernetesObject) => ids.has(objectId(object));
    const replaced =
      wanted === undefined || live.some((each) => WORKLOADS.has(each.kind) && isWanted(each) && isAvailable(each));
    return live.filter((object) => !isWanted(object) && (replaced || !WORKLOADS.has(object.kind)));
  }

  /** Only what the API server says no to is worth telling: that it is away, everybody knows by other ways. */
  #note(key: string, { proxy }: Place, refusals: readonly unknown[]): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    const messages = refusals.flatMap((error) => (isRefusal(error) ? error.message : []));
    for (const message of messages) {
      if (!place.failure?.includes(message)) this.#options.onLog?.('warn', `proxy ${proxy}: ${message}`);
    }
    place.failure = messages.length === 0 ? undefined : messages.join(' ');
    this.#changed.add(key);
    this.#tellSoon();
  }

  #tellSoon(): void {
    if (this.isStopped) return;
    this.#telling ??= setImmediate(() => {
      this.#telling = undefined;
      if (this.#unsynced === 0 && this.#asked) this.#tell();
    });
  }

  #tell(): void {
    const changes = new Map<string, ProxyState | undefined>();
    for (const key of this.#changed) {
      const place = this.#places.get(key);
      if (place === undefined) continue;
      if (place.wanted === undefined && this.#live.of(key).length === 0) this.#places.delete(key);
      const state = place.wanted && this.#stateOf(key, place);
      const text = state && JSON.stringify(state);
      if (text === place.told) continue;
      if (text === undefined) delete place.told;
      else place.told = text;
      changes.set(place.proxy, state);
    }
    this.#changed.clear();
    if (changes.size > 0) this.#options.onProxyStates(changes);
    if (this.#toldFirst) return;
    this.#toldFirst = true;
    this.#options.onSynced?.();
  }

  #stateOf(key: string, { gateway, failure }: Place): ProxyState {
    const objects = this.#live.of(key).filter((object) => object.kind === 'Pod' || isOf(object, gateway));
    return proxyState({
      services: objects.filter(({ kind }) => kind === 'Service'),
      workloads: objects.filter(({ kind }) => WORKLOADS.has(kind)),
      pods: objects.filter(({ kind }) => kind === 'Pod'),
      ...(failure !== undefined && { failure }),
    });
  }
}

function gatewayOf(proxy: string): WantedProxy['gateway'] {
  const slash = proxy.indexOf('/');
  return { namespace: proxy.slice(0, slash), name: proxy.slice(slash + 1), uid: '' };
}
