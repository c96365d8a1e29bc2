import type { HttpRule } from '../model/index.js';
import { checkedEncode } from './checked-encode.js';
import type { RedirectContext } from './redirect.js';
import { backendsOf, routesOf } from './route.js';

/** The routes of a rule in one kind of table, encoded. */
export interface EncodedRoutes {
  /** For each match of the rule its routes, in order. */
  readonly matches: readonly (readonly Uint8Array[])[];
  /** Names of the backends they use. */
  readonly backends: readonly string[];
}

export function encodeRoutes(rule: HttpRule, table: RedirectContext): EncodedRoutes {
  return {
    matches: rule.matches.map((match) =>
      routesOf(rule, match, table).map((route) => checkedEncode('envoy.config.route.v3.Route', route)),
    ),
    backends: backendsOf(rule),
  };
}
