/** JSON form of a protobuf message, as Envoy reads it from a `.json` file. */
export type Json = { readonly [key: string]: unknown };

/** What a test can vary in {@link adsBootstrap}. */
export interface AdsBootstrapOptions {
  /** `unix:/path` or `host:port` of the ADS server. */
  readonly ads: string;
  readonly node?: { readonly id: string; readonly cluster?: string };
  /** Incremental or state-of-the-world ADS; default delta. */
  readonly protocol?: 'delta' | 'sotw';
  /** gRPC metadata sent with the ADS stream, e.g. `authorization`. */
  readonly metadata?: { readonly [header: string]: string };
  /** Seconds Envoy waits for the first answer of a subscription; 0 is for ever, so that a missing answer shows. */
  readonly initialFetchTimeout?: string;
  /** Merged over the generated bootstrap, top level field by field. */
  readonly extra?: Json;
}

/** A bootstrap that takes listeners and clusters from an ADS server without TLS. */
export function adsBootstrap(options: AdsBootstrapOptions): Json {
  const { ads, node = { id: 'test' }, protocol = 'delta', metadata = {}, initialFetchTimeout = '0s' } = options;
  const source = { ads: {}, resource_api_version: 'V3', initial_fetch_timeout: initialFetchTimeout };
  return {
    node: { id: node.id, cluster: node.cluster ?? 'test' },
    dynamic_resources: {
      ads_config: {
        api_type: protocol === 'delta' ? 'DELTA_GRPC' : 'GRPC',
        transport_api_version: 'V3',
        set_node_on_first_message_only: true,
        grpc_services: [
          {
            envoy_grpc: { cluster_name: 'ads' },
            initial_metadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
          },
        ],
      },
      lds_config: source,
      cds_config: source,
    },
    static_resources: { clusters: [adsCluster(ads)] },
    ...options.extra,
  };
}

function adsCluster(ads: string): Json {
  const address = ads.startsWith('unix:')
    ? { pipe: { path: ads.slice('unix:'.length) } }
    : { socket_address: { address: ads.slice(0, ads.lastIndexOf(':')), port_value: Number(ads.split(':').at(-1)) } };
  return {
    name: 'ads',
    type: 'STATIC',
    connect_timeout: '1s',
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
        explicit_http_config: { http2_protocol_options: {} },
      },
    },
    load_assignment: {
      cluster_name: 'ads',
      endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }],
    },
  };
}
