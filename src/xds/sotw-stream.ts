import { concatBytes, encodeFieldBytes, encodeRepeatedFieldBytes } from '../envoy-api/wire.js';
import type { Adapter, StreamObserver } from './adapter.js';
import { emptyLoadAssignment } from './empty-load-assignment.js';
import { readSotwRequest } from './request.js';
import type { Send, StreamState } from './stream-state.js';
import { digestOf, type Subscription } from './subscription.js';

const RESPONSE = { versionInfo: 1, resources: 2, typeUrl: 4, nonce: 5 } as const;

/**
 * The state-of-the-world protocol (xDS protocol, "Basic Protocol Overview") over the same subscriptions.
 *
 * The version of a response stands for everything Envoy holds of the type after it, so that a stream after a reconnect can be
 * silent when nothing has changed meanwhile.
 */
export class SotwAdapter implements Adapter {
  readonly #state: StreamState;
  readonly #observer: StreamObserver;
  readonly #versionsOf: (typeUrl: string, names: readonly string[]) => ReadonlyMap<string, string>;

  /** @param versionsOf what the cache has now under these names, or of the whole type when there are none. */
  constructor(
    state: StreamState,
    observer: StreamObserver,
    versionsOf: (typeUrl: string, names: readonly string[]) => ReadonlyMap<string, string>,
  ) {
    this.#state = state;
    this.#observer = observer;
    this.#versionsOf = versionsOf;
  }

  *receive(bytes: Uint8Array): Generator<void> {
    const { typeUrl, nonce, error, version, names } = yield* readSotwRequest(bytes);
    this.#state.expectKnown(typeUrl);
    const subscription = this.#state.subscription(typeUrl);
    if (!subscription.requested) {
      const initialVersions = this.#resumed(typeUrl, names, version);
      yield* this.#state.request(typeUrl, { subscribe: names, unsubscribe: [], initialVersions });
      return;
    }
    if (error !== undefined) {
      if (!this.#state.refuse(typeUrl, nonce, error)) return;
      this.#observer.refused(typeUrl, error);
    } else if (subscription.inFlight) {
      if (!this.#state.acknowledge(typeUrl, nonce)) return;
      this.#observer.acknowledged(typeUrl);
    }
    const wanted = new Set(names);
    // An empty list means everything only until names were listed for the first time.
    if (wanted.size === 0 && subscription.wildcard && subscription.names.size === 0) return;
    const subscribe = names.filter((name) => !(name === '*' ? subscription.wildcard : subscription.names.has(name)));
    const unsubscribe = [...subscription.names].filter((name) => !wanted.has(name));
    if (subscription.wildcard && !wanted.has('*')) unsubscribe.push('*');
    if (subscribe.length + unsubscribe.length > 0) yield* this.#state.request(typeUrl, { subscribe, unsubscribe });
  }

  #resumed(typeUrl: string, names: readonly string[], version: string): ReadonlyMap<string, string> {
    if (version === '') return NO_VERSIONS;
    const versions = this.#versionsOf(typeUrl, names);
    let digest = 0n;
    for (const each of versions.values()) digest ^= digestOf(each);
    return versionOf(digest) === version ? versions : NO_VERSIONS;
  }

  encode({ subscription, nonce, resources, removed }: Send): Uint8Array {
    const { rule } = subscription;
    const bodies = [...resources.values()].map(({ any }) => any);
    if (rule.complete) {
      for (const [name, held] of subscription.held) {
        if (held.references && !resources.has(name) && !removed.has(name)) bodies.push(held.any);
      }
    }
    // This protocol cannot say that something does not exist; without endpoints comes to the same.
    if (rule.whenGone === 'emptied') {
      for (const name of removed) if (!subscription.held.has(name)) bodies.push(emptyLoadAssignment(name).any);
    }
    return concatBytes([
      encodeFieldBytes(RESPONSE.versionInfo, Buffer.from(versionOf(digestAfter(subscription, resources, removed)))),
      encodeRepeatedFieldBytes(RESPONSE.resources, bodies),
      encodeFieldBytes(RESPONSE.typeUrl, Buffer.from(rule.typeUrl)),
      encodeFieldBytes(RESPONSE.nonce, Buffer.from(nonce)),
    ]);
  }
}

const NO_VERSIONS: ReadonlyMap<string, string> = new Map();

function versionOf(digest: bigint): string {
  return digest.toString(36);
}

function digestAfter({ held, digest }: Subscription, resources: Send['resources'], removed: Send['removed']): bigint {
  let after = digest;
  const drop = (name: string) => {
    const before = held.get(name);
    if (before) after ^= digestOf(before.version);
  };
  for (const [name, { version }] of resources) {
    drop(name);
    after ^= digestOf(version);
  }
  for (const name of removed) drop(name);
  return after;
}
