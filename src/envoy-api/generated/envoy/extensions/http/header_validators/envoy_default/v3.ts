// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface HeaderValidatorConfig {
  readonly http1_protocol_options?: HeaderValidatorConfig_Http1ProtocolOptions | undefined;
  readonly uri_path_normalization_options?: HeaderValidatorConfig_UriPathNormalizationOptions | undefined;
  readonly restrict_http_methods?: boolean | undefined;
  readonly headers_with_underscores_action?: HeaderValidatorConfig_HeadersWithUnderscoresAction | undefined;
  readonly strip_fragment_from_path?: boolean | undefined;
}

export const HeaderValidatorConfig_HeadersWithUnderscoresAction = {
  ALLOW: 0,
  REJECT_REQUEST: 1,
  DROP_HEADER: 2,
} as const;
export type HeaderValidatorConfig_HeadersWithUnderscoresAction = (typeof HeaderValidatorConfig_HeadersWithUnderscoresAction)[keyof typeof HeaderValidatorConfig_HeadersWithUnderscoresAction];

export interface HeaderValidatorConfig_UriPathNormalizationOptions {
  readonly skip_path_normalization?: boolean | undefined;
  readonly skip_merging_slashes?: boolean | undefined;
  readonly path_with_escaped_slashes_action?: HeaderValidatorConfig_UriPathNormalizationOptions_PathWithEscapedSlashesAction | undefined;
}

export const HeaderValidatorConfig_UriPathNormalizationOptions_PathWithEscapedSlashesAction = {
  IMPLEMENTATION_SPECIFIC_DEFAULT: 0,
  KEEP_UNCHANGED: 1,
  REJECT_REQUEST: 2,
  UNESCAPE_AND_REDIRECT: 3,
  UNESCAPE_AND_FORWARD: 4,
} as const;
export type HeaderValidatorConfig_UriPathNormalizationOptions_PathWithEscapedSlashesAction = (typeof HeaderValidatorConfig_UriPathNormalizationOptions_PathWithEscapedSlashesAction)[keyof typeof HeaderValidatorConfig_UriPathNormalizationOptions_PathWithEscapedSlashesAction];

export interface HeaderValidatorConfig_Http1ProtocolOptions {
  readonly allow_chunked_length?: boolean | undefined;
}
