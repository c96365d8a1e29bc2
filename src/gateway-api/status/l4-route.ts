import type { Collection, Reader } from '../../collections/index.js';
import type { RouteStatusValue } from '../../model/index.js';
import type { RouteParents } from '../attachment.js';
import type { ResolvedL4Route } from '../l4-backend.js';
import type { CheckedL4Route } from '../l4-route.js';
import { type SliceWarningReads, sliceWarnings } from '../slice-findings.js';
import { routeParentStatuses } from './route.js';

export interface L4RouteStatusReads extends SliceWarningReads {
  readonly l4RouteParents: Collection<Pick<RouteParents, 'parents'>>;
  readonly resolvedL4Routes: Collection<ResolvedL4Route>;
}

export function l4RouteStatus(
  { key, kind, namespace, name, generation }: CheckedL4Route,
  reads: L4RouteStatusReads,
  read: Reader,
  controllerName: string,
): RouteStatusValue | undefined {
  const parents = read.get(reads.l4RouteParents, key)?.parents;
  if (parents === undefined) return undefined;
  const { unresolved = [], targets = [] } = read.get(reads.resolvedL4Routes, key) ?? {};
  const warnings = sliceWarnings(targets, reads, read);
  return {
    kind,
    namespace,
    name,
    status: { parents: routeParentStatuses({ generation, parents, unresolved, warnings }, controllerName) },
  };
}
