// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface ApiKeyAuth {
  readonly credentials?: readonly Credential[] | undefined;
  readonly key_sources?: readonly KeySource[] | undefined;
  readonly forwarding?: Forwarding | undefined;
}

export interface ApiKeyAuthPerRoute {
  readonly credentials?: readonly Credential[] | undefined;
  readonly key_sources?: readonly KeySource[] | undefined;
  readonly allowed_clients?: readonly string[] | undefined;
  readonly forwarding?: Forwarding | undefined;
}

export interface Credential {
  readonly key?: string | undefined;
  readonly client?: string | undefined;
}

export interface KeySource {
  readonly header?: string | undefined;
  readonly query?: string | undefined;
  readonly cookie?: string | undefined;
}

export interface Forwarding {
  readonly header?: string | undefined;
  readonly hide_credentials?: boolean | undefined;
}
