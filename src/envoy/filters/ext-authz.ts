import { any } from '../../envoy-api/codec.js';
import {
  ApiVersion,
  type RetryPolicy,
  type TypedExtensionConfig,
} from '../../envoy-api/generated/envoy/config/core/v3.js';
import type { ExtAuthz } from '../../envoy-api/generated/envoy/extensions/filters/http/ext_authz/v3.js';
import type { ListStringMatcher } from '../../envoy-api/generated/envoy/type/matcher/v3.js';
import type { ExternalAuth } from '../../model/index.js';
import { ENVOY_PREFIX, INTERNAL_PREFIX } from '../early-header.js';
import { backOff, defaultRetryPolicy } from '../retry.js';
import { milliseconds } from '../values.js';

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

/** When the service is asked: what it changes in the request has a say in the choice of the route, or comes too late for it. */
export type Phase = 'before-routing' | 'after-routing';

/** The filter that asks an authorization service. What it cannot ask about is refused. */
export function extAuthz(auth: ExternalAuth, phase: Phase): TypedExtensionConfig {
  const { maxBodySize } = auth;
  const config: ExtAuthz = {
    transport_api_version: ApiVersion.V3,
    ...(auth.protocol === 'GRPC' ? grpcService(auth) : httpService(auth)),
    // It is ours, not the client's.
    disallowed_headers: { patterns: [{ prefix: INTERNAL_PREFIX }] },
    clear_route_cache: phase === 'before-routing',
    status_on_error: { code: UNAVAILABLE },
    ...(maxBodySize !== undefined && { with_request_body: { max_request_bytes: maxBodySize } }),
    // Of what it changes in the request, these are ignored. Envoy ignores the authority, scheme and method as well.
    decoder_header_mutation_rules: { disallow_expression: { regex: protectedHeaders(auth, phase) } },
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

/**
 * Without a list, the answer of an HTTP service gives all its headers to the request, except those that say nothing about it. The path
 * can be changed only as long as no route has matched it.
 */
function protectedHeaders({ protocol, responseHeaders }: ExternalAuth, phase: Phase): string {
  const path = phase === 'after-routing' ? [':path'] : [];
  const answer = protocol === 'HTTP' && responseHeaders === undefined ? [OF_THE_ANSWER] : [];
  return ['host', `${INTERNAL_PREFIX}.*`, `${ENVOY_PREFIX}.*`, OF_THE_CONNECTION, ...path, ...answer].join('|');
}
