import type { Collection, CollectionsOf, Graph } from '../collections/index.js';
import { type FilterChain, L4_ROUTE_KINDS, type L4RouteKind, type RouteStatusValue } from '../model/index.js';
import type { ResourceByKind } from '../resources/types.js';
import { type AttachmentReads, type RouteParents, routeParents } from './attachment.js';
import { type GroupReads, type UsedGroup, usedGroup } from './backend-group.js';
import type { BackendReads } from './backend-ref.js';
import { resolveL4Route } from './l4-backend.js';
import { claimedDomain, firstL4Claim, l4Chain, l4Claims, l4FilterChain, listenerAndRoute } from './l4-chain.js';
import { type CheckedL4Route, checkedL4Route, type L4Route } from './l4-route.js';
import type { ResolvedListener } from './listener-resolution.js';
import { refusingChain } from './refusing-chain.js';
import type { Settings } from './settings.js';
import type { SliceFindings } from './slice-findings.js';
import { type L4RouteStatusReads, l4RouteStatus } from './status/l4-route.js';
import { variantUseKeys } from './variant-use.js';

export type L4Inputs = { readonly [K in L4RouteKind]: Collection<ResourceByKind[K]> };

export interface L4Reads extends CollectionsOf<Pick<GroupReads, 'clientCertificates'>> {
  readonly backendReads: CollectionsOf<BackendReads>;
  readonly attachmentReads: CollectionsOf<AttachmentReads>;
  readonly resolvedListeners: Collection<ResolvedListener>;
  readonly sliceFindings: Collection<SliceFindings>;
  readonly affected: CollectionsOf<Required<L4RouteStatusReads>>['affected'];
}

export interface L4Collections {
  /** By their keys. */
  readonly routes: Collection<CheckedL4Route>;
  /** By key of the route. */
  readonly parents: Collection<RouteParents>;
  readonly filterChains: Collection<FilterChain>;
  /** By name of the group. */
  readonly usedGroups: Collection<UsedGroup>;
  /** By content of the use. */
  readonly memberUses: Collection<number>;
  readonly statuses: Collection<RouteStatusValue>;
}

/** Wires the routes that forward connections and datagrams as they are. */
export function translateL4Routes(
  graph: Graph,
  inputs: L4Inputs,
  { backendReads, attachmentReads, resolvedListeners, clientCertificates, sliceFindings, affected }: L4Reads,
  { controllerName }: Settings,
): L4Collections {
  const checked = (kind: L4RouteKind) =>
    graph.flatMap(`checked${kind}s`, inputs[kind] as Collection<L4Route>, {}, checkedL4Route);
  const routes = graph.merge('l4Routes', L4_ROUTE_KINDS.map(checked));

  // Where they attach, and which of them gets what.
  const parents = graph.map('l4RouteParents', routes, attachmentReads, routeParents);
  const claims = graph.flatMap('l4Claims', parents, { routes }, l4Claims);
  const claimsByDomain = graph.groupBy('l4ClaimsByDomain', claims, claimedDomain);
  const won = graph.map('l4ClaimsWon', claimsByDomain, {}, firstL4Claim);
  const wonByRoute = graph.groupBy('l4ClaimsWonByRoute', won, listenerAndRoute);
  const chains = graph.map('l4Chains', wonByRoute, { resolvedListeners }, l4Chain);

  // Where they lead.
  const resolvedL4Routes = graph.map('resolvedL4Routes', routes, backendReads, resolveL4Route);
  const usedGroups = graph.flatMap('usedGroups', chains, { resolvedL4Routes, clientCertificates }, usedGroup);
  const { attachPoints } = attachmentReads;
  const { services } = backendReads;
  const statusReads = { l4RouteParents: parents, resolvedL4Routes, services, sliceFindings, affected };

  return {
    routes,
    parents,
    filterChains: graph.merge<FilterChain>('connectionChains', [
      graph.flatMap('l4FilterChains', chains, {}, l4FilterChain),
      graph.flatMap('refusingChains', resolvedListeners, { attachPoints, won }, refusingChain),
    ]),
    usedGroups,
    memberUses: graph.count('memberUseCounts', usedGroups, variantUseKeys),
    statuses: graph.map('l4RouteStatuses', routes, statusReads, (route, reads) =>
      l4RouteStatus(route, reads, controllerName),
    ),
  };
}
