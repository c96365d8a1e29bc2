import type { Lookup } from '../../collections/index.js';
import type { RouteParentStatusValue, RouteStatusValue, StatusCondition } from '../../model/index.js';
import type { ParentReference } from '../../resources/types.js';
import type { RouteParent } from '../attachment.js';
import { type Problem, summarize } from '../problem.js';
import { warningText } from '../warning.js';
import { condition } from './condition.js';

/** What the conditions of a route say with respect to each of its parents. */
export interface RouteFindings {
  readonly generation: number;
  readonly parents: readonly RouteParent[];
  /** References that lead nowhere. */
  readonly unresolved: readonly Problem[];
  /** What is wrong with single rules, when others are right. */
  readonly dropped?: Problem;
  /** What is accepted and does less than it says. */
  readonly warnings?: readonly string[];
  /** Conditions that name the policies of the route. */
  readonly affected?: readonly StatusCondition[];
}

export function routeParentStatuses(
  findings: RouteFindings,
  controllerName: string,
): readonly RouteParentStatusValue[] {
  return findings.parents.map((parent) => ({
    parentRef: echo(parent.ref),
    controllerName,
    conditions: conditionsFor(parent, findings),
  }));
}

export interface GatewayRouteStatuses {
  readonly httpRouteStatuses: Lookup<RouteStatusValue>;
  readonly l4Statuses: Lookup<RouteStatusValue>;
}

/** The status of a route that has Services for parents, and perhaps Gateways. */
export function bothParents(
  services: RouteStatusValue,
  { httpRouteStatuses, l4Statuses }: GatewayRouteStatuses,
  key: string,
): RouteStatusValue {
  const gateways = httpRouteStatuses.get(key) ?? l4Statuses.get(key);
  if (gateways === undefined) return services;
  return { ...services, status: { parents: [...gateways.status.parents, ...services.status.parents] } };
}

function conditionsFor(
  { problem, partly }: RouteParent,
  { generation, unresolved, dropped, warnings = [], affected = [] }: RouteFindings,
): StatusCondition[] {
  const conditions = [
    condition('Accepted', generation, problem, {
      reason: 'Accepted',
      message: `${partly === undefined ? 'The route is accepted.' : `The route is accepted in part: ${partly.message}`}${warningText(warnings)}`,
    }),
    condition('ResolvedRefs', generation, summarize(unresolved), {
      reason: 'ResolvedRefs',
      message: 'All references of the route are resolved.',
    }),
    ...(problem === undefined ? affected : []),
  ];
  if (problem !== undefined || dropped === undefined) return conditions;
  return [...conditions, { type: 'PartiallyInvalid', status: 'True', ...dropped, observedGeneration: generation }];
}

/** The reference as the user wrote it, so that the entry can be found again. */
function echo({
  group,
  kind,
  namespace,
  name,
  sectionName,
  port,
}: ParentReference): RouteParentStatusValue['parentRef'] {
  return {
    ...(group !== undefined && { group }),
    ...(kind !== undefined && { kind }),
    ...(namespace !== undefined && { namespace }),
    name,
    ...(sectionName !== undefined && { sectionName }),
    ...(port !== undefined && { port }),
  };
}
