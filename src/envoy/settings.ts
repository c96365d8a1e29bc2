/** What the operator of the proxies decides, the same for all of them. */
export interface EnvoySettings {
  /** `stdout`: one line of JSON per request. */
  readonly accessLog: 'stdout' | 'off';
  /** Whether the proxies evaluate CEL where headers are added, as for the shard of a route table by host; see `bucketingProbe`. */
  readonly bucketingSupported: boolean;
}
