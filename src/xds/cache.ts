import type { Transaction } from './audience.js';
import { Audience } from './audience.js';
import type { Rejection, RejectionListener } from './rejections.js';
import type { Reference, XdsResource } from './resource.js';

/** A name of an audience that got this resource, or none any more. */
export interface CacheChange extends Reference {
  readonly audience: string;
  readonly resource: XdsResource | undefined;
}

/**
 * What every proxy may see now: audience, type and name to resource.
 *
 * An audience stands for one authenticated identity. Content is shared between audiences, names are not.
 */
export class XdsCache {
  readonly #audiences = new Map<string, Audience>();
  readonly #rejectionListeners = new Set<RejectionListener>();
  readonly #readyWaiters = new Set<() => void>();
  #sequence = 0;
  #ready = false;

  /** Whether the first complete state is in; nothing is served before. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Declares the first state complete: every source has delivered its first list. */
  markReady(): void {
    this.#ready = true;
    for (const waiter of this.#readyWaiters) waiter();
    this.#readyWaiters.clear();
  }

  /** Calls back once, now or when the cache gets ready. Returns how to cancel that. */
  onReady(callback: () => void): () => void {
    if (this.#ready) callback();
    else this.#readyWaiters.add(callback);
    return () => this.#readyWaiters.delete(callback);
  }

  /**
   * Applies a transaction as a whole and then wakes the streams of the touched audiences. Costs what changed.
   *
   * A resource whose version did not change wakes nobody. Of two changes of one name the later wins.
   */
  update(changes: Iterable<CacheChange>): void {
    const byAudience = new Map<string, CacheChange[]>();
    for (const change of changes) {
      const list = byAudience.get(change.audience);
      if (list) list.push(change);
      else byAudience.set(change.audience, [change]);
    }
    this.#sequence += 1;
    const applied: [Audience, Transaction][] = [];
    for (const [name, list] of byAudience) {
      const audience = this.audience(name);
      applied.push([audience, audience.apply(this.#sequence, list)]);
    }
    for (const [audience, transaction] of applied) {
      audience.publish(transaction);
      this.release(audience);
    }
  }

  /** The audience of that name, created when it is new; streams give it back with {@link release}. */
  audience(name: string): Audience {
    let audience = this.#audiences.get(name);
    if (!audience) {
      audience = new Audience(name, (change) => {
        for (const listener of this.#rejectionListeners) listener(change);
      });
      this.#audiences.set(name, audience);
    }
    return audience;
  }

  /** Forgets an audience that has no resources and no streams. */
  release(audience: Audience): void {
    if (audience.idle) this.#audiences.delete(audience.name);
  }

  /** All audiences there are, for dumps. */
  audiences(): Iterable<Audience> {
    return this.#audiences.values();
  }

  /** Every resource that a proxy rejects now. */
  *rejections(): Iterable<Rejection> {
    for (const audience of this.#audiences.values()) yield* audience.rejections;
  }

  /** Calls back for every rejection that begins, changes or ends. Returns how to stop that. */
  onRejection(listener: RejectionListener): () => void {
    this.#rejectionListeners.add(listener);
    return () => this.#rejectionListeners.delete(listener);
  }
}
