import type { Lookup } from '../../collections/index.js';
import type { RouteStatusValue } from '../../model/index.js';
import type { RouteParents } from '../attachment.js';
import type { ResolvedL4Route } from '../l4-backend.js';
import type { CheckedL4Route } from '../l4-route.js';
import { type AffectedTargets, affectedRoute } from '../policy/affected.js';
import { type SliceWarningReads, sliceWarnings } from '../slice-findings.js';
import { routeParentStatuses } from './route.js';

export interface L4RouteStatusReads extends SliceWarningReads {
  readonly l4RouteParents: Lookup<Pick<RouteParents, 'parents'>>;
  readonly resolvedL4Routes: Lookup<ResolvedL4Route>;
  /** Absent: policies do not apply to the parents. */
  readonly affected?: AffectedTargets;
}

export function l4RouteStatus(
  route: CheckedL4Route,
  reads: L4RouteStatusReads,
  controllerName: string,
): RouteStatusValue | undefined {
  const { key, kind, namespace, name, generation } = route;
  const parents = reads.l4RouteParents.get(key)?.parents;
  if (parents === undefined) return undefined;
  const { unresolved = [], targets = [] } = reads.resolvedL4Routes.get(key) ?? {};
  const warnings = sliceWarnings(targets, reads);
  return {
    kind,
    namespace,
    name,
    status: {
      parents: routeParentStatuses(
        { generation, parents, unresolved, warnings, affected: affectedRoute(route, reads.affected) },
        controllerName,
      ),
    },
  };
}
