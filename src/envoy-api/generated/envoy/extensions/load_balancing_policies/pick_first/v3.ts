// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface PickFirst {
  readonly shuffle_address_list?: boolean | undefined;
}
