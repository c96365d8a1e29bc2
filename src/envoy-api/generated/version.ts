// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

/** The Envoy release whose API this is. */
export const envoyVersion = '1.40.0';
