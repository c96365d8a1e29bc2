/** What the operator of the proxies decides, the same for all of them. */
export interface EnvoySettings {
  /** `stdout`: one line of JSON per request. */
  readonly accessLog: 'stdout' | 'off';
  /** Whether the proxies can choose the shard of a route table by host; see `bucketingProbe`. */
  readonly bucketingSupported: boolean;
  /** Absent: there is no mesh. */
  readonly mesh?: MeshSettings;
}

export interface MeshSettings {
  /** Of the SPIFFE identities of workloads. */
  readonly trustDomain: string;
  /** The IP addresses that listeners of pods bind: `0.0.0.0`, or `::` where pods have IPv6 too. */
  readonly addresses: readonly string[];
}
