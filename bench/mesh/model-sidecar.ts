import { type ChannelCredentials, type ClientDuplexStream, Metadata } from '@grpc/grpc-js';
import { decode } from '../../src/envoy-api/codec.js';
import { Cluster_DiscoveryType } from '../../src/envoy-api/generated/envoy/config/cluster/v3.js';
import type {
  DeltaDiscoveryRequest,
  DeltaDiscoveryResponse,
} from '../../src/envoy-api/generated/envoy/service/discovery/v3.js';
import type { Any } from '../../src/envoy-api/generated/google/protobuf.js';
import { connectAggregatedDiscovery } from '../../src/envoy-api/service.js';
import { messageNameOf } from '../../src/well-known/xds-types.js';
import { CLUSTER, ENDPOINT, LISTENER, ROUTE, SECRET } from '../../src/xds/type-rules.js';
import { WORKLOAD_HEADER } from './control-plane.js';

const SECRETS = ['mesh/identity', 'mesh/roots'];
const CONNECTION_MANAGER = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';

/** What a resource refers to, by its version: models share it, since all of them would find the same. */
const found = new Map<string, readonly (readonly [string, string])[]>();

/** The xDS side of a sidecar and no more: asks for what an Envoy would ask for, and acknowledges everything. */
export class ModelSidecar {
  readonly #stream: ClientDuplexStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse>;
  readonly #subscribed = new Map<string, Set<string>>();

  constructor(address: string, credentials: ChannelCredentials, workload: string, name: string) {
    // Each has a connection of its own, as Envoys have.
    const client = connectAggregatedDiscovery(address, credentials, { 'grpc.use_local_subchannel_pool': 1 });
    const metadata = new Metadata();
    metadata.set(WORKLOAD_HEADER, workload);
    const open = client.DeltaAggregatedResources.bind(client) as unknown as (
      metadata: Metadata,
    ) => ClientDuplexStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse>;
    this.#stream = open(metadata);
    this.#stream.on('error', () => {});
    this.#stream.on('data', (response: DeltaDiscoveryResponse) => this.#take(response));
    for (const type_url of [CLUSTER, LISTENER]) this.#stream.write({ type_url, node: { id: name, cluster: 'mesh' } });
    this.#subscribe(SECRET, SECRETS);
  }

  #take({ type_url = '', nonce = '', resources = [] }: DeltaDiscoveryResponse): void {
    const wanted = new Map<string, string[]>();
    for (const { name = '', version = '', resource } of resources) {
      for (const [type, reference] of this.#references(type_url, name, version, resource)) {
        wanted.set(type, [...(wanted.get(type) ?? []), reference]);
      }
    }
    this.#stream.write({ type_url, response_nonce: nonce });
    for (const [type, names] of wanted) this.#subscribe(type, names);
  }

  #subscribe(type_url: string, names: readonly string[]): void {
    const held = this.#subscribed.get(type_url) ?? new Set();
    this.#subscribed.set(type_url, held);
    const resource_names_subscribe = [...new Set(names)].filter((name) => !held.has(name));
    for (const name of resource_names_subscribe) held.add(name);
    if (resource_names_subscribe.length > 0) this.#stream.write({ type_url, resource_names_subscribe });
  }

  #references(typeUrl: string, name: string, version: string, resource: Any | undefined) {
    const key = `${name} ${version}`;
    let references = found.get(key);
    if (references === undefined) {
      references = resource?.value === undefined ? [] : referencesOf(typeUrl, name, resource.value);
      found.set(key, references);
    }
    return references;
  }
}

function referencesOf(typeUrl: string, name: string, bytes: Uint8Array): (readonly [string, string])[] {
  if (typeUrl === CLUSTER) {
    const { type } = decode('envoy.config.cluster.v3.Cluster', bytes);
    return type === Cluster_DiscoveryType.EDS ? [[ENDPOINT, name]] : [];
  }
  if (typeUrl !== LISTENER) return [];
  const { filter_chains = [], default_filter_chain } = decode('envoy.config.listener.v3.Listener', bytes);
  const chains = [...filter_chains, ...(default_filter_chain ? [default_filter_chain] : [])];
  return chains.flatMap(({ filters = [] }) =>
    filters.flatMap(({ typed_config }): (readonly [string, string])[] => {
      if (typed_config?.value === undefined || messageNameOf(typed_config.type_url ?? '') !== CONNECTION_MANAGER)
        return [];
      const { rds } = decode(CONNECTION_MANAGER, typed_config.value);
      return rds?.route_config_name ? [[ROUTE, rds.route_config_name]] : [];
    }),
  );
}
