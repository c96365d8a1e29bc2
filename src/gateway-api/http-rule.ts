import type { Lookup } from '../collections/index.js';
import { backendName, presenting } from '../model/backend-variant.js';
import {
  type BackendVariant,
  type HttpAction,
  type HttpFilters,
  type HttpRule,
  ROUTE_KINDS,
  type WeightedBackend,
} from '../model/index.js';
import { keepsScheme } from '../model/redirect.js';
import { backendsOf } from '../model/rule-backends.js';
import type { CarryingGateway, RouteParents } from './attachment.js';
import type { BackendReads, BackendReferrer } from './backend-ref.js';
import type { CheckedFilters } from './filters/checked-filters.js';
import type { FilterReferences } from './filters/references.js';
import { resolveFilters } from './filters/resolve.js';
import type { ClientCertificates } from './gateway.js';
import type { CheckedHttpRule } from './http-route.js';
import { HTTP_ROUTE_FUNCTIONS } from './http-route-kinds.js';
import { objectKey, pairKey, splitPair } from './names.js';
import type { Problem } from './problem.js';
import type { VariantUse } from './variant-use.js';

/** A rule with its references followed. */
export interface ResolvedHttpRule {
  readonly rule: HttpRule;
  /** References that lead nowhere. */
  readonly unresolved: readonly Problem[];
  /** What it sends requests to, by name of the Backend and without duplicates. */
  readonly variants: readonly BackendVariant[];
  /** What it refers to and finds, whether or not there is a Backend for it; without duplicates. */
  readonly targets: readonly string[];
}

/** A rule that can match, of a route that is attached somewhere. */
export interface UsedHttpRule {
  readonly rule: HttpRule;
  readonly variantUses: readonly VariantUse[];
  readonly targets: readonly string[];
  readonly gateways: readonly CarryingGateway[];
}

export interface RuleUseReads {
  readonly routeParents: Lookup<RouteParents>;
  readonly clientCertificates: ClientCertificates;
}

export function usedRule(
  { rule, variants, targets }: ResolvedHttpRule,
  { routeParents, clientCertificates }: RuleUseReads,
): UsedHttpRule | undefined {
  const { kind, namespace, name } = rule.route;
  const gateways = routeParents.get(`${kind}/${objectKey(namespace, name)}`)?.gateways ?? [];
  if (gateways.length === 0 || rule.matches.length === 0) return undefined;
  const secured = variants.some(({ showsCertificate }) => showsCertificate);
  const shown = gateways.map(({ key }) => (secured ? clientCertificates.get(key)?.certificate : undefined));
  const variantUses = gateways.flatMap(({ proxy }, index) =>
    variants.map((variant) => ({ proxy, variant: presenting(variant, shown[index]) })),
  );
  const certificates = [...new Set(shown.filter((each) => each !== undefined))].sort();
  const used: HttpRule = {
    ...rule,
    ...(certificates.length > 0 && { clientCertificates: certificates }),
    ...(keepsScheme(rule) && { proxies: [...new Set(gateways.map(({ proxy }) => proxy))].sort() }),
  };
  return { rule: used, variantUses, targets, gateways };
}

/** What the routes on a Gateway refer to. */
export interface TargetUse {
  /** `namespace/service:port`, or `XBackend/namespace/name`. */
  readonly target: string;
  readonly gateway: string;
}

/** Uses of targets, by Gateway and target. */
export function targetUseKeys({ targets, gateways }: Pick<UsedHttpRule, 'targets' | 'gateways'>): string[] {
  return gateways.flatMap(({ key }) => targets.map((target) => pairKey(key, target)));
}

export function targetUse(_: number, _reads: unknown, key: string): TargetUse {
  const [gateway, target] = splitPair(key);
  return { target, gateway };
}

/** Follows the references of a rule for the proxies of Gateways. */
export function resolveHttpRule(checked: CheckedHttpRule, reads: BackendReads): ResolvedHttpRule {
  return resolveHttpRuleFor(checked.route, checked, reads);
}

/** @param from whose references they are. */
export function resolveHttpRuleFor(
  from: BackendReferrer,
  checked: CheckedHttpRule,
  reads: BackendReads,
): ResolvedHttpRule {
  const all = [checked.filters, ...checked.backends.map((each) => each.filters)];
  const unresolved = all.flatMap((each) => each.unresolved ?? []);
  const targets = new Set<string>();
  const variants = new Map<string, BackendVariant>();
  const { resolveBackend } = HTTP_ROUTE_FUNCTIONS[checked.route.kind];
  const { status } = ROUTE_KINDS[checked.route.kind].refusal;
  const follow: FilterReferences['follow'] = (ref, field, resolve = resolveBackend) => {
    const found = resolve(ref, field, from, reads);
    if ('target' in found) {
      targets.add(found.target);
      if (found.variant === undefined) return undefined;
      const name = backendName(found.variant);
      variants.set(name, found.variant);
      return name;
    }
    unresolved.push(found);
    return undefined;
  };
  const references: FilterReferences = { from, reads, follow };
  const filters = resolveFilters(checked.filters, references);
  const backends = checked.backends.flatMap(({ ref, field, weight, filters: own }): WeightedBackend[] => {
    const backend = follow(ref, field);
    const filters = resolveFilters(own, references);
    if (weight <= 0) return [];
    if (backend === undefined || filters === undefined) return [{ weight, filters: corsOf(own), status }];
    return [{ weight, backend, filters, ...(own.redirect && { redirect: own.redirect }) }];
  });
  const { key, route, name, matches, timeouts, retry } = checked;
  const valid = checked.problem === undefined && filters !== undefined;
  const rule: HttpRule = {
    key,
    route,
    ...(name && { name }),
    matches,
    filters: valid ? filters : corsOf(checked.filters),
    action: (valid && actionOf(checked, backends)) || { type: 'Error', status },
    timeouts,
    ...(retry && { retry }),
  };
  const called = backendsOf(rule).flatMap((name) => variants.get(name) ?? []);
  return { rule, unresolved, variants: called, targets: [...targets].sort() };
}

/** Filters of an error, which clients of other origins could not see without CORS. */
function corsOf({ cors }: CheckedFilters): HttpFilters {
  return cors === undefined ? {} : { cors };
}

function actionOf({ filters }: CheckedHttpRule, backends: readonly WeightedBackend[]): HttpAction | undefined {
  if (filters.redirect !== undefined) return { type: 'Redirect', redirect: filters.redirect };
  return backends.length > 0 ? { type: 'Forward', backends } : undefined;
}
