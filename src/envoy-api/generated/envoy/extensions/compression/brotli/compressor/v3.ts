// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface Brotli {
  readonly quality?: google_protobuf.UInt32Value | undefined;
  readonly encoder_mode?: Brotli_EncoderMode | undefined;
  readonly window_bits?: google_protobuf.UInt32Value | undefined;
  readonly input_block_bits?: google_protobuf.UInt32Value | undefined;
  readonly chunk_size?: google_protobuf.UInt32Value | undefined;
  readonly disable_literal_context_modeling?: boolean | undefined;
}

export const Brotli_EncoderMode = {
  DEFAULT: 0,
  GENERIC: 1,
  TEXT: 2,
  FONT: 3,
} as const;
export type Brotli_EncoderMode = (typeof Brotli_EncoderMode)[keyof typeof Brotli_EncoderMode];
