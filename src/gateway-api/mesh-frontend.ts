import type { Collection, Entry, Reader } from '../collections/index.js';
import type { MeshFrontend, MeshGroup, MeshRoutes } from '../model/index.js';
import type { ResolvedL4Route } from './l4-backend.js';
import { inPrecedence, type RouteMatches } from './match-precedence.js';
import type { MeshClaim, MeshDecision, WonChain } from './mesh-claim.js';
import { frontendKey } from './mesh-parent.js';
import type { MeshService } from './mesh-service.js';
import { pairKey } from './names.js';
import { serviceBackendName } from './service.js';

/** Names of routes hold a slash. */
const SERVICE_CHAIN = 'default';

/**
 * The ports of a Service in a Strict namespace, which its pods take only connections with a certificate to: without a route they are
 * frontends too, by which sidecars know whom to show theirs.
 */
export function* strictDecisions(
  { key: service, namespace, addresses, ports }: MeshService,
  strictNamespaces: Collection<true>,
  read: Reader,
): Generator<readonly [string, MeshDecision]> {
  if (addresses.length === 0 || read.get(strictNamespaces, namespace) === undefined) return;
  const chains = [{ name: SERVICE_CHAIN, serverNames: [] }];
  for (const { port } of ports) {
    const frontend = frontendKey({ service, port });
    yield [frontend, { frontend, service, port, kind: 'Service', chains }];
  }
}

/** The same for all clients: of the variants of a frontend a sidecar has one. */
function frontendName({ service, port }: MeshDecision): string {
  return `mesh/${service}:${port}`;
}

function groupName(decision: MeshDecision, { name }: WonChain): string {
  return `${frontendName(decision)}/${name}`;
}

export function meshFrontend(
  decision: MeshDecision,
  services: Collection<MeshService>,
  read: Reader,
): MeshFrontend | undefined {
  const { frontend: key, service, port } = decision;
  const { addresses = [] } = read.get(services, service) ?? {};
  if (addresses.length === 0) return undefined;
  return {
    key,
    name: frontendName(decision),
    addresses,
    port,
    handling:
      'detect' in decision
        ? { type: 'HTTP', detect: decision.detect }
        : {
            type: 'TCP',
            chains: decision.chains.map((chain) => ({
              name: chain.name,
              serverNames: chain.serverNames,
              group: groupName(decision, chain),
            })),
          },
  };
}

/** What the chains of a frontend lead to. What a TLSRoute forwards its backends end, so that policies about TLS do not apply. */
export function* meshGroups(
  decision: MeshDecision,
  resolvedRoutes: Collection<ResolvedL4Route>,
  read: Reader,
): Generator<readonly [string, MeshGroup]> {
  if ('detect' in decision) return;
  const { frontend, service, port } = decision;
  for (const chain of decision.chains) {
    const members =
      chain.route === undefined
        ? [{ weight: 1, backend: serviceBackendName(service, port, 'TCP') }]
        : (read.get(resolvedRoutes, chain.route)?.members ?? []).map(({ weight, target, backend: secured }) => {
            const backend = decision.kind === 'TLSRoute' ? target : secured;
            return { weight, ...(backend !== undefined && { backend }) };
          });
    const name = groupName(decision, chain);
    yield [pairKey(frontend, name), { frontend, name, members }];
  }
}

/** Key of a rule as it is for sidecars: references are followed otherwise than for Gateways. */
export function meshRuleKey(rule: string): string {
  return `mesh/${rule}`;
}

/** The routes of the kind that has a frontend, if that kind routes requests. */
export function meshRoutes(
  claims: readonly Entry<MeshClaim>[],
  frontend: string,
  routeMatches: Collection<RouteMatches>,
  read: Reader,
): MeshRoutes | undefined {
  const kind = claims[0]?.value.kind;
  if (kind !== 'HTTPRoute' && kind !== 'GRPCRoute') return undefined;
  const winners = claims.flatMap(({ value }) =>
    value.kind === kind ? (read.get(routeMatches, value.route) ?? []) : [],
  );
  return { frontend, routes: inPrecedence(winners).map(({ rule, match }) => ({ rule: meshRuleKey(rule), match })) };
}

/** Names of the Backends that the connections to a frontend may go to. */
export interface FrontendBackends {
  /** Those of rules. */
  readonly routed: readonly string[];
  /** Those of groups. */
  readonly grouped: readonly string[];
}

export interface FrontendBackendReads {
  readonly routesOfFrontends: Collection<MeshRoutes>;
  /** By key of the rule. */
  readonly ruleBackends: Collection<readonly string[]>;
  readonly groups: Collection<MeshGroup>;
}

export function frontendBackends(
  { key, handling }: MeshFrontend,
  { routesOfFrontends, ruleBackends, groups }: FrontendBackendReads,
  read: Reader,
): FrontendBackends {
  if (handling.type === 'HTTP') {
    const rules = new Set((read.get(routesOfFrontends, key)?.routes ?? []).map(({ rule }) => rule));
    return { routed: distinct([...rules].flatMap((rule) => read.get(ruleBackends, rule) ?? [])), grouped: [] };
  }
  const members = handling.chains.flatMap(({ group }) => read.get(groups, pairKey(key, group))?.members ?? []);
  return { routed: [], grouped: distinct(members.flatMap(({ backend }) => backend ?? [])) };
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
