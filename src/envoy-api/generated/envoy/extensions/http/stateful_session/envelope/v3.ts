// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface EnvelopeSessionState {
  readonly header?: EnvelopeSessionState_Header | undefined;
}

export interface EnvelopeSessionState_Header {
  readonly name?: string | undefined;
}
