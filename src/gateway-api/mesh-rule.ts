import type { Lookup } from '../collections/index.js';
import type { HttpRule } from '../model/index.js';
import type { BackendReads } from './backend-ref.js';
import { type CheckedHttpRoute, type CheckedHttpRule, checkedHttpRules } from './http-route.js';
import { type ResolvedHttpRule, resolveHttpRuleFor } from './http-rule.js';
import { type ResolvedL4Route, resolveL4Route } from './l4-backend.js';
import type { CheckedL4Route } from './l4-route.js';
import { meshRuleKey } from './mesh-frontend.js';
import { serviceRoute } from './mesh-parent.js';
import { objectKey } from './names.js';

/** The rules of a route with a Service for parent. */
export function rulesForSidecars(route: CheckedHttpRoute): readonly (readonly [string, CheckedHttpRule])[] {
  return serviceRoute(route) === undefined ? [] : checkedHttpRules(route);
}

/** A rule as it is for sidecars, under the key that it has for Gateways. */
export function resolveMeshRule(checked: CheckedHttpRule, reads: BackendReads): ResolvedHttpRule {
  const resolved = resolveHttpRuleFor({ ...checked.route, sidecars: true }, checked, reads);
  return { ...resolved, rule: { ...resolved.rule, key: meshRuleKey(checked.key) } };
}

/** A route that forwards connections as it is for sidecars; undefined when no Service is its parent. */
export function resolveMeshL4Route(route: CheckedL4Route, reads: BackendReads): ResolvedL4Route | undefined {
  return serviceRoute(route) && resolveL4Route({ ...route, sidecars: true }, reads);
}

interface WonFrontendReads {
  /** How many frontends each route has got. */
  readonly wonFrontends: Lookup<number>;
}

/** A rule that can match, of a route that has got a frontend; under the key that it has for sidecars. */
export function* usedMeshRule(
  resolved: ResolvedHttpRule,
  { wonFrontends }: WonFrontendReads,
): Generator<readonly [string, ResolvedHttpRule]> {
  const { key, route, matches }: HttpRule = resolved.rule;
  const won = wonFrontends.get(`${route.kind}/${objectKey(route.namespace, route.name)}`);
  if (won !== undefined && matches.length > 0) yield [key, resolved];
}
