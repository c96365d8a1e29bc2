import type { HttpRule } from '../model/index.js';
import { checkedEncode } from './checked-encode.js';
import { keepsScheme, type RedirectContext } from './redirect.js';
import { backendsOf, redirectsOf, routesOf } from './route.js';

/** The routes of a rule, encoded. */
export interface EncodedRoutes {
  /** For each match of the rule its routes, in order; by context, or once for all of them. */
  readonly matches: ReadonlyMap<string, readonly (readonly Uint8Array[])[]>;
  /** Names of the backends they use. */
  readonly backends: readonly string[];
}

const ANY_CONTEXT = '';

/** Where a route can be: tables of one context have the same routes. */
export function contextKey({ scheme, port }: RedirectContext): string {
  return `${scheme}:${port}`;
}

/** @param contexts all there are; asked for only where a redirect keeps something of them. */
export function encodeRoutes(rule: HttpRule, contexts: () => readonly RedirectContext[]): EncodedRoutes {
  const matches = redirectsOf(rule).some(keepsScheme)
    ? contexts().map((context) => [contextKey(context), encodeMatches(rule, context)] as const)
    : [[ANY_CONTEXT, encodeMatches(rule, { scheme: 'http', port: 80 })] as const];
  return { matches: new Map(matches), backends: backendsOf(rule) };
}

/** The routes of one match in a table. */
export function routesIn({ matches }: EncodedRoutes, context: RedirectContext, match: number): readonly Uint8Array[] {
  const encoded = matches.get(ANY_CONTEXT) ?? matches.get(contextKey(context));
  return encoded?.[match] ?? [];
}

function encodeMatches(rule: HttpRule, context: RedirectContext): readonly (readonly Uint8Array[])[] {
  return rule.matches.map((match) =>
    routesOf(rule, match, context).map((route) => checkedEncode('envoy.config.route.v3.Route', route)),
  );
}
