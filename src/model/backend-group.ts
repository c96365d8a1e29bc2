/**
 * What the connections or datagrams of a listener are split over: what becomes one Envoy cluster whose endpoints are those of its members.
 * A change of members, weights or endpoints changes nothing about the listener, so that no connection ends because of it.
 */
export interface BackendGroup {
  /** `namespace/gateway/port/chain`. */
  readonly name: string;
  /** The proxy that uses it: the xDS audience. */
  readonly proxy: string;
  readonly transport: 'TCP' | 'UDP';
  /** In the order of the route. With none everything is rejected. */
  readonly members: readonly GroupMember[];
}

export interface GroupMember {
  /** Positive. */
  readonly weight: number;
  /** Name of a Backend that is discovered by Endpoints; absent: the reference is refused or leads nowhere, and this share is rejected. */
  readonly backend?: string;
}
