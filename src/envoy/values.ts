import type { ConfigSource } from '../envoy-api/generated/envoy/config/core/v3.js';
import { ApiVersion } from '../envoy-api/generated/envoy/config/core/v3.js';
import type { BoolValue, Duration, UInt32Value } from '../envoy-api/generated/google/protobuf.js';

export function bool(value: boolean): BoolValue {
  return { value };
}

export function uint32(value: number): UInt32Value {
  return { value };
}

/** A duration of so many milliseconds. */
export function milliseconds(value: number): Duration {
  return { seconds: Math.floor(value / 1000), nanos: (value % 1000) * 1_000_000 };
}

/**
 * The ADS stream that everything comes from. Without a time limit Envoy waits for the first answer as long as it takes:
 * the server answers every name, and a limit would let a proxy get ready with half its configuration.
 */
export const ADS: ConfigSource = {
  ads: {},
  resource_api_version: ApiVersion.V3,
  initial_fetch_timeout: { seconds: 0 },
};

/**
 * The same for endpoints, with a limit: when the stream breaks between a changed cluster and its endpoints, Envoy asks with the version
 * that it has, gets no answer, and would wait for ever; after the limit it goes on with the endpoints it had.
 */
export const ADS_ENDPOINTS: ConfigSource = { ...ADS, initial_fetch_timeout: { seconds: 15 } };
