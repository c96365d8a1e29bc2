import { mapFilterBackends } from './filters/http-filters.js';
import type { HttpRule } from './http-rule.js';

type Calling = Pick<HttpRule, 'filters' | 'action'>;

/** Names of all Backends that the requests of a rule cause requests to, in ascending order. */
export function backendsOf(rule: Calling): readonly string[] {
  const names = new Set<string>();
  mapBackends(rule, (name) => {
    names.add(name);
    return name;
  });
  return [...names].sort();
}

/** The rule with the name of each Backend replaced that its requests cause requests to. */
export function mapBackends<Rule extends Calling>(rule: Rule, rename: (backend: string) => string): Rule {
  const { action } = rule;
  const filters = mapFilterBackends(rule.filters, rename);
  if (action.type !== 'Forward') return { ...rule, filters };
  const backends = action.backends.map(({ backend, ...rest }) => ({
    ...rest,
    ...(backend !== undefined && { backend: rename(backend) }),
    filters: mapFilterBackends(rest.filters, rename),
  }));
  return { ...rule, filters, action: { ...action, backends } };
}
