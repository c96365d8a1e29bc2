import { any } from '../envoy-api/codec.js';
import type { StringMatcher } from '../envoy-api/generated/envoy/type/matcher/v3.js';
import type { Cors } from '../model/index.js';
import type { FilterConfigs } from './filter-configs.js';
import { bool } from './values.js';

/** Name of the filter in every HTTP connection manager, and of its configuration in a route. */
export const CORS_FILTER = 'envoy.filters.http.cors';

/** CORS (GEP-1767) as the configuration of filters for one route. */
export function corsConfig(cors: Cors | undefined): FilterConfigs | undefined {
  if (cors === undefined) return undefined;
  const policy = any('envoy.extensions.filters.http.cors.v3.CorsPolicy', {
    allow_origin_string_match: cors.allowOrigins.map(originMatcher),
    allow_methods: list(cors.allowMethods),
    allow_headers: list(cors.allowHeaders),
    // A browser takes `*` for the name of a header when credentials are allowed, and the GEP forbids it.
    expose_headers: list(cors.exposeHeaders.filter((name) => name !== '*' || !cors.allowCredentials)),
    max_age: String(cors.maxAge),
    allow_credentials: bool(cors.allowCredentials),
    forward_not_matching_preflights: bool(false),
  });
  return { [CORS_FILTER]: policy };
}

/** Envoy answers a lone `*` with what the request asks for. */
function list(values: readonly string[]): string {
  return values.includes('*') ? '*' : values.join(', ');
}

/** Browsers write origins in lower case and without the port that the scheme implies. */
export function originMatcher(origin: string): StringMatcher {
  const serialized = origin.toLowerCase().replace(/^(http:\/\/.*):80$|^(https:\/\/.*):443$/, '$1$2');
  if (serialized === '*') return { safe_regex: { regex: '.*' } };
  if (!serialized.includes('*')) return { exact: serialized };
  return { safe_regex: { regex: serialized.replaceAll('.', '\\.').replaceAll('*', '[^/:]+') } };
}
