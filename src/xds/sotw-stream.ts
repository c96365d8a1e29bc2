import type { DiscoveryRequest } from '../envoy-api/generated/envoy/service/discovery/v3.js';
import { concatBytes, encodeFieldBytes, encodeRepeatedFieldBytes } from '../envoy-api/wire.js';
import type { Adapter, StreamObserver } from './adapter.js';
import { emptyLoadAssignment } from './empty-load-assignment.js';
import type { Send, StreamState } from './stream-state.js';
import { digestOf, type Subscription } from './subscription.js';

const RESPONSE = { versionInfo: 1, resources: 2, typeUrl: 4, nonce: 5 } as const;

/**
 * The state-of-the-world protocol (xDS protocol, "Basic Protocol Overview") over the same subscriptions.
 *
 * The version of a response stands for everything Envoy holds of the type after it, so that a stream after a reconnect can be
 * silent when nothing has changed meanwhile.
 */
export class SotwAdapter implements Adapter<DiscoveryRequest> {
  readonly #state: StreamState;
  readonly #observer: StreamObserver;
  readonly #versionsOf: (typeUrl: string, names: readonly string[]) => Readonly<Record<string, string>>;

  /** @param versionsOf what the cache has now under these names, or of the whole type when there are none. */
  constructor(
    state: StreamState,
    observer: StreamObserver,
    versionsOf: (typeUrl: string, names: readonly string[]) => Readonly<Record<string, string>>,
  ) {
    this.#state = state;
    this.#observer = observer;
    this.#versionsOf = versionsOf;
  }

  receive(request: DiscoveryRequest): void {
    const { type_url: typeUrl = '', response_nonce: nonce = '', error_detail: error } = request;
    if (typeUrl === '') return;
    const subscription = this.#state.subscription(typeUrl);
    const names = request.resource_names ?? [];
    if (!subscription.requested) {
      const versions = this.#resumed(typeUrl, names, request.version_info ?? '');
      this.#state.request(typeUrl, { subscribe: names, unsubscribe: [], initialVersions: versions });
      return;
    }
    if (error) {
      const message = error.message ?? '';
      if (!this.#state.refuse(typeUrl, nonce, message)) return;
      this.#observer.refused(typeUrl, message);
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
    if (subscribe.length + unsubscribe.length > 0) this.#state.request(typeUrl, { subscribe, unsubscribe });
  }

  #resumed(typeUrl: string, names: readonly string[], version: string): Readonly<Record<string, string>> {
    if (version === '') return {};
    const versions = this.#versionsOf(typeUrl, names);
    let digest = 0n;
    for (const each of Object.values(versions)) digest ^= digestOf(each);
    return versionOf(digest) === version ? versions : {};
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
