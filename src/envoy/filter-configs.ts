import type { Any } from '../envoy-api/generated/google/protobuf.js';

/** `typed_per_filter_config`: the configurations of filters for one route or virtual host, by the filters' names in the connection manager. */
export interface FilterConfigs {
  readonly [filter: string]: Any;
}
