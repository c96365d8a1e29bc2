import type { Collection, Reader } from '../collections/index.js';
import type { BackendUse, HttpAction, HttpFilters, HttpRule, WeightedBackend } from '../model/index.js';
import type { RouteParents } from './attachment.js';
import { type BackendReads, resolveBackendRef } from './backend-ref.js';
import type { CheckedFilters } from './http-filter.js';
import type { CheckedBackendRef, CheckedHttpRule } from './http-route.js';
import { objectKey, pairKey, splitPair } from './names.js';
import type { Problem } from './problem.js';

/** A rule with its references followed. */
export interface ResolvedHttpRule {
  readonly rule: HttpRule;
  /** References that lead nowhere. */
  readonly unresolved: readonly Problem[];
  /** Names of the Backends that it sends requests to, without duplicates. */
  readonly backends: readonly string[];
}

/** A rule that can match, of a route that is attached somewhere. */
export interface UsedHttpRule {
  readonly rule: HttpRule;
  readonly backends: readonly string[];
  readonly proxies: readonly string[];
}

export function usedRule(
  { rule, backends }: ResolvedHttpRule,
  routeParents: Collection<RouteParents>,
  read: Reader,
): UsedHttpRule | undefined {
  const { kind, namespace, name } = rule.route;
  const proxies = read.get(routeParents, `${kind}/${objectKey(namespace, name)}`)?.proxies ?? [];
  return proxies.length > 0 && rule.matches.length > 0 ? { rule, backends, proxies } : undefined;
}

/** Uses of Backends, by proxy and name. */
export function backendUseKeys({ backends, proxies }: UsedHttpRule): string[] {
  return proxies.flatMap((proxy) => backends.map((backend) => pairKey(proxy, backend)));
}

export function backendUse(_: number, key: string): BackendUse {
  const [proxy, backend] = splitPair(key);
  return { proxy, backend };
}

export function resolveHttpRule(checked: CheckedHttpRule, reads: BackendReads, read: Reader): ResolvedHttpRule {
  const unresolved: Problem[] = [];
  const follow = (ref: CheckedBackendRef['ref'], field: string): string | undefined => {
    const resolved = resolveBackendRef(ref, field, checked.route, reads, read);
    if (typeof resolved === 'string') return resolved;
    unresolved.push(resolved);
    return undefined;
  };
  const filtersOf = ({ filters, mirrors }: CheckedFilters): HttpFilters => {
    const copies = mirrors.flatMap(({ ref, field, fraction }) => {
      const backend = follow(ref, field);
      if (backend === undefined || fraction.numerator === 0) return [];
      return [{ backend, fraction }];
    });
    return copies.length > 0 ? { ...filters, mirrors: copies } : filters;
  };
  const filters = filtersOf(checked.filters);
  const backends = checked.backends.flatMap(({ ref, field, weight, filters: own }): WeightedBackend[] => {
    const backend = follow(ref, field);
    const filters = filtersOf(own);
    if (weight <= 0) return [];
    if (backend === undefined) return [{ weight, filters: {} }];
    return [{ weight, backend, filters, ...(own.redirect && { redirect: own.redirect }) }];
  });
  const { key, route, name, matches, timeouts, retry } = checked;
  const valid = checked.problem === undefined;
  const rule: HttpRule = {
    key,
    route,
    ...(name && { name }),
    matches,
    filters: valid ? filters : {},
    action: valid ? actionOf(checked, backends) : REFUSED,
    timeouts,
    ...(retry && { retry }),
  };
  return { rule, unresolved, backends: backendsOf(rule) };
}

const REFUSED: HttpAction = { type: 'Error', status: 500 };

function actionOf({ filters }: CheckedHttpRule, backends: readonly WeightedBackend[]): HttpAction {
  if (filters.redirect !== undefined) return { type: 'Redirect', redirect: filters.redirect };
  return backends.length > 0 ? { type: 'Forward', backends } : REFUSED;
}

function backendsOf({ filters, action }: HttpRule): readonly string[] {
  const weighted = action.type === 'Forward' ? action.backends : [];
  const mirrors = [filters, ...weighted.map((each) => each.filters)].flatMap((each) => each.mirrors ?? []);
  const names = [...weighted, ...mirrors].flatMap(({ backend }) => backend ?? []);
  return [...new Set(names)].sort();
}
