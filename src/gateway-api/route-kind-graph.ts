import type { Collection, Graph } from '../collections/index.js';
import type { AttachPoint } from './attach-point.js';
import type { RouteParents } from './attachment.js';
import type { CheckedHttpRoute } from './http-route.js';
import {
  disputedClaims,
  findable,
  loser,
  lostClaim,
  parentPlace,
  placeAndAbove,
  placesWanted,
  rivalAbove,
  withoutLost,
} from './route-kind-conflict.js';

/**
 * Wires the rule that a hostname of a listener is either for HTTPRoutes or for GRPCRoutes.
 *
 * @param wanted where routes would be attached if there were no routes of the other kind
 */
export function oneKindPerHostname(
  graph: Graph,
  wanted: Collection<RouteParents>,
  routes: Collection<CheckedHttpRoute>,
  attachPoints: Collection<AttachPoint>,
): Collection<RouteParents> {
  const placeClaims = graph.count('placeClaims', wanted, placesWanted);
  const parentPlaces = graph.count('parentPlaces', placeClaims, parentPlace);
  const rivalsAbove = graph.map('rivalsAbove', parentPlaces, [placeClaims], (_, place, read) =>
    rivalAbove(place, placeClaims, read),
  );
  const claimsBelow = graph.count('claimsBelow', parentPlaces, placeAndAbove);
  const disputeReads = { placeClaims, claimsBelow, rivalsAbove, routes };
  const disputed = graph.flatMap('disputedClaims', wanted, Object.values(disputeReads), (parents, key, read) =>
    disputedClaims(parents, key, disputeReads, read),
  );
  const oldest = graph.flatMap('oldestDisputedClaims', disputed, [], findable);
  const lost = graph.map('lostClaims', disputed, [oldest], (claim, _, read) => lostClaim(claim, oldest, read));
  const lostByRoute = graph.groupBy('lostClaimsByRoute', lost, loser);
  const losers = graph.map('losersParents', lostByRoute, [wanted, attachPoints], (claims, key, read) => {
    const parents = read.get(wanted, key);
    return parents && withoutLost(parents, claims, attachPoints, read);
  });
  return graph.merge('routeParents', [losers, wanted]);
}
