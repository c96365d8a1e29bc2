// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface DestinationIPInput {
}

export interface DestinationPortInput {
}

export interface SourceIPInput {
}

export interface SourcePortInput {
}

export interface DirectSourceIPInput {
}

export interface SourceTypeInput {
}

export interface ServerNameInput {
}

export interface TransportProtocolInput {
}

export interface ApplicationProtocolInput {
}

export interface FilterStateInput {
  readonly key?: string | undefined;
  readonly field?: string | undefined;
}

export interface DynamicMetadataInput {
  readonly filter?: string | undefined;
  readonly path?: readonly DynamicMetadataInput_PathSegment[] | undefined;
}

export interface DynamicMetadataInput_PathSegment {
  /** oneof segment */
  readonly key?: string | undefined;
}

export interface NetworkNamespaceInput {
}
