import { VERSION, type XdsResource } from './resource.js';
import type { TypeRule } from './type-rules.js';

/** What Envoy holds under a name: a resource, or after a reconnect perhaps only the version of something we do not know. */
export type Held = XdsResource | { readonly version: string; readonly references?: undefined };

/** A response that Envoy has not yet acknowledged or refused. */
export interface Batch {
  readonly nonce: string;
  readonly resources: ReadonlyMap<string, XdsResource>;
  readonly removed: ReadonlySet<string>;
}

/** A name that waits until names of other types have moved on; stale when it is no longer the one in `blocked`. */
export interface Waiter {
  readonly subscription: Subscription;
  readonly name: string;
  remaining: number;
}

/** Versions remembered per rejected name; a flapping resource must not grow a stream. */
const REJECTED_LIMIT = 8;

/** One type on one stream: what was asked for, what Envoy holds, and which names may differ from the cache. */
export class Subscription {
  readonly rule: TypeRule;
  /** Whether Envoy has asked for this type at all. */
  requested = false;
  /** Whether Envoy came with resources from an earlier stream. */
  resumed = false;
  wildcard = false;
  /** Names asked for one by one. */
  readonly names = new Set<string>();
  readonly held = new Map<string, Held>();
  /** Sent and possibly applied: in flight, or part of refused batches whose good part Envoy may have applied. */
  readonly tentative = new Map<string, readonly XdsResource[]>();
  /** Names of a refused batch, until Envoy has answered for each: it may have applied or removed them. */
  readonly uncertain = new Set<string>();
  /** Names with a resource that Envoy may not have, oldest first. */
  readonly ready = new Set<string>();
  /** Names without a resource that Envoy may still have or waits for. */
  readonly gone = new Set<string>();
  /** Names that wait for what they use. */
  readonly blocked = new Map<string, Waiter>();
  /** Names to be removed as soon as nothing uses them. */
  readonly leaving = new Set<string>();
  /** Names that must be answered although nothing differs. */
  readonly due = new Set<string>();
  /** Names whose user was sent and needs an answer for this name after that: load assignments and secrets of warming clusters. */
  readonly warming = new Set<string>();
  /** Groups of names of a refused batch, to be tried group by group. */
  readonly trials: (readonly string[])[] = [];
  /** How many held or tentative resources of this stream refer to a name. */
  readonly users = new Map<string, number>();
  /** How many held resources of this type are known by version only, so that what they use is unknown. */
  unknown = 0;
  /** Who waits for a name, by the type and name of the waiting. */
  readonly waiters = new Map<string, Map<string, Waiter>>();
  inFlight: Batch | undefined;
  /** Whether something was sent, or Envoy has had an answer on an earlier stream. */
  answered = false;
  /** Changes with every held version; the same for the same set of resources in any order. */
  digest = 0n;
  /** Reasons by name and version. */
  readonly #rejected = new Map<string, Map<string, string>>();

  constructor(rule: TypeRule) {
    this.rule = rule;
  }

  visible(name: string): boolean {
    return this.wildcard || this.names.has(name);
  }

  /** Whether Envoy may no longer have, or is about to lose, what it holds under this name. */
  mayLose(name: string): boolean {
    return this.uncertain.has(name) || this.inFlight?.removed.has(name) === true;
  }

  /** Whether a resource of this name has still to be sent or answered. */
  pending(name: string): boolean {
    return (
      this.ready.has(name) ||
      this.blocked.has(name) ||
      this.inFlight?.resources.has(name) === true ||
      this.trials.some((names) => names.includes(name))
    );
  }

  /** Notes that a name may differ. */
  mark(name: string, exists: boolean): void {
    this.unmark(name);
    (exists ? this.ready : this.gone).add(name);
  }

  unmark(name: string): void {
    this.ready.delete(name);
    this.gone.delete(name);
    this.blocked.delete(name);
    this.leaving.delete(name);
  }

  /** Whether nothing waits to be sent or answered. */
  get settled(): boolean {
    return (
      !this.inFlight &&
      this.trials.length + this.ready.size + this.gone.size + this.blocked.size + this.leaving.size === 0
    );
  }

  hold(name: string, held: Held): void {
    this.drop(name);
    this.held.set(name, held);
    this.digest ^= digestOf(held.version);
  }

  drop(name: string): void {
    this.uncertain.delete(name);
    const held = this.held.get(name);
    if (!held) return;
    this.held.delete(name);
    this.digest ^= digestOf(held.version);
  }

  /** Whether Envoy has rejected exactly this content on this stream. */
  hasRejected({ name, version }: XdsResource): boolean {
    return this.#rejected.get(name)?.has(version) === true;
  }

  /** Why Envoy has rejected this content on this stream, if it has. */
  reasonAgainst({ name, version }: XdsResource): string | undefined {
    return this.#rejected.get(name)?.get(version);
  }

  reject({ name, version }: XdsResource, reason: string): void {
    const versions = this.#rejected.get(name) ?? new Map<string, string>();
    versions.set(version, reason);
    this.#rejected.set(name, versions);
    if (versions.size <= REJECTED_LIMIT) return;
    for (const oldest of versions.keys()) return void versions.delete(oldest);
  }

  forgetRejected(name: string): void {
    this.#rejected.delete(name);
  }

  /** Names that have a rejected version. */
  rejectedNames(): Iterable<string> {
    return this.#rejected.keys();
  }
}

/**
 * Digest of one version; digests of a set are combined by exclusive or. A version is a hash already. What a proxy may have said that is
 * none stands for nothing, so that the work is always the same.
 */
export function digestOf(version: string): bigint {
  return VERSION.test(version) ? BigInt(`0x${Buffer.from(version, 'base64url').toString('hex')}`) : 0n;
}
