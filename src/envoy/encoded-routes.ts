import type { Entry, Lookup } from '../collections/index.js';
import type { Route } from '../envoy-api/generated/envoy/config/route/v3.js';
import { backendName, presenting } from '../model/backend-variant.js';
import type { BackendVariant, HttpRule, PreflightPart, RouteTable, VirtualHostRoute } from '../model/index.js';
import { keepsScheme } from '../model/redirect.js';
import { backendsOf, mapBackends } from '../model/rule-backends.js';
import { checkedEncode } from './checked-encode.js';
import { preflightRoutes } from './preflight.js';
import type { RedirectContext } from './redirect.js';
import { routesOf } from './route.js';

/** The routes of a rule, encoded; by context, or once for all of them. */
export type EncodedRoutes = ReadonlyMap<string, RuleRoutes>;

/** The routes of a rule in the tables of one context. */
export interface RuleRoutes {
  /** For each match of the rule its routes, in order. */
  readonly matches: readonly (readonly Uint8Array[])[];
  /** For each match those for its preflights. */
  readonly preflights: readonly { readonly [Part in PreflightPart]?: readonly Uint8Array[] }[];
  /** Names of the backends they use. */
  readonly backends: readonly string[];
}

/** Where a route can be: what it has of its table. */
type Context = RedirectContext & Pick<RouteTable, 'clientCertificate'>;

/** Names what redirects keep of a table. */
export function redirectKey({ scheme, port }: RedirectContext): string {
  return `${scheme}:${port}`;
}

const ANY = '';

/** What a rule takes from its backends. */
export interface VariantReads {
  /** By name of the Backend; of targets themselves there are none. */
  readonly backendVariants: Lookup<BackendVariant>;
}

/** @param contexts those in which the rule can be; asked for only where a redirect keeps something of them. */
export function encodeRoutes(
  rule: HttpRule,
  { backendVariants }: VariantReads,
  contexts: () => readonly RedirectContext[],
): EncodedRoutes {
  const places: Iterable<readonly [string, RedirectContext]> = keepsScheme(rule)
    ? new Map(contexts().map((context) => [redirectKey(context), context]))
    : [[ANY, { scheme: 'http', port: 80 }]];
  const variants = [undefined, ...(rule.clientCertificates ?? [])].flatMap((certificate) => {
    const shown = withClientCertificate(rule, certificate, backendVariants);
    return Array.from(
      places,
      ([place, context]) => [`${place}@${certificate ?? ANY}`, ruleRoutes(shown, context)] as const,
    );
  });
  return new Map(variants);
}

/** What redirects keep of a table of a proxy. */
export interface ProxyContext extends RedirectContext {
  readonly proxy: string;
}

/** By proxy and context. */
export function* redirectContext({ proxy, scheme, port }: RouteTable): Generator<readonly [string, ProxyContext]> {
  yield [`${proxy}|${redirectKey({ scheme, port })}`, { proxy, scheme, port }];
}

/** Groups the contexts of all proxies. */
export const ANY_PROXY = 'any';

interface ContextReads extends VariantReads {
  /** Those of every proxy, under {@link ANY_PROXY}. */
  readonly allContexts: Lookup<readonly Entry<ProxyContext>[]>;
  /** By proxy. */
  readonly contextsOf: Lookup<readonly Entry<ProxyContext>[]>;
}

/** The routes of a rule, in all tables that it can be in. */
export function encodedRule(rule: HttpRule, reads: ContextReads): EncodedRoutes {
  return encodeRoutes(rule, reads, () => {
    const found = rule.proxies?.map((proxy) => reads.contextsOf.get(proxy)) ?? [reads.allContexts.get(ANY_PROXY)];
    return found.flatMap((entries) => entries?.map(({ value }) => value) ?? []);
  });
}

/** The routes of one virtual host. */
export interface HostRoutes {
  readonly bytes: readonly Uint8Array[];
  /** Names of the backends they use. */
  readonly backends: ReadonlySet<string>;
}

/**
 * The routes of a virtual host, in order; without those of rules that are not there.
 *
 * @param rules by rule
 */
export function routesOfHost(
  entries: readonly VirtualHostRoute[],
  rules: Lookup<EncodedRoutes>,
  context: Context,
): HostRoutes {
  const bytes: Uint8Array[] = [];
  const backends = new Set<string>();
  for (const entry of entries) {
    const encoded = rules.get(entry.rule);
    const found = encoded && routesIn(encoded, context);
    if (found === undefined) continue;
    bytes.push(...routesOfEntry(found, entry));
    for (const backend of found.backends) backends.add(backend);
  }
  return { bytes, backends };
}

/** The routes of a rule in a table. */
function routesIn(encoded: EncodedRoutes, context: Context): RuleRoutes | undefined {
  const places = [ANY, redirectKey(context)];
  const certificates = [context.clientCertificate ?? ANY, ANY];
  for (const certificate of certificates) {
    for (const place of places) {
      const found = encoded.get(`${place}@${certificate}`);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function ruleRoutes(rule: HttpRule, context: RedirectContext): RuleRoutes {
  return {
    matches: rule.matches.map((match) => encodeAll(routesOf(rule, match, context))),
    preflights: rule.matches.map((match) =>
      Object.fromEntries(
        Object.entries(preflightRoutes(rule, match)).map(([part, routes = []]) => [part, encodeAll(routes)]),
      ),
    ),
    backends: backendsOf(rule),
  };
}

function encodeAll(routes: readonly Route[]): readonly Uint8Array[] {
  return routes.map((route) => checkedEncode('envoy.config.route.v3.Route', route));
}

/** The routes of an entry of a virtual host. */
function routesOfEntry(
  { matches, preflights }: RuleRoutes,
  { match, preflight }: VirtualHostRoute,
): readonly Uint8Array[] {
  return (preflight === undefined ? matches[match] : preflights[match]?.[preflight]) ?? [];
}

/** The rule in tables whose proxy shows that certificate to backends with TLS. */
function withClientCertificate(
  rule: HttpRule,
  certificate: string | undefined,
  variants: VariantReads['backendVariants'],
): HttpRule {
  if (certificate === undefined) return rule;
  return mapBackends(rule, (name) => {
    const variant = variants.get(name);
    return variant === undefined ? name : backendName(presenting(variant, certificate));
  });
}
