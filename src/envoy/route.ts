import type { Route } from '../envoy-api/generated/envoy/config/route/v3.js';
import type { HttpMatch, HttpRule } from '../model/index.js';
import { answeringRoutes, levelFields } from './filters/contributions.js';
import { forwardingRoutes } from './forward.js';
import { type RedirectContext, redirectRoutes } from './redirect.js';
import { retryBuffer } from './retry.js';
import { routeMatch } from './route-match.js';

/**
 * The Envoy routes of one match of a rule, in the order in which Envoy has to try them. The name is that of the rule,
 * for access logs.
 */
export function routesOf(rule: HttpRule, match: HttpMatch, table: RedirectContext): readonly Route[] {
  const { action, filters } = rule;
  const route: Route = {
    name: rule.key,
    match: routeMatch(match),
    request_body_buffer_limit: retryBuffer(rule.retry),
  };
  if (action.type === 'Forward') return forwardingRoutes(route, { rule, match, table }, action.backends);
  const filtered: Route = { ...route, ...levelFields(filters) };
  const routes =
    action.type === 'Redirect'
      ? redirectRoutes(filtered, action.redirect, match.path, table)
      : [{ ...filtered, direct_response: { status: action.status } }];
  return routes.flatMap((each) => answeringRoutes(each, filters));
}
