import { typeUrlOf, XDS_MESSAGES } from '../well-known/xds-types.js';

/** Type URLs of the resources whose order matters. */
export const CLUSTER = typeUrlOf(XDS_MESSAGES.Cluster);
export const ENDPOINT = typeUrlOf(XDS_MESSAGES.ClusterLoadAssignment);
export const SECRET = typeUrlOf(XDS_MESSAGES.Secret);
export const LISTENER = typeUrlOf(XDS_MESSAGES.Listener);
export const SCOPED_ROUTE = typeUrlOf(XDS_MESSAGES.ScopedRouteConfiguration);
export const ROUTE = typeUrlOf(XDS_MESSAGES.RouteConfiguration);

/** How one resource type is delivered. */
export interface TypeRule {
  readonly typeUrl: string;
  /** Most resources in one response. One, where Envoy drops the good resources of a response with the bad. */
  readonly batch: number;
  /** Whether an empty first request asks for everything; never for types that are asked for by name. */
  readonly wildcard: boolean;
  /** Whether a state-of-the-world response has to list all resources, because absence means removal. */
  readonly complete: boolean;
  /**
   * What follows when a resource that Envoy holds leaves the cache. Envoy ignores the removal of load assignments, so an empty one
   * takes the place; a route configuration serves draining connections until Envoy unsubscribes.
   */
  readonly whenGone: 'removed' | 'emptied' | 'kept';
  /** Types that refer to this one; a removal waits for them. */
  readonly usedBy: readonly string[];
  /** Whether the first answer holds everything, because Envoy calls itself ready after it. */
  readonly firstWhole: boolean;
}

const NAMED: Omit<TypeRule, 'typeUrl'> = {
  batch: 1,
  wildcard: false,
  complete: false,
  whenGone: 'removed',
  usedBy: [],
  firstWhole: false,
};

const WILDCARD = { ...NAMED, wildcard: true, complete: true } as const;
const SMALL_BATCH = 32;

/** A listener opens after the first response with scopes, so those of one listener have to come together. */
const SCOPE_BATCH = 128;

/** In the order in which types are sent (Envoy's xDS protocol page, "Eventual consistency considerations"). */
export const TYPE_RULES: readonly TypeRule[] = [
  { ...WILDCARD, typeUrl: CLUSTER, batch: SMALL_BATCH, usedBy: [LISTENER, ROUTE] },
  { ...NAMED, typeUrl: ENDPOINT, whenGone: 'emptied' },
  { ...NAMED, typeUrl: SECRET, usedBy: [CLUSTER, LISTENER] },
  { ...WILDCARD, typeUrl: LISTENER, batch: SMALL_BATCH, firstWhole: true },
  { ...WILDCARD, typeUrl: SCOPED_ROUTE, batch: SCOPE_BATCH, usedBy: [LISTENER], firstWhole: true },
  { ...NAMED, typeUrl: ROUTE, whenGone: 'kept' },
];

/** The rule of a type without order of its own, such as an extension configuration. */
export function namedType(typeUrl: string): TypeRule {
  return { ...NAMED, typeUrl };
}
