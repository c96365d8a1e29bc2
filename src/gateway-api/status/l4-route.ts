import type { Collection, Reader } from '../../collections/index.js';
import type { RouteStatusValue } from '../../model/index.js';
import type { RouteParents } from '../attachment.js';
import type { ResolvedL4Route } from '../l4-backend.js';
import type { CheckedL4Route } from '../l4-route.js';
import { routeParentStatuses } from './route.js';

export interface L4RouteStatusReads {
  readonly l4RouteParents: Collection<Pick<RouteParents, 'parents'>>;
  readonly resolvedL4Routes: Collection<ResolvedL4Route>;
}

export function l4RouteStatus(
  { key, kind, namespace, name, generation }: CheckedL4Route,
  { l4RouteParents, resolvedL4Routes }: L4RouteStatusReads,
  read: Reader,
  controllerName: string,
): RouteStatusValue | undefined {
  const parents = read.get(l4RouteParents, key)?.parents;
  if (parents === undefined) return undefined;
  const unresolved = read.get(resolvedL4Routes, key)?.unresolved ?? [];
  return {
    kind,
    namespace,
    name,
    status: { parents: routeParentStatuses({ generation, parents, unresolved }, controllerName) },
  };
}
