import type { Route, RouteAction } from '../../envoy-api/generated/envoy/config/route/v3.js';
import type {
  HttpFilter,
  ResponseMapper,
} from '../../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import type { HttpFilters, VirtualHost } from '../../model/index.js';
import type { EnvoySettings } from '../settings.js';
import type { DestinationFields, LevelFields, ManagerKind, RouteActionContext } from './feature.js';
import { type AnyFeature, HTTP_FILTERS } from './index.js';

/** `http_filters` of a connection manager. */
export function httpFilters(kind: ManagerKind, settings: EnvoySettings): readonly HttpFilter[] {
  return HTTP_FILTERS.flatMap((feature) => feature.filters?.(kind, settings) ?? []);
}

/** Replacements of answers that filters give, for `local_reply_config` of the connection managers of Gateways. */
export function filterReplies(): readonly ResponseMapper[] {
  return HTTP_FILTERS.flatMap((feature) => feature.localReplies?.() ?? []);
}

/** Fields of the virtual host itself; those for its routes are theirs. */
export function virtualHostFields(host: VirtualHost): LevelFields {
  return joined(HTTP_FILTERS.map((feature) => feature.virtualHost?.(host)));
}

/** Fields for filters at any level: of a route, a weighted cluster, a virtual host or a RouteConfiguration. */
export function levelFields(filters: HttpFilters): LevelFields {
  return joined(inUse(filters).map(({ feature, value }) => feature.level?.(value)));
}

/** Fields for filters of the action of a route that forwards. */
export function routeActionFields(filters: HttpFilters, context: RouteActionContext): Partial<RouteAction> {
  return Object.assign({}, ...inUse(filters).map(({ feature, value }) => feature.routeAction?.(value, context)));
}

/** Fields for filters of an entry of a weighted list, or of a RouteAction with one cluster. */
export function destinationFields(filters: HttpFilters): DestinationFields {
  return Object.assign({}, ...inUse(filters).map(({ feature, value }) => feature.destination?.(value)));
}

/** Whether a backend has filters that an entry of a weighted list cannot have. */
export function needRoute(filters: HttpFilters): boolean {
  return inUse(filters).some(({ feature, value }) => feature.needsRoute?.(value));
}

/** Whether filters of a rule need to know which share of the requests a route takes. */
export function dependOnShare(filters: HttpFilters): boolean {
  return inUse(filters).some(({ feature, value }) => feature.dependsOnShare?.(value));
}

/** The routes for a route that the proxy answers by itself, in the order in which Envoy has to try them. */
export function answeringRoutes(route: Route, filters: HttpFilters): readonly Route[] {
  return inUse(filters).reduce<readonly Route[]>(
    (routes, { feature, value }) => routes.flatMap((each) => feature.answers?.(each, value) ?? [each]),
    [route],
  );
}

interface FeatureInUse {
  readonly feature: AnyFeature;
  /** Of the setting of the feature. */
  readonly value: NonNullable<HttpFilters[keyof HttpFilters]>;
}

const WITH_SETTING = HTTP_FILTERS.filter(({ setting }) => setting !== undefined);

/** The features that the filters turn on, in order. */
function inUse(filters: HttpFilters): readonly FeatureInUse[] {
  const found: FeatureInUse[] = [];
  for (const feature of WITH_SETTING) {
    const value = feature.setting && filters[feature.setting];
    if (value !== undefined) found.push({ feature, value });
  }
  return found;
}

function joined(parts: readonly (LevelFields | undefined)[]): LevelFields {
  const fields = parts.filter((each) => each !== undefined);
  if (fields.length <= 1) return fields[0] ?? {};
  return {
    typed_per_filter_config: Object.assign({}, ...fields.map((each) => each.typed_per_filter_config)),
    request_headers_to_add: fields.flatMap((each) => each.request_headers_to_add ?? []),
    request_headers_to_remove: fields.flatMap((each) => each.request_headers_to_remove ?? []),
    response_headers_to_add: fields.flatMap((each) => each.response_headers_to_add ?? []),
    response_headers_to_remove: fields.flatMap((each) => each.response_headers_to_remove ?? []),
  };
}
