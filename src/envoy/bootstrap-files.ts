import { any, encode } from '../envoy-api/codec.js';
import type { Cluster } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import { Cluster_DiscoveryType } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import type { ConfigSource, TransportSocket } from '../envoy-api/generated/envoy/config/core/v3.js';
import { ApiVersion } from '../envoy-api/generated/envoy/config/core/v3.js';
import { DnsLookupFamily } from '../envoy-api/generated/envoy/extensions/clusters/common/dns/v3.js';
import type { HttpFilter } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import type { Secret } from '../envoy-api/generated/envoy/extensions/transport_sockets/tls/v3.js';
import {
  SubjectAltNameMatcher_SanType as SanType,
  TlsParameters_TlsProtocol as TlsProtocol,
} from '../envoy-api/generated/envoy/extensions/transport_sockets/tls/v3.js';
import { toJson } from '../envoy-api/to-json.js';
import { BOOTSTRAP_FILE } from '../well-known/files.js';
import { XDS_MESSAGES } from '../well-known/xds-types.js';
import {
  bootstrapWith,
  type CommonBootstrapOptions,
  http2,
  type SocketPlace,
  soleEndpoint,
  XDS_CLUSTER,
} from './bootstrap.js';
import { checkedEncode } from './checked-encode.js';
import { milliseconds, uint32 } from './values.js';

export interface BootstrapFilesOptions extends Omit<CommonBootstrapOptions, 'admin'> {
  /** The server: `hostname` and `port` to connect to, `serverName` (a DNS name) that its certificate has to have. */
  readonly xds: { readonly hostname: string; readonly port: number; readonly serverName: string };
  /** Absolute path of the folder that the files will be in. */
  readonly folder: string;
  /** PEM bundle of the authorities that the server's certificate may come from. */
  readonly caFile: string;
  /** The projected service account token that tells the server who this proxy is. */
  readonly tokenFile: string;
  /** The unix socket of the admin interface. */
  readonly adminPath: string;
}

/** Name of the static cluster that leads to the admin interface of the same proxy. */
export const ADMIN_CLUSTER = 'admin';

const CA = 'xds-ca';
const TOKEN = 'xds-token';

/**
 * What a proxy starts with, as file name → content: `bootstrap.json` and the two SDS files that it names.
 *
 * Kubernetes replaces the files of a volume by swapping the symbolic link beside them; Envoy watches the folders of the CA bundle and
 * of the token, so that the next connection and the next stream use the new ones. A stream that is open stays open.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/security/secret,
 * https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/http/http_filters/credential_injector_filter
 *
 * @param clusters static ones besides those that all proxies have.
 */
export function bootstrapFiles(
  options: BootstrapFilesOptions,
  clusters: readonly Cluster[] = [],
): Readonly<Record<string, string>> {
  const { folder, adminPath } = options;
  const admin = { path: adminPath };
  return {
    [BOOTSTRAP_FILE]: print(
      bootstrapWith({ ...options, admin }, [xdsCluster(folder, options.xds), adminCluster(admin), ...clusters]),
    ),
    [sdsFile(CA)]: sdsResponse(authorities(options)),
    [sdsFile(TOKEN)]: sdsResponse(token(options)),
  };
}

function xdsCluster(folder: string, { hostname, port, serverName }: BootstrapFilesOptions['xds']): Cluster {
  return {
    name: XDS_CLUSTER,
    // A name may stand for one address of a Service or for one of each replica.
    cluster_type: {
      name: 'envoy.clusters.dns',
      typed_config: any('envoy.extensions.clusters.dns.v3.DnsCluster', {
        dns_lookup_family: DnsLookupFamily.ALL,
        dns_refresh_rate: milliseconds(5_000),
        dns_failure_refresh_rate: { base_interval: milliseconds(500), max_interval: milliseconds(2_000) },
      }),
    },
    connect_timeout: milliseconds(2_000),
    load_assignment: soleEndpoint(XDS_CLUSTER, { address: hostname, port }),
    transport_socket: upstreamTls(folder, serverName),
    typed_extension_protocol_options: http2([tokenInjector(folder), UPSTREAM_CODEC]),
  };
}

function upstreamTls(folder: string, serverName: string): TransportSocket {
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: any('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext', {
      sni: serverName,
      common_tls_context: {
        tls_params: {
          tls_minimum_protocol_version: TlsProtocol.TLSv1_3,
          tls_maximum_protocol_version: TlsProtocol.TLSv1_3,
        },
        validation_context_sds_secret_config: { name: CA, sds_config: fromFile(folder, CA) },
      },
    }),
  };
}

function tokenInjector(folder: string): HttpFilter {
  return {
    name: 'envoy.filters.http.credential_injector',
    typed_config: any('envoy.extensions.filters.http.credential_injector.v3.CredentialInjector', {
      overwrite: true,
      credential: {
        name: 'envoy.http.injected_credentials.generic',
        typed_config: any('envoy.extensions.http.injected_credentials.generic.v3.Generic', {
          header: 'authorization',
          header_value_prefix: 'Bearer ',
          credential: { name: TOKEN, sds_config: fromFile(folder, TOKEN) },
        }),
      },
    }),
  };
}

const UPSTREAM_CODEC: HttpFilter = {
  name: 'envoy.filters.http.upstream_codec',
  typed_config: any('envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec', {}),
};

function authorities({ caFile, xds }: BootstrapFilesOptions): Secret {
  return {
    name: CA,
    validation_context: {
      trusted_ca: { filename: caFile },
      watched_directory: { path: folderOf(caFile) },
      match_typed_subject_alt_names: [{ san_type: SanType.DNS, matcher: { exact: xds.serverName } }],
    },
  };
}

function token({ tokenFile }: BootstrapFilesOptions): Secret {
  const secret = { filename: tokenFile, watched_directory: { path: folderOf(tokenFile) } };
  return { name: TOKEN, generic_secret: { secret } };
}

/** It takes one request at a time: with more, statistics would keep the main thread from its work. */
export function adminCluster(place: SocketPlace): Cluster {
  return {
    name: ADMIN_CLUSTER,
    type: Cluster_DiscoveryType.STATIC,
    connect_timeout: milliseconds(1_000),
    load_assignment: soleEndpoint(ADMIN_CLUSTER, place),
    circuit_breakers: { thresholds: [{ max_requests: uint32(1) }] },
  };
}

/** A file is read as the response of a server would be. */
function sdsResponse(secret: Secret): string {
  const type = 'envoy.service.discovery.v3.DiscoveryResponse';
  const name = XDS_MESSAGES.Secret;
  checkedEncode(name, secret);
  return print(toJson(type, encode(type, { resources: [any(name, secret)] })));
}

function fromFile(folder: string, secret: string): ConfigSource {
  return { path_config_source: { path: `${folder}/${sdsFile(secret)}` }, resource_api_version: ApiVersion.V3 };
}

function sdsFile(secret: string): string {
  return `${secret}.json`;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function print(json: unknown): string {
  return `${JSON.stringify(json, undefined, 2)}\n`;
}
