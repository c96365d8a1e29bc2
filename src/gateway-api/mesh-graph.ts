import type { Collection, CollectionsOf, Graph } from '../collections/index.js';
import type { MeshModel, RouteStatusValue } from '../model/index.js';
import type { BackendReads } from './backend-ref.js';
import type { CheckedHttpRoute } from './http-route.js';
import type { Inputs } from './inputs.js';
import type { CheckedL4Route } from './l4-route.js';
import type { RouteMatches } from './match-precedence.js';
import { meshClaims, meshDecision, meshParents, strictDecisions, wonRoute } from './mesh-claim.js';
import { frontendBackends, meshFrontend, meshGroups, meshRoutes } from './mesh-frontend.js';
import { serviceParents, serviceRoute } from './mesh-parent.js';
import { type MeshPodReads, meshPod, podAddresses } from './mesh-pod.js';
import { resolveMeshL4Route, resolveMeshRule, rulesForSidecars, usedMeshRule } from './mesh-rule.js';
import { meshService } from './mesh-service.js';
import {
  frontendUse,
  groupedUseKeys,
  routedUseKeys,
  scopeOf,
  scopesOf,
  sidecar,
  usedFrontend,
} from './mesh-sidecar.js';
import type { MeshSettings } from './settings.js';
import type { SliceFindings } from './slice-findings.js';
import { httpRouteStatus } from './status/http-route.js';
import { l4RouteStatus } from './status/l4-route.js';
import { isStrict } from './strict-namespace.js';

export type MeshInputs = Pick<Inputs, 'Service' | 'Namespace' | 'Pod' | 'sidecars'>;

export interface MeshReads {
  readonly backendReads: CollectionsOf<BackendReads>;
  readonly httpRoutes: Collection<CheckedHttpRoute>;
  readonly l4Routes: Collection<CheckedL4Route>;
  readonly routeMatches: Collection<RouteMatches>;
  readonly sliceFindings: Collection<SliceFindings>;
}

/** What a mesh adds to what is there without one. */
export interface Mesh {
  readonly model: MeshModel;
  /** How often sidecars use a Backend, by content of the use: in rules, and in groups. */
  readonly routedUses: Collection<number>;
  readonly groupedUses: Collection<number>;
  readonly pods: CollectionsOf<MeshPodReads>;
  /** What is said of routes with respect to parents that are Services. By key of the route. */
  readonly routeStatuses: Collection<RouteStatusValue>;
}

