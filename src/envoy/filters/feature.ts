import type { HeaderValueOption } from '../../envoy-api/generated/envoy/config/core/v3.js';
import type {
  Route,
  RouteAction,
  WeightedCluster_ClusterWeight,
} from '../../envoy-api/generated/envoy/config/route/v3.js';
import type {
  HttpFilter,
  ResponseMapper,
} from '../../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import type { Any } from '../../envoy-api/generated/google/protobuf.js';
import type { HttpFilters, HttpMatch, VirtualHost } from '../../model/index.js';
import type { EnvoySettings } from '../settings.js';
import type { Share } from '../share.js';

/** Kind of connection manager: that of a Gateway, or that of a frontend in sidecars. */
export type ManagerKind = 'edge' | 'mesh';

/**
 * Contributions of one feature to Envoy's configuration, by the place that they go to. Each place is optional.
 *
 * @typeParam Setting name of the setting of rules and backends that turns the feature on; `never`: there is none
 */
export interface HttpFilterFeature<Setting extends keyof HttpFilters = never> {
  /** For people who read a list of features. */
  readonly name: string;
  readonly setting?: Setting;

  /**
   * HTTP filters of every connection manager of that kind. They are constant, since a change drains connections. They do nothing for
   * requests for which no level has a configuration.
   */
  filters?(kind: ManagerKind, settings: EnvoySettings): readonly HttpFilter[];

  /** Replacements of answers that the filters give at a Gateway. */
  localReplies?(): readonly ResponseMapper[];

  /** Fields of a virtual host of a Gateway, for the filters of its listener. */
  virtualHost?(host: VirtualHost): LevelFields;

  /** Fields for the setting at any level. */
  level?(value: NonNullable<HttpFilters[Setting]>): LevelFields;

  /** Fields for the setting that only a route which forwards can have. */
  routeAction?(value: NonNullable<HttpFilters[Setting]>, context: RouteActionContext): Partial<RouteAction>;

  /** Fields for the setting of a single destination. */
  destination?(value: NonNullable<HttpFilters[Setting]>): DestinationFields;

  /** Whether a backend with this setting needs a route of its own: an entry of a weighted list has no such fields. */
  needsRoute?(value: NonNullable<HttpFilters[Setting]>): boolean;

  /** Whether the fields for the setting of a rule depend on the share of the requests that a route takes. */
  dependsOnShare?(value: NonNullable<HttpFilters[Setting]>): boolean;

  /** Routes that take the place of one which the proxy answers by itself: a redirect, or an error. */
  answers?(route: Route, value: NonNullable<HttpFilters[Setting]>): readonly Route[];
}

/**
 * Fields that all levels have in common: RouteConfiguration, VirtualHost, Route and WeightedCluster.ClusterWeight. Of the configurations of a
 * filter, Envoy takes that of the most specific level. Headers are modified by all levels, the most specific first.
 */
export interface LevelFields {
  readonly typed_per_filter_config?: FilterConfigs | undefined;
  readonly request_headers_to_add?: readonly HeaderValueOption[] | undefined;
  readonly request_headers_to_remove?: readonly string[] | undefined;
  readonly response_headers_to_add?: readonly HeaderValueOption[] | undefined;
  readonly response_headers_to_remove?: readonly string[] | undefined;
}

/** `typed_per_filter_config`: configurations of filters, by the names of the filters in the connection manager. */
export interface FilterConfigs {
  readonly [filter: string]: Any;
}

/** Fields that an entry of a weighted list and a RouteAction with one cluster have in common. */
export type DestinationFields = Pick<RouteAction & WeightedCluster_ClusterWeight, 'host_rewrite_literal'>;

export interface RouteActionContext {
  readonly match: HttpMatch;
  /** Share of the requests that the route takes of what its match takes. */
  readonly share: Share;
}
