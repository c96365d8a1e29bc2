import { any } from '../envoy-api/codec.js';
import {
  ApiVersion,
  type RetryPolicy,
  type TypedExtensionConfig,
} from '../envoy-api/generated/envoy/config/core/v3.js';
import type { ExtAuthz } from '../envoy-api/generated/envoy/extensions/filters/http/ext_authz/v3.js';
import type { HttpFilter } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import type { ListStringMatcher } from '../envoy-api/generated/envoy/type/matcher/v3.js';
import type { Any } from '../envoy-api/generated/google/protobuf.js';
import type { ExternalAuth } from '../model/index.js';
import { INTERNAL_PREFIX } from './early-header.js';
import { backOff, defaultRetryPolicy } from './retry.js';
import { milliseconds } from './values.js';

/** Longer than an authorization service should take, which may have to ask others in turn. */
const TIMEOUT = 10_000;

/** Milliseconds before the first retry at most: Envoy's own for routes. */
const RETRY_PAUSE = 25;

/** What clients get when the service cannot be asked: nothing is forbidden to them, but nothing can be allowed either. */
const UNAVAILABLE = 503;

/** Headers that frame a message or belong to one connection. Source: RFC 9110, section 7.6.1. */
const OF_THE_CONNECTION = 'connection|content-length|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade';

/** Headers that describe the message they are in. */
const OF_THE_ANSWER = 'content-[^:]*|date|server';

/** Name of the filter in every HTTP connection manager, and of its configuration in a route. */
const ROUTE_FILTER = 'gatewright.external_auth';

/**
 * The filter that asks the authorization service of the route that a request has when it gets to it, if the route has one. What it is asked
 * and how is all in the route: a per-route configuration of ext_authz itself could replace its service, but not the rest.
 */
export function externalAuthFilter(): HttpFilter {
  return { name: ROUTE_FILTER, typed_config: any('envoy.extensions.filters.http.composite.v3.Composite', {}) };
}

/** ExternalAuth (GEP-1494) as the configuration of filters for one route. */
export function externalAuthConfig(auth: ExternalAuth | undefined): { readonly [filter: string]: Any } | undefined {
  if (auth === undefined) return undefined;
  const action = any('envoy.extensions.filters.http.composite.v3.ExecuteFilterAction', {
    typed_config: extAuthz(auth),
  });
  const config = any('envoy.extensions.filters.http.composite.v3.CompositePerRoute', {
    matcher: { on_no_match: { action: { name: 'ask', typed_config: action } } },
  });
  return { [ROUTE_FILTER]: config };
}

/** A filter that asks one authorization service. What it cannot ask is refused. */
function extAuthz(auth: ExternalAuth): TypedExtensionConfig {
  const { maxBodySize } = auth;
  const config: ExtAuthz = {
    transport_api_version: ApiVersion.V3,
    ...(auth.protocol === 'GRPC' ? grpcService(auth) : httpService(auth)),
    // It is ours, not the client's.
    disallowed_headers: { patterns: [{ prefix: INTERNAL_PREFIX }] },
    status_on_error: { code: UNAVAILABLE },
    ...(maxBodySize !== undefined && { with_request_body: { max_request_bytes: maxBodySize } }),
    // Of what it changes in the request, these are ignored. Envoy ignores the authority, scheme and method as well.
    decoder_header_mutation_rules: { disallow_expression: { regex: protectedHeaders(auth) } },
  };
  return {
    name: 'envoy.filters.http.ext_authz',
    typed_config: any('envoy.extensions.filters.http.ext_authz.v3.ExtAuthz', config),
  };
}

function grpcService({ backend, authority, requestHeaders }: ExternalAuth): ExtAuthz {
  return {
    grpc_service: {
      envoy_grpc: { cluster_name: backend, authority },
      timeout: milliseconds(TIMEOUT),
      retry_policy: retries(),
    },
    ...(requestHeaders && { allowed_headers: names(requestHeaders) }),
  };
}

function httpService({ backend, authority, pathPrefix, requestHeaders = [], responseHeaders }: ExternalAuth): ExtAuthz {
  return {
    http_service: {
      // Envoy takes no more than the cluster from it: the host is that of the request.
      server_uri: { uri: `http://${authority}`, cluster: backend, timeout: milliseconds(TIMEOUT) },
      ...(pathPrefix && { path_prefix: pathPrefix }),
      retry_policy: retries(),
      authorization_response: {
        allowed_upstream_headers: responseHeaders ? names(responseHeaders) : EVERYTHING_BUT_PSEUDO_HEADERS,
      },
    },
    // Besides Host, the method, the path, Content-Length and Authorization.
    ...(requestHeaders.length > 0 && { allowed_headers: names(requestHeaders) }),
  };
}

/** As for routes that say nothing about it, whose pauses Envoy makes short by itself. */
function retries(): RetryPolicy {
  return { ...defaultRetryPolicy(), retry_back_off: backOff(RETRY_PAUSE) };
}

const EVERYTHING_BUT_PSEUDO_HEADERS: ListStringMatcher = { patterns: [{ safe_regex: { regex: '[^:].*' } }] };

function names(list: readonly string[]): ListStringMatcher {
  return { patterns: list.map((exact) => ({ exact })) };
}

/** Without a list, the answer of an HTTP service gives all its headers to the request, except those that say nothing about it. */
function protectedHeaders({ protocol, responseHeaders }: ExternalAuth): string {
  const answer = protocol === 'HTTP' && responseHeaders === undefined ? [OF_THE_ANSWER] : [];
  return ['host', `${INTERNAL_PREFIX}.*`, OF_THE_CONNECTION, ...answer].join('|');
}
