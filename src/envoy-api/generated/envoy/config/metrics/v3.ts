// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../core/v3.js';
import type * as envoy_type_matcher_v3 from '../../type/matcher/v3.js';
import type * as google_protobuf from '../../../google/protobuf.js';

export interface StatsSink {
  readonly name?: string | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
}

export interface StatsConfig {
  readonly stats_tags?: readonly TagSpecifier[] | undefined;
  readonly use_all_default_tags?: google_protobuf.BoolValue | undefined;
  readonly stats_matcher?: StatsMatcher | undefined;
  readonly histogram_bucket_settings?: readonly HistogramBucketSettings[] | undefined;
  readonly allow_default_tag_overrides?: google_protobuf.BoolValue | undefined;
}

export interface StatsMatcher {
  /** oneof stats_matcher */
  readonly reject_all?: boolean | undefined;
  /** oneof stats_matcher */
  readonly exclusion_list?: envoy_type_matcher_v3.ListStringMatcher | undefined;
  /** oneof stats_matcher */
  readonly inclusion_list?: envoy_type_matcher_v3.ListStringMatcher | undefined;
}

export interface TagSpecifier {
  readonly tag_name?: string | undefined;
  /** oneof tag_value */
  readonly regex?: string | undefined;
  /** oneof tag_value */
  readonly fixed_value?: string | undefined;
}

export interface HistogramBucketSettings {
  readonly match?: envoy_type_matcher_v3.StringMatcher | undefined;
  readonly buckets?: readonly number[] | undefined;
  readonly bins?: google_protobuf.UInt32Value | undefined;
}

export interface StatsdSink {
  /** oneof statsd_specifier */
  readonly address?: envoy_config_core_v3.Address | undefined;
  /** oneof statsd_specifier */
  readonly tcp_cluster_name?: string | undefined;
  readonly prefix?: string | undefined;
  readonly scale_histogram_units_to_milliseconds?: boolean | undefined;
}

export interface DogStatsdSink {
  /** oneof dog_statsd_specifier */
  readonly address?: envoy_config_core_v3.Address | undefined;
  readonly prefix?: string | undefined;
  readonly max_bytes_per_datagram?: google_protobuf.UInt64Value | undefined;
  readonly scale_histogram_units_to_milliseconds?: boolean | undefined;
}

export interface HystrixSink {
  readonly num_buckets?: number | undefined;
}
