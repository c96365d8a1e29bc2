// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export const DnsLookupFamily = {
  UNSPECIFIED: 0,
  AUTO: 1,
  V4_ONLY: 2,
  V6_ONLY: 3,
  V4_PREFERRED: 4,
  ALL: 5,
} as const;
export type DnsLookupFamily = (typeof DnsLookupFamily)[keyof typeof DnsLookupFamily];
