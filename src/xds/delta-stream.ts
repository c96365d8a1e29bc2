import type { DeltaDiscoveryRequest } from '../envoy-api/generated/envoy/service/discovery/v3.js';
import { concatBytes, encodeFieldBytes, encodeRepeatedFieldBytes } from '../envoy-api/wire.js';
import type { Adapter, StreamObserver } from './adapter.js';
import type { XdsResource } from './resource.js';
import type { Send, StreamState } from './stream-state.js';

const RESPONSE = { systemVersionInfo: 1, resources: 2, typeUrl: 4, nonce: 5, removedResources: 6 } as const;
const RESOURCE = { version: 1, resource: 2, name: 3 } as const;

/** The incremental protocol (xDS protocol, "Incremental xDS"). */
export class DeltaAdapter implements Adapter<DeltaDiscoveryRequest> {
  readonly #state: StreamState;
  readonly #observer: StreamObserver;

  constructor(state: StreamState, observer: StreamObserver) {
    this.#state = state;
    this.#observer = observer;
  }

  receive(request: DeltaDiscoveryRequest): void {
    const { type_url: typeUrl = '', response_nonce: nonce = '', error_detail: error } = request;
    if (typeUrl === '') return;
    if (nonce !== '') {
      const message = error?.message ?? '';
      if (error) {
        if (this.#state.refuse(typeUrl, nonce, message)) this.#observer.refused(typeUrl, message);
      } else if (this.#state.acknowledge(typeUrl, nonce)) this.#observer.acknowledged(typeUrl);
    }
    // A stale nonce makes the acknowledgement void, never the change of subscription.
    this.#state.request(typeUrl, {
      subscribe: request.resource_names_subscribe ?? [],
      unsubscribe: request.resource_names_unsubscribe ?? [],
      initialVersions: request.initial_resource_versions ?? {},
    });
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
