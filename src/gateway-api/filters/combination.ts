import type { Report } from '../report.js';
import type { CheckedFilters } from './checked-filters.js';

/** Filters without an effect on a request that is redirected, since it goes to no backend. */
const WITHOUT_EFFECT = { URLRewrite: 'rewrite', RequestMirror: 'mirrors' } as const;

/** Reports filters of one rule, or of one of its backends, that exclude each other. */
export function checkCombination(filters: CheckedFilters, field: string, report: Report): void {
  if (filters.redirect === undefined) return;
  for (const [type, setting] of Object.entries(WITHOUT_EFFECT)) {
    if (filters[setting] === undefined) continue;
    report(`${field}: RequestRedirect and ${type} cannot be combined. Remove one of them.`, 'IncompatibleFilters');
  }
}

/**
 * Reports filters of a rule that exclude those of one of its backends.
 * @param field of the rule
 * @param at field of the backend
 */
export function checkCombinationWithBackend(
  { filters, backend }: { readonly filters: CheckedFilters; readonly backend: CheckedFilters },
  field: string,
  at: string,
  report: Report,
): void {
  if (filters.externalAuth && backend.externalAuth) {
    report(`${at}.filters: the rule has an ExternalAuth filter already, only one of them is possible.`);
  }
  if (backend.redirect === undefined) return;
  for (const [type, setting] of Object.entries(WITHOUT_EFFECT)) {
    if (filters[setting] === undefined) continue;
    report(
      `${at}.filters: RequestRedirect cannot be combined with ${type} in ${field}.filters. Remove one of them.`,
      'IncompatibleFilters',
    );
  }
}
