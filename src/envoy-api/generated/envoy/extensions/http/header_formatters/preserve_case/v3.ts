// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface PreserveCaseFormatterConfig {
  readonly forward_reason_phrase?: boolean | undefined;
  readonly formatter_type_on_envoy_headers?: PreserveCaseFormatterConfig_FormatterTypeOnEnvoyHeaders | undefined;
}

export const PreserveCaseFormatterConfig_FormatterTypeOnEnvoyHeaders = {
  DEFAULT: 0,
  PROPER_CASE: 1,
} as const;
export type PreserveCaseFormatterConfig_FormatterTypeOnEnvoyHeaders = (typeof PreserveCaseFormatterConfig_FormatterTypeOnEnvoyHeaders)[keyof typeof PreserveCaseFormatterConfig_FormatterTypeOnEnvoyHeaders];
