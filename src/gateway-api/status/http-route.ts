import type { Lookup } from '../../collections/index.js';
import { ROUTE_KINDS, type RouteStatusValue } from '../../model/index.js';
import type { RouteParents } from '../attachment.js';
import type { CheckedHttpRoute } from '../http-route.js';
import type { ResolvedHttpRule } from '../http-rule.js';
import { type AffectedTargets, affectedRoute } from '../policy/affected.js';
import { type Problem, summarize } from '../problem.js';
import { type SliceWarningReads, sliceWarnings } from '../slice-findings.js';
import { routeParentStatuses } from './route.js';

export interface HttpRouteStatusReads extends SliceWarningReads {
  readonly routeParents: Lookup<Pick<RouteParents, 'parents'>>;
  readonly resolvedRules: Lookup<ResolvedHttpRule>;
  /** Absent: policies do not apply to the parents. */
  readonly affected?: AffectedTargets;
}

export function httpRouteStatus(
  route: CheckedHttpRoute,
  reads: HttpRouteStatusReads,
  controllerName: string,
  parentKind: 'Gateway' | 'Service',
): RouteStatusValue | undefined {
  const parents = reads.routeParents.get(route.key);
  if (parents === undefined) return undefined;
  const resolved = route.rules.flatMap(({ key }) => reads.resolvedRules.get(key) ?? []);
  const unresolved = resolved.flatMap((rule) => rule.unresolved);
  const targets = [...new Set(resolved.flatMap((rule) => rule.targets))];
  const dropped = droppedRules(route);
  const warnings = route.rules
    .flatMap((rule) => rule.warnings)
    .filter(({ atGateways }) => parentKind === 'Gateway' || !atGateways)
    .map(({ message }) => message)
    .concat(sliceWarnings(targets, reads));
  return {
    kind: route.kind,
    namespace: route.namespace,
    name: route.name,
    status: {
      parents: routeParentStatuses(
        {
          generation: route.generation,
          parents: parents.parents,
          unresolved,
          warnings,
          ...(dropped && { dropped }),
          affected: affectedRoute(route, reads.affected),
        },
        controllerName,
      ),
    },
  };
}

/** The API wants the message to begin so. */
function droppedRules({ kind, rules }: CheckedHttpRoute): Problem | undefined {
  const dropped = rules.flatMap(({ problem }, index) => (problem ? [{ problem, index }] : []));
  const summary = summarize(dropped.map(({ problem }) => problem));
  if (summary === undefined) return undefined;
  const which = dropped.map(({ index }) => index).join(', ');
  return {
    ...summary,
    message: `Dropped Rule ${which}: requests that match are answered ${ROUTE_KINDS[kind].refusal.seen}. ${summary.message}`,
  };
}
