// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_type_v3 from '../../type/v3.js';
import type * as google_protobuf from '../../../google/protobuf.js';

export interface ResourceMonitor {
  readonly name?: string | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
}

export interface ThresholdTrigger {
  readonly value?: number | undefined;
}

export interface ScaledTrigger {
  readonly scaling_threshold?: number | undefined;
  readonly saturation_threshold?: number | undefined;
}

export interface Trigger {
  readonly name?: string | undefined;
  /** oneof trigger_oneof */
  readonly threshold?: ThresholdTrigger | undefined;
  /** oneof trigger_oneof */
  readonly scaled?: ScaledTrigger | undefined;
}

export interface ScaleTimersOverloadActionConfig {
  readonly timer_scale_factors?: readonly ScaleTimersOverloadActionConfig_ScaleTimer[] | undefined;
}

export const ScaleTimersOverloadActionConfig_TimerType = {
  UNSPECIFIED: 0,
  HTTP_DOWNSTREAM_CONNECTION_IDLE: 1,
  HTTP_DOWNSTREAM_STREAM_IDLE: 2,
  TRANSPORT_SOCKET_CONNECT: 3,
  HTTP_DOWNSTREAM_CONNECTION_MAX: 4,
  HTTP_DOWNSTREAM_STREAM_FLUSH: 5,
} as const;
export type ScaleTimersOverloadActionConfig_TimerType = (typeof ScaleTimersOverloadActionConfig_TimerType)[keyof typeof ScaleTimersOverloadActionConfig_TimerType];

export interface ScaleTimersOverloadActionConfig_ScaleTimer {
  readonly timer?: ScaleTimersOverloadActionConfig_TimerType | undefined;
  /** oneof overload_adjust */
  readonly min_timeout?: google_protobuf.Duration | undefined;
  /** oneof overload_adjust */
  readonly min_scale?: envoy_type_v3.Percent | undefined;
}

export interface ShrinkHeapConfig {
  readonly timer_interval?: google_protobuf.Duration | undefined;
  readonly max_unfreed_memory_bytes?: google_protobuf.UInt64Value | undefined;
}

export interface OverloadAction {
  readonly name?: string | undefined;
  readonly triggers?: readonly Trigger[] | undefined;
  readonly typed_config?: google_protobuf.Any | undefined;
}

export interface LoadShedPoint {
  readonly name?: string | undefined;
  readonly triggers?: readonly Trigger[] | undefined;
}

export interface BufferFactoryConfig {
  readonly minimum_account_to_track_power_of_two?: number | undefined;
}

export interface OverloadManager {
  readonly refresh_interval?: google_protobuf.Duration | undefined;
  readonly resource_monitors?: readonly ResourceMonitor[] | undefined;
  readonly actions?: readonly OverloadAction[] | undefined;
  readonly loadshed_points?: readonly LoadShedPoint[] | undefined;
  readonly buffer_factory_config?: BufferFactoryConfig | undefined;
}
