// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface EnvironmentResourceDetectorConfig {
}

export interface StaticConfigResourceDetectorConfig {
  readonly attributes?: { readonly [key: string]: string } | undefined;
}
