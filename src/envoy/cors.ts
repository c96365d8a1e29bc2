import { any } from '../envoy-api/codec.js';
import {
  HeaderValueOption_HeaderAppendAction as AppendAction,
  type HeaderValueOption,
} from '../envoy-api/generated/envoy/config/core/v3.js';
import type { HeaderMatcher, Route } from '../envoy-api/generated/envoy/config/route/v3.js';
import type { HttpFilter } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import type { StringMatcher } from '../envoy-api/generated/envoy/type/matcher/v3.js';
import type { Cors } from '../model/index.js';
import type { FilterConfigs } from './filter-configs.js';
import { escapeFormat } from './header-modifier.js';
import { escapeRegex } from './literal-pattern.js';
import { bool } from './values.js';

/** Names of the filters in every HTTP connection manager, and of their configurations in a route. */
const CORS_FILTER = 'envoy.filters.http.cors';
const HEADERS_FILTER = 'gatewright.cors_headers';

/**
 * The filters for CORS: Envoy's own for routes that forward, and one that writes the headers where the proxy answers by itself, for which
 * the first does nothing. They see the answers of all filters behind them.
 */
export function corsFilters(): readonly HttpFilter[] {
  return [
    { name: CORS_FILTER, typed_config: any('envoy.extensions.filters.http.cors.v3.Cors', {}) },
    {
      name: HEADERS_FILTER,
      typed_config: any('envoy.extensions.filters.http.header_mutation.v3.HeaderMutation', {}),
    },
  ];
}

/** CORS (GEP-1767) as the configuration of filters for one route that forwards. Preflights are answered by other routes. */
export function corsConfig(cors: Cors | undefined): FilterConfigs | undefined {
  if (cors === undefined) return undefined;
  const policy = any('envoy.extensions.filters.http.cors.v3.CorsPolicy', {
    allow_origin_string_match: cors.allowOrigins.map(originMatcher),
    expose_headers: exposed(cors),
    allow_credentials: bool(cors.allowCredentials),
    forward_not_matching_preflights: bool(false),
  });
  return { [CORS_FILTER]: policy };
}

/** A route that the proxy answers by itself as routes whose answers have these headers for allowed origins. */
export function withCorsHeaders(
  route: Route,
  cors: Cors | undefined,
  headers: readonly HeaderValueOption[] = cors === undefined ? [] : answerHeaders(cors),
): readonly Route[] {
  if (cors === undefined) return [route];
  const config = any('envoy.extensions.filters.http.header_mutation.v3.HeaderMutationPerRoute', {
    mutations: { response_mutations: headers.map((append) => ({ append })) },
  });
  const allowed = allowedOrigins(cors.allowOrigins).map((origin) => ({
    ...route,
    match: { ...route.match, headers: [...(route.match?.headers ?? []), origin] },
    typed_per_filter_config: { ...route.typed_per_filter_config, [HEADERS_FILTER]: config },
  }));
  return [...allowed, route];
}

/** What an answer to an allowed origin has. */
function answerHeaders(cors: Cors): readonly HeaderValueOption[] {
  return [
    header('allow-origin', '%REQ(ORIGIN)%'),
    ...(cors.allowCredentials ? [header('allow-credentials', 'true')] : []),
    ...listHeader('expose-headers', exposed(cors), '*'),
  ];
}

/** What the answer to a preflight of an allowed origin has. */
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
