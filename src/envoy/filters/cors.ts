import { any } from '../../envoy-api/codec.js';
import {
  HeaderValueOption_HeaderAppendAction as AppendAction,
  type HeaderValueOption,
} from '../../envoy-api/generated/envoy/config/core/v3.js';
import type { HeaderMatcher, Route } from '../../envoy-api/generated/envoy/config/route/v3.js';
import type { StringMatcher } from '../../envoy-api/generated/envoy/type/matcher/v3.js';
import type { Any } from '../../envoy-api/generated/google/protobuf.js';
import type { Cors } from '../../model/index.js';
import { escapeFormat } from '../format-string.js';
import { escapeRegex } from '../literal-pattern.js';
import { bool } from '../values.js';
import type { HttpFilterFeature } from './feature.js';

/** Names of the filters in every HTTP connection manager, and of their configurations in a route. */
const CORS_FILTER = 'envoy.filters.http.cors';
const HEADERS_FILTER = 'gatewright.cors_headers';

/**
 * CORS (GEP-1767): Envoy's own filter for routes that forward. Where the proxy answers by itself, that filter does nothing and another one
 * writes the headers. They see the answers of all filters behind them. Preflights are answered by routes of their own.
 */
export const cors: HttpFilterFeature<'cors'> = {
  name: 'CORS',
  setting: 'cors',
  filters: () => [
    { name: CORS_FILTER, typed_config: any('envoy.extensions.filters.http.cors.v3.Cors', {}) },
    {
      name: HEADERS_FILTER,
      typed_config: any('envoy.extensions.filters.http.header_mutation.v3.HeaderMutation', {}),
    },
  ],
  level: (value) => ({ typed_per_filter_config: { [CORS_FILTER]: policy(value) } }),
  answers: withCorsHeaders,
};

function policy(value: Cors): Any {
  return any('envoy.extensions.filters.http.cors.v3.CorsPolicy', {
    allow_origin_string_match: value.allowOrigins.map(originMatcher),
    expose_headers: exposed(value),
    allow_credentials: bool(value.allowCredentials),
    forward_not_matching_preflights: bool(false),
  });
}

/** Routes for one that the proxy answers by itself: the answers to allowed origins have these headers. */
export function withCorsHeaders(
  route: Route,
  value: Cors,
  headers: readonly HeaderValueOption[] = answerHeaders(value),
): readonly Route[] {
  const config = any('envoy.extensions.filters.http.header_mutation.v3.HeaderMutationPerRoute', {
    mutations: { response_mutations: headers.map((append) => ({ append })) },
  });
  const allowed = allowedOrigins(value.allowOrigins).map((origin) => ({
    ...route,
    match: { ...route.match, headers: [...(route.match?.headers ?? []), origin] },
    typed_per_filter_config: { ...route.typed_per_filter_config, [HEADERS_FILTER]: config },
  }));
  return [...allowed, route];
}

/** Headers of an answer to an allowed origin. */
function answerHeaders(cors: Cors): readonly HeaderValueOption[] {
  return [
    header('allow-origin', '%REQ(ORIGIN)%'),
    ...(cors.allowCredentials ? [header('allow-credentials', 'true')] : []),
    ...listHeader('expose-headers', exposed(cors), '*'),
  ];
}

/** Headers of the answer to a preflight of an allowed origin. */
export function preflightHeaders(cors: Cors): readonly HeaderValueOption[] {
  return [
    ...answerHeaders(cors),
    ...listHeader('allow-methods', list(cors.allowMethods), '%REQ(ACCESS-CONTROL-REQUEST-METHOD)%'),
    ...listHeader('allow-headers', list(cors.allowHeaders), '%REQ(ACCESS-CONTROL-REQUEST-HEADERS)%'),
    header('max-age', String(cors.maxAge)),
  ];
}

/** @param everything what stands for a lone `*`, a format string */
function listHeader(name: string, value: string, everything: string): readonly HeaderValueOption[] {
  if (value === '') return [];
  return [header(name, value === '*' ? everything : escapeFormat(value))];
}

function header(name: string, value: string): HeaderValueOption {
  return {
    header: { key: `access-control-${name}`, value },
    append_action: AppendAction.OVERWRITE_IF_EXISTS_OR_ADD,
  };
}

/** A browser takes `*` for the name of a header when credentials are allowed, and the GEP forbids it. */
function exposed({ exposeHeaders, allowCredentials }: Cors): string {
  return list(exposeHeaders.filter((name) => name !== '*' || !allowCredentials));
}

function list(values: readonly string[]): string {
  return values.includes('*') ? '*' : values.join(', ');
}

/** Browsers write origins in lower case and without the port that the scheme implies. */
export function originMatcher(origin: string): StringMatcher {
  const serialized = serializedOrigin(origin);
  return serialized.includes('*') ? { safe_regex: { regex: originPattern(serialized) } } : { exact: serialized };
}

function serializedOrigin(origin: string): string {
  return origin.toLowerCase().replace(/^(http:\/\/.*):80$|^(https:\/\/.*):443$/, '$1$2');
}

function originPattern(serialized: string): string {
  return serialized === '*' ? '.*' : escapeRegex(serialized).replaceAll('\\*', '[^/:]+');
}

/** Characters of one expression, so that it is far from what Envoy takes at most. */
const LONGEST_PATTERN = 2000;

/** Matchers of which one matches when the origin of a request is allowed. */
function allowedOrigins(origins: readonly string[]): readonly HeaderMatcher[] {
  const groups: string[] = [];
  for (const origin of origins) {
    const pattern = originPattern(serializedOrigin(origin));
    const last = groups.at(-1);
    if (last !== undefined && last.length + pattern.length < LONGEST_PATTERN) groups.push(`${groups.pop()}|${pattern}`);
    else groups.push(pattern);
  }
  return groups.map((regex) => ({ name: 'origin', string_match: { safe_regex: { regex } } }));
}
