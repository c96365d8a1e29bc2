import type { HttpMatch } from '../../model/index.js';
import type { HTTPRouteFilter } from '../../resources/types.js';
import type { CheckedFilters } from '../filters/checked-filters.js';
import { checkHttpRouteFilters } from '../filters/index.js';

const PREFIX: HttpMatch = { path: { type: 'Prefix', value: '/a' }, headers: [], queryParams: [] };

/** A rule's filters under the field `at`, checked, and everything that was said about them. */
export function checkFilters(
  filters: readonly HTTPRouteFilter[],
  matches: readonly HttpMatch[] = [PREFIX],
): { readonly checked: CheckedFilters; readonly problems: readonly string[]; readonly warnings: readonly string[] } {
  const problems: string[] = [];
  const warnings: string[] = [];
  const checked = checkHttpRouteFilters(filters, 'at', {
    matches,
    report: (message) => problems.push(message),
    warn: (message) => warnings.push(message),
  });
  return { checked, problems, warnings };
}
