import type { HttpRule } from './http-rule.js';

/** Whether a redirect of a rule, or of a single backend of it, keeps the scheme of its RouteTable: with a scheme it has a port too. */
export function keepsScheme({ action }: Pick<HttpRule, 'action'>): boolean {
  if (action.type === 'Redirect') return action.redirect.scheme === undefined;
  return action.type === 'Forward' && action.backends.some(({ redirect }) => redirect && redirect.scheme === undefined);
}
