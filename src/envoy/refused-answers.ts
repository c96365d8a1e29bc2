import { any } from '../envoy-api/codec.js';
import { RBAC_Action } from '../envoy-api/generated/envoy/config/rbac/v3.js';
import type { HttpFilter } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import type { Expr } from '../envoy-api/generated/google/api/expr/v1alpha1.js';

const RBAC = 'envoy.extensions.filters.http.rbac.v3.RBAC';
const UPSTREAM_CODEC = 'envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec';

/**
 * Filters of a cluster that sends nothing to addresses that its name must not lead to, once one has been chosen. What is allowed is said,
 * not what is denied: a condition that cannot be evaluated does not hold. Such requests are answered 403.
 * @param refused see {@link BackendDiscovery}
 */
export function refusingAnswers(refused: readonly string[]): readonly HttpFilter[] {
  if (refused.length === 0) return [];
  const condition = call('!_', undefined, either(refused.map(isAt)));
  const policy = { permissions: [{ any: true }], principals: [{ any: true }], condition };
  return [
    {
      name: 'envoy.filters.http.rbac',
      typed_config: any(RBAC, { rules: { action: RBAC_Action.ALLOW, policies: { allowed: policy } } }),
    },
    { name: 'envoy.filters.http.upstream_codec', typed_config: any(UPSTREAM_CODEC, {}) },
  ];
}

/** `upstream.address`: https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/advanced/attributes */
const ADDRESS: Expr = { select_expr: { operand: { ident_expr: { name: 'upstream' } }, field: 'address' } };

function isAt(pattern: string): Expr {
  if (pattern.endsWith('*')) return call('startsWith', ADDRESS, text(pattern.slice(0, -1)));
  return call('_==_', undefined, ADDRESS, text(pattern));
}

/** Halves within halves: Envoy refuses messages that are nested a hundred deep, as a chain would be. */
function either(conditions: readonly Expr[]): Expr {
  const [only] = conditions;
  if (conditions.length === 1 && only !== undefined) return only;
  const half = Math.ceil(conditions.length / 2);
  return call('_||_', undefined, either(conditions.slice(0, half)), either(conditions.slice(half)));
}

function text(value: string): Expr {
  return { const_expr: { string_value: value } };
}

function call(name: string, target: Expr | undefined, ...args: readonly Expr[]): Expr {
  return { call_expr: { function: name, ...(target && { target }), args } };
}
