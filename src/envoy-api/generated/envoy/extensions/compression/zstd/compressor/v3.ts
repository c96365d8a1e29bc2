// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface Zstd {
  readonly compression_level?: google_protobuf.UInt32Value | undefined;
  readonly enable_checksum?: boolean | undefined;
  readonly strategy?: Zstd_Strategy | undefined;
  readonly dictionary?: envoy_config_core_v3.DataSource | undefined;
  readonly chunk_size?: google_protobuf.UInt32Value | undefined;
}

export const Zstd_Strategy = {
  DEFAULT: 0,
  FAST: 1,
  DFAST: 2,
  GREEDY: 3,
  LAZY: 4,
  LAZY2: 5,
  BTLAZY2: 6,
  BTOPT: 7,
  BTULTRA: 8,
  BTULTRA2: 9,
} as const;
export type Zstd_Strategy = (typeof Zstd_Strategy)[keyof typeof Zstd_Strategy];
