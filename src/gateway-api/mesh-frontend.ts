import type { Entry, Lookup } from '../collections/index.js';
import { backendName } from '../model/backend-variant.js';
import {
  type BackendVariant,
  type MeshFrontend,
  type MeshGroup,
  type MeshHandling,
  type MeshRoutes,
  ROUTE_KINDS,
  routesRequests,
} from '../model/index.js';
import type { ResolvedL4Member, ResolvedL4Route } from './l4-backend.js';
import { inPrecedence, type RouteMatches } from './match-precedence.js';
import type { MeshClaim, MeshDecision, WonChain } from './mesh-claim.js';
import type { MeshService } from './mesh-service.js';
import { pairKey } from './names.js';
import { serviceBackendName } from './service.js';

/** The same for all clients: of the variants of a frontend a sidecar has one. */
function frontendName({ service, port }: MeshDecision): string {
  return `mesh/${service}:${port}`;
}

function groupName(decision: MeshDecision, { name }: WonChain): string {
  return `${frontendName(decision)}/${name}`;
}

export function meshFrontend(
  decision: MeshDecision,
  { meshServices }: { readonly meshServices: Lookup<MeshService> },
): MeshFrontend | undefined {
  const { frontend: key, service, port } = decision;
  const { addresses = [] } = meshServices.get(service) ?? {};
  if (addresses.length === 0) return undefined;
  return {
    key,
    name: frontendName(decision),
    addresses,
    port,
    handling: handling(decision),
  };
}

function handling(decision: MeshDecision): MeshHandling {
  const group = (chain: WonChain) => groupName(decision, chain);
  if ('detect' in decision) {
    const { detect, otherwise } = decision;
    return { type: 'HTTP', detect, ...(otherwise && { otherwise: group(otherwise) }) };
  }
  const chains = decision.chains.map((chain) => {
    const { name, serverNames } = chain;
    return { name, serverNames, group: group(chain) };
  });
  return { type: 'TCP', chains };
}

/** A MeshGroup with what its members stand for. */
export interface ResolvedMeshGroup {
  readonly group: MeshGroup;
  readonly variants: readonly BackendVariant[];
}

/** What the chains of a frontend lead to. Backends end the TLS that is routed by server name, so that policies about TLS do not apply. */
export function* meshGroups(
  decision: MeshDecision,
  { resolvedL4Routes }: { readonly resolvedL4Routes: Lookup<ResolvedL4Route> },
): Generator<readonly [string, ResolvedMeshGroup]> {
  const { frontend, service, port, kind } = decision;
  const passthrough = kind !== 'Service' && ROUTE_KINDS[kind].routes === 'ServerNames';
  for (const chain of 'detect' in decision
    ? [decision.otherwise].filter((each) => each !== undefined)
    : decision.chains) {
    const found: readonly ResolvedL4Member[] =
      chain.route === undefined
        ? [{ weight: 1, variant: { target: serviceBackendName(service, port, 'TCP') } }]
        : (resolvedL4Routes.get(chain.route)?.members ?? []).map(({ weight, target, variant: secured }) => {
            const variant = passthrough && target !== undefined ? { target } : secured;
            return { weight, ...(variant && { variant }) };
          });
    const name = groupName(decision, chain);
    const members = found.map(({ weight, variant }) => ({
      weight,
      ...(variant && { backend: backendName(variant) }),
    }));
    const variants = found.flatMap(({ variant }) => variant ?? []);
    yield [pairKey(frontend, name), { group: { frontend, name, members }, variants }];
  }
}

/** Key of a rule as it is for sidecars: references are followed otherwise than for Gateways. */
export function meshRuleKey(rule: string): string {
  return `mesh/${rule}`;
}

/** The routes of the kind that has a frontend, if that kind routes requests. */
export function meshRoutes(
  claims: readonly Entry<MeshClaim>[],
  { routeMatches }: { readonly routeMatches: Lookup<RouteMatches> },
  frontend: string,
): MeshRoutes | undefined {
  const kind = claims[0]?.value.kind;
  if (kind === undefined || !routesRequests(kind)) return undefined;
  const winners = claims.flatMap(({ value }) => (value.kind === kind ? (routeMatches.get(value.route) ?? []) : []));
  return { frontend, routes: inPrecedence(winners).map((each) => ({ ...each, rule: meshRuleKey(each.rule) })) };
}

/** What the connections to a frontend may go to, without duplicates. */
export interface FrontendBackends {
  /** Those of rules. */
  readonly routed: readonly BackendVariant[];
  /** Those of groups. */
  readonly grouped: readonly BackendVariant[];
}

export interface FrontendBackendReads {
  readonly routesOfFrontends: Lookup<MeshRoutes>;
  /** By key of the rule. */
  readonly ruleVariants: Lookup<readonly BackendVariant[]>;
  readonly groups: Lookup<ResolvedMeshGroup>;
}

export function frontendBackends(
  { key, handling }: MeshFrontend,
  { routesOfFrontends, ruleVariants, groups }: FrontendBackendReads,
): FrontendBackends {
  const isHttp = handling.type === 'HTTP';
  const routes = isHttp ? (routesOfFrontends.get(key)?.routes ?? []) : [];
  const rules = new Set(routes.map(({ rule }) => rule));
  const names = isHttp ? [handling.otherwise ?? []].flat() : handling.chains.map(({ group }) => group);
  return {
    routed: distinct([...rules].flatMap((rule) => ruleVariants.get(rule) ?? [])),
    grouped: distinct(names.flatMap((name) => groups.get(pairKey(key, name))?.variants ?? [])),
  };
}

/** In the order of their names. */
function distinct(variants: readonly BackendVariant[]): readonly BackendVariant[] {
  const named = new Map(variants.map((variant) => [backendName(variant), variant]));
  return [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, variant]) => variant);
}
