// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface AllowListedRoutesConfig {
  readonly allowed_route_names?: readonly string[] | undefined;
}
