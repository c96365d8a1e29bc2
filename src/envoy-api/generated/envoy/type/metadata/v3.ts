// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface MetadataKey {
  readonly key?: string | undefined;
  readonly path?: readonly MetadataKey_PathSegment[] | undefined;
}

export interface MetadataKey_PathSegment {
  /** oneof segment */
  readonly key?: string | undefined;
  /** oneof segment */
  readonly index?: number | undefined;
}

export interface MetadataKind {
  /** oneof kind */
  readonly request?: MetadataKind_Request | undefined;
  /** oneof kind */
  readonly route?: MetadataKind_Route | undefined;
  /** oneof kind */
  readonly cluster?: MetadataKind_Cluster | undefined;
  /** oneof kind */
  readonly host?: MetadataKind_Host | undefined;
}

export interface MetadataKind_Request {
}

export interface MetadataKind_Route {
}

export interface MetadataKind_Cluster {
}

export interface MetadataKind_Host {
}
