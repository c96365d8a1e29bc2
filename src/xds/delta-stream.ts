import { concatBytes, encodeFieldBytes, encodeRepeatedFieldBytes } from '../envoy-api/wire.js';
import type { Adapter, StreamObserver } from './adapter.js';
import { readDeltaRequest } from './request.js';
import type { XdsResource } from './resource.js';
import type { Send, StreamState } from './stream-state.js';

const RESPONSE = { systemVersionInfo: 1, resources: 2, typeUrl: 4, nonce: 5, removedResources: 6 } as const;
const RESOURCE = { version: 1, resource: 2, name: 3 } as const;

/** The incremental protocol (xDS protocol, "Incremental xDS"). */
export class DeltaAdapter implements Adapter {
  readonly #state: StreamState;
  readonly #observer: StreamObserver;

  constructor(state: StreamState, observer: StreamObserver) {
    this.#state = state;
    this.#observer = observer;
  }

  *receive(bytes: Uint8Array): Generator<void> {
    const { typeUrl, nonce, error, subscribe, unsubscribe, versions } = yield* readDeltaRequest(bytes);
    this.#state.expectKnown(typeUrl);
    if (nonce !== '') {
      if (error !== undefined) {
        if (this.#state.refuse(typeUrl, nonce, error)) this.#observer.refused(typeUrl, error);
      } else if (this.#state.acknowledge(typeUrl, nonce)) this.#observer.acknowledged(typeUrl);
    }
    // A stale nonce makes the acknowledgement void, never the change of subscription.
    yield* this.#state.request(typeUrl, { subscribe, unsubscribe, initialVersions: versions });
  }

  encode({ subscription, nonce, resources, removed }: Send): Uint8Array {
    const { digest, rule } = subscription;
    return concatBytes([
      encodeFieldBytes(RESPONSE.systemVersionInfo, Buffer.from(digest.toString(36))),
      encodeRepeatedFieldBytes(RESPONSE.resources, [...resources.values()].map(encodeResource)),
      encodeFieldBytes(RESPONSE.typeUrl, Buffer.from(rule.typeUrl)),
      encodeFieldBytes(RESPONSE.nonce, Buffer.from(nonce)),
      encodeRepeatedFieldBytes(
        RESPONSE.removedResources,
        [...removed].map((name) => Buffer.from(name)),
      ),
    ]);
  }
}

function encodeResource({ version, any, name }: XdsResource): Uint8Array {
  return concatBytes([
    encodeFieldBytes(RESOURCE.version, Buffer.from(version)),
    encodeFieldBytes(RESOURCE.name, Buffer.from(name)),
    encodeFieldBytes(RESOURCE.resource, any),
  ]);
}