/** Wires the routes whose parents are Services, and what sidecars get of them. */
export function translateMesh(
  graph: Graph,
  inputs: MeshInputs,
  { backendReads, httpRoutes, l4Routes, routeMatches, sliceFindings }: MeshReads,
  { controllerName, sidecarPorts }: MeshSettings,
): Mesh {
  // Which routes want which frontends, and who gets them.
  const meshServices = graph.map('meshServices', inputs.Service, {}, meshService);
  const serviceRoutes = graph.merge('serviceRoutes', [
    graph.map('httpServiceRoutes', httpRoutes, {}, serviceRoute),
    graph.map('l4ServiceRoutes', l4Routes, {}, serviceRoute),
  ]);
  const wanted = graph.map('serviceParents', serviceRoutes, { meshServices }, serviceParents);
  const claims = graph.flatMap('meshClaims', wanted, { serviceRoutes }, meshClaims);
  const claimsByFrontend = graph.groupBy('meshClaimsByFrontend', claims, ({ frontend }) => frontend);
  const strictNamespaces = graph.map('strictNamespaces', inputs.Namespace, {}, isStrict);
  const decisions = graph.merge('meshDecisions', [
    graph.map('routedDecisions', claimsByFrontend, { strictNamespaces }, meshDecision),
    graph.flatMap('strictDecisions', meshServices, { strictNamespaces }, strictDecisions),
  ]);
  const won = graph.map('meshClaimsWon', claims, { decisions }, wonRoute);
  const wonFrontends = graph.count('wonFrontends', won, (route) => route);

  // What the routes do.
  const resolvedRules = graph.map(
    'resolvedMeshRules',
    graph.flatMap('rulesForSidecars', httpRoutes, {}, rulesForSidecars),
    backendReads,
    resolveMeshRule,
  );
  const resolvedL4Routes = graph.map('resolvedMeshL4Routes', l4Routes, backendReads, resolveMeshL4Route);
  const usedRules = graph.flatMap('usedMeshRules', resolvedRules, { wonFrontends }, usedMeshRule);

  // Frontends, and what is behind them.
  const frontends = graph.map('meshFrontends', decisions, { meshServices }, meshFrontend);
  const groups = graph.flatMap('resolvedMeshGroups', decisions, { resolvedL4Routes }, meshGroups);
  const routesOfFrontends = graph.map('meshRoutes', claimsByFrontend, { routeMatches }, meshRoutes);
  const ruleVariants = graph.map('meshRuleVariants', usedRules, {}, ({ variants }) => variants);
  const behindReads = { routesOfFrontends, ruleVariants, groups };
  const behind = graph.map('meshFrontendBackends', frontends, behindReads, frontendBackends);

  // Who gets which of them: a product, of which a change costs what it adds or takes.
  const identities = inputs.sidecars;
  const sidecars = graph.map('sidecarsOfMesh', identities, { strictNamespaces }, sidecar);
  const scopes = graph.map('meshFrontendScopes', frontends, {}, scopeOf);
  const pairs = graph.join(
    'sidecarsAndFrontends',
    graph.groupBy('sidecarsByScope', identities, scopesOf),
    graph.groupBy('frontendsByScope', scopes, (scope) => scope),
  );
  const frontendUses = graph.map('meshFrontendUses', pairs, { sidecars: identities, scopes }, frontendUse);
  const usedFrontends = graph.map('usedFrontends', frontendUses, { behind }, usedFrontend);

  // Which endpoints have an identity.
  const meshPods = graph.map('meshPods', inputs.Pod, {}, (pod) => meshPod(pod, sidecarPorts));
  const podsByAddress = graph.flatMap('podsByAddress', meshPods, {}, podAddresses);

  // What routes are told.
  const parents = graph.map('meshRouteParents', wanted, { serviceRoutes, decisions }, meshParents);
  const { services } = backendReads;
  const httpReads = { routeParents: parents, resolvedRules, services, sliceFindings };
  const l4Reads = { l4RouteParents: parents, resolvedL4Routes, services, sliceFindings };
  const routeStatuses = graph.merge('meshRouteStatuses', [
    graph.map('meshHttpRouteStatuses', httpRoutes, httpReads, (route, reads) =>
      httpRouteStatus(route, reads, controllerName, 'Service'),
    ),
    graph.map('meshL4RouteStatuses', l4Routes, l4Reads, (route, reads) => l4RouteStatus(route, reads, controllerName)),
  ]);

  return {
    model: {
      sidecars,
      meshFrontends: frontends,
      meshRoutes: routesOfFrontends,
      meshGroups: graph.map('meshGroups', groups, {}, ({ group }) => group),
      meshRules: graph.map('meshRules', usedRules, {}, ({ rule }) => rule),
      meshFrontendUses: frontendUses,
    },
    routedUses: graph.count('routedMeshUses', usedFrontends, routedUseKeys),
    groupedUses: graph.count('groupedMeshUses', usedFrontends, groupedUseKeys),
    pods: { meshPods, podsByAddress },
    routeStatuses,
  };
}

/** Of what is not there. */
export function noMesh(graph: Graph): MeshModel {
  return {
    sidecars: graph.merge('sidecarsOfMesh', []),
    meshFrontends: graph.merge('meshFrontends', []),
    meshRoutes: graph.merge('meshRoutes', []),
    meshGroups: graph.merge('meshGroups', []),
    meshRules: graph.merge('meshRules', []),
    meshFrontendUses: graph.merge('meshFrontendUses', []),
  };
}
