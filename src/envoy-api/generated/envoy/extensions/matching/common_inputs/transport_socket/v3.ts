// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface EndpointMetadataInput {
  readonly filter?: string | undefined;
  readonly path?: readonly EndpointMetadataInput_PathSegment[] | undefined;
}

export interface EndpointMetadataInput_PathSegment {
  /** oneof segment */
  readonly key?: string | undefined;
}

export interface LocalityMetadataInput {
  readonly filter?: string | undefined;
  readonly path?: readonly LocalityMetadataInput_PathSegment[] | undefined;
}

export interface LocalityMetadataInput_PathSegment {
  /** oneof segment */
  readonly key?: string | undefined;
}

export interface FilterStateInput {
  readonly key?: string | undefined;
}

export interface TransportSocketNameAction {
  readonly name?: string | undefined;
}
