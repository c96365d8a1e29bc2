import type { Endpoint, HttpRule, VirtualHostRoute, WeightedBackend } from '../../model/index.js';
import { preflightParts } from '../../model/preflight.js';
import type { ModelContent } from './source-model.js';

/** A rule that forwards everything to `default/a:80`, but for what `parts` says. */
export function rule(parts: Partial<HttpRule> & { readonly name?: string } = {}): HttpRule {
  const name = parts.name ?? 'route';
  return {
    key: `HTTPRoute/default/${name}/0`,
    route: { kind: 'HTTPRoute', namespace: 'default', name },
    matches: [{ path: { type: 'Prefix', value: '/' }, headers: [], queryParams: [] }],
    filters: {},
    action: { type: 'Forward', backends: [backend('a')] },
    timeouts: {},
    ...parts,
  };
}

/** A share of `default/NAME:80`. */
export function backend(name: string, parts: Partial<WeightedBackend> = {}): WeightedBackend {
  return { weight: 1, backend: `default/${name}:80`, filters: {}, ...parts };
}

/** Endpoints on 127.0.0.1. */
export function local(...ports: readonly number[]): readonly Endpoint[] {
  return ports.map((port) => ({ address: '127.0.0.1', port, health: 'Healthy' }));
}

/** What one proxy with one listener for plain HTTP has. */
export interface Example {
  /** Rules by domain, in order of precedence; all matches of a rule follow each other. */
  readonly hosts: { readonly [domain: string]: readonly HttpRule[] };
  /** Endpoints by short name of the backend. */
  readonly backends?: { readonly [name: string]: readonly Endpoint[] };
  /** Port that redirects keep; the listener itself binds any. */
  readonly port?: number;
}

export const LISTENER = 'default/gateway/80';

/** The model of an {@link Example}; the listener is called `default/gateway/80`. */
export function modelOf({ hosts, backends = {}, port = 80 }: Example): ModelContent {
  const proxy = 'default/gateway';
  const names = Object.keys(backends).map((name) => `default/${name}:80`);
  const rules = new Map(Object.values(hosts).flatMap((list) => list.map((each) => [each.key, each] as const)));
  return {
    listeners: [
      {
        name: LISTENER,
        proxy,
        addresses: ['127.0.0.1'],
        port: 0,
        transport: 'TCP',
        tls: false,
      },
    ],
    filterChains: [{ kind: 'HTTP', listener: LISTENER, name: 'http', routeTable: LISTENER }],
    routeTables: [{ name: LISTENER, proxy, scheme: 'http', port }],
    virtualHosts: Object.entries(hosts).map(([domain, list]) => ({
      routeTable: LISTENER,
      domain,
      routes: list.flatMap(entriesOf),
    })),
    httpRules: [...rules.values()],
    backends: names.map((name) => ({ name, protocol: 'HTTP', discovery: { type: 'Endpoints' } })),
    endpoints: Object.entries(backends).map(([name, endpoints]) => ({ backend: `default/${name}:80`, endpoints })),
    backendUses: names.map((name) => ({ proxy, backend: name })),
  };
}

/** The matches of a rule, and before each of them its preflights if the rule has CORS. */
function entriesOf({ key, matches, filters, action }: HttpRule): VirtualHostRoute[] {
  const backends = action.type === 'Forward' ? action.backends : [];
  const hasCors = [filters, ...backends.map((each) => each.filters)].some(({ cors }) => cors !== undefined);
  return matches.flatMap((each, match) => [
    ...(hasCors ? preflightParts(each).map((preflight) => ({ rule: key, match, preflight })) : []),
    { rule: key, match },
  ]);
}
