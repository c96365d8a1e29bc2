import type { HttpFilters, Redirect } from '../model/index.js';
import type { Report } from './report.js';

/** What decides whether filters go together. */
interface Combined {
  readonly filters: Pick<HttpFilters, 'rewrite'>;
  readonly mirrors: readonly unknown[];
  readonly externalAuth?: unknown;
  readonly redirect?: Redirect;
}

/** What a redirect leaves without an effect: the request goes to no backend. */
const WITHOUT_EFFECT = ['URLRewrite', 'RequestMirror'] as const;

/** Reports filters of one rule, or of one of its backends, that exclude each other. */
export function checkCombination(filters: Combined, field: string, report: Report): void {
  if (filters.redirect === undefined) return;
  for (const type of WITHOUT_EFFECT) {
    if (!has(filters, type)) continue;
    report(`${field}: RequestRedirect and ${type} cannot be combined. Remove one of them.`, 'IncompatibleFilters');
  }
}

/**
 * Reports filters of a rule that exclude those of one of its backends.
 * @param field of the rule
 * @param at field of the backend
 */
export function checkCombinationWithBackend(
  { filters, backend }: { readonly filters: Combined; readonly backend: Combined },
  field: string,
  at: string,
  report: Report,
): void {
  if (filters.externalAuth && backend.externalAuth) {
    report(`${at}.filters: the rule has an ExternalAuth filter already, only one of them is possible.`);
  }
  if (backend.redirect === undefined) return;
  for (const type of WITHOUT_EFFECT) {
    if (!has(filters, type)) continue;
    report(
      `${at}.filters: RequestRedirect cannot be combined with ${type} in ${field}.filters. Remove one of them.`,
      'IncompatibleFilters',
    );
  }
}

function has({ filters, mirrors }: Combined, type: (typeof WITHOUT_EFFECT)[number]): boolean {
  return type === 'RequestMirror' ? mirrors.length > 0 : filters.rewrite !== undefined;
}
