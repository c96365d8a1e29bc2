import type { Collection, Entry, Graph } from '../collections/index.js';
import type { ObjectStatus, Rejection } from '../model/index.js';
import type { RouteParents } from './attachment.js';
import type { ResolvedCertificate } from './certificate-ref.js';
import { gatewayState, type OwnGateway } from './gateway.js';
import type { OwnClass } from './gateway-class.js';
import type { CheckedHttpRoute } from './http-route.js';
import type { ResolvedHttpRule } from './http-rule.js';
import type { Inputs } from './inputs.js';
import type { L4Collections } from './l4-graph.js';
import type { ResolvedListener } from './listener-resolution.js';
import { listenerSetState, type OwnListenerSet } from './listener-set.js';
import type { Mesh } from './mesh-graph.js';
import type { AffectedTarget } from './policy/affected.js';
import type { UnlistedPolicy } from './policy/ancestors.js';
import type { CheckedProxyConfig } from './proxy-config.js';
import type { ServiceFacts } from './service.js';
import type { Settings } from './settings.js';
import type { SliceFindings } from './slice-findings.js';
import { gatewayStatus, reachProblem } from './status/gateway.js';
import { gatewayClassStatus } from './status/gateway-class.js';
import { httpRouteStatus } from './status/http-route.js';
import { listenerOutcome } from './status/listener.js';
import { countedFor, listenerSetOutcome, listenerSetStatus } from './status/listener-set.js';
import { proxyConfigStatus } from './status/proxy-config.js';
import { bothParents } from './status/route.js';
import { xMeshStatus } from './status/x-mesh.js';

/** What statuses tell of. */
export interface StatusReads {
  readonly classes: Collection<OwnClass>;
  readonly configs: Collection<CheckedProxyConfig>;
  readonly gateways: Collection<OwnGateway>;
  readonly listenerSets: Collection<OwnListenerSet>;
  readonly resolvedListeners: Collection<ResolvedListener>;
  /** By key of the listener. */
  readonly attachedRoutes: Collection<number>;
  readonly clientCertificates: Collection<ResolvedCertificate>;
  readonly httpRoutes: Collection<CheckedHttpRoute>;
  readonly parents: Collection<RouteParents>;
  readonly resolvedRules: Collection<ResolvedHttpRule>;
  readonly l4Statuses: L4Collections['statuses'];
  /** Absent: there is no mesh. */
  readonly mesh: Pick<Mesh, 'routeStatuses'> | undefined;
  readonly rejectionsByResource: Collection<readonly Entry<Rejection>[]>;
  readonly unlistedPolicies: Collection<readonly Entry<UnlistedPolicy>[]>;
  readonly policyStatuses: readonly Collection<ObjectStatus>[];
  readonly affected: Collection<readonly Entry<AffectedTarget>[]>;
  readonly services: Collection<ServiceFacts>;
  /** By key of the Service. */
  readonly sliceFindings: Collection<SliceFindings>;
}

/** Wires the statuses of everything that has one. */
export function wireStatuses(
  graph: Graph,
  { proxies, missing, XMesh }: Pick<Inputs, 'proxies' | 'missing' | 'XMesh'>,
  reads: StatusReads,
  settings: Settings,
): Collection<ObjectStatus> {
  const { classes, configs, gateways, listenerSets, resolvedListeners, attachedRoutes, clientCertificates } = reads;
  const { httpRoutes, parents, resolvedRules, l4Statuses, mesh } = reads;
  const { rejectionsByResource, unlistedPolicies, policyStatuses, affected, services } = reads;

  const holderStates = graph.merge('holderStates', [
    graph.flatMap('gatewayStates', gateways, {}, gatewayState),
    graph.flatMap('listenerSetStates', listenerSets, {}, listenerSetState),
  ]);
  const outcomeReads = { holderStates, attachedRoutes, rejections: rejectionsByResource, affected };
  const listenerOutcomes = graph.map('listenerOutcomes', resolvedListeners, outcomeReads, listenerOutcome);
  const reachProblems = graph.map('reachProblems', gateways, { proxies }, (gateway, reads) =>
    reachProblem(gateway, reads, settings),
  );
  const setReads = { listenerOutcomes, reachProblems, affected };
  const listenerSetOutcomes = graph.map('listenerSetOutcomes', listenerSets, setReads, listenerSetOutcome);
  const attachedListenerSets = graph.count('attachedListenerSets', listenerSetOutcomes, countedFor);
  const gatewayReads = {
    unlistedPolicies,
    affected,
    listenerOutcomes,
    proxies,
    attachedListenerSets,
    clientCertificates,
    missing,
    rejections: rejectionsByResource,
  };
  const { sliceFindings } = reads;
  const routeReads = { routeParents: parents, resolvedRules, services, sliceFindings, affected };
  const httpRouteStatuses = graph.map('httpRouteStatuses', httpRoutes, routeReads, (route, reads) =>
    httpRouteStatus(route, reads, settings.controllerName, 'Gateway'),
  );
  const routesWithMesh =
    mesh && graph.map('routeStatusesWithMesh', mesh.routeStatuses, { httpRouteStatuses, l4Statuses }, bothParents);
  const { mesh: ownMesh } = settings;
  const meshStatuses = ownMesh && graph.flatMap('meshStatuses', XMesh, {}, (each) => xMeshStatus(each, ownMesh));
  return graph.merge<ObjectStatus>('statuses', [
    // Of routes with both kinds of parents it has both, and comes first.
    ...(routesWithMesh ? [routesWithMesh] : []),
    ...(meshStatuses ? [meshStatuses] : []),
    graph.flatMap('gatewayClassStatuses', classes, { missing, affected }, (value, reads) =>
      gatewayClassStatus(value, reads, settings),
    ),
    graph.flatMap('proxyConfigStatuses', configs, {}, (config) => proxyConfigStatus(config, settings)),
    graph.flatMap('gatewayStatuses', gateways, gatewayReads, (gateway, reads) =>
      gatewayStatus(gateway, reads, settings),
    ),
    graph.flatMap('listenerSetStatuses', listenerSetOutcomes, {}, listenerSetStatus),
    httpRouteStatuses,
    l4Statuses,
    ...policyStatuses,
  ]);
}
