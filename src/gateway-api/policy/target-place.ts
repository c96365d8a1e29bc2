import type { Entry, Lookup } from '../../collections/index.js';
import type { RouteParents } from '../attachment.js';
import type { CheckedHttpRoute } from '../http-route.js';
import type { TargetUse } from '../http-rule.js';
import type { CheckedL4Route } from '../l4-route.js';
import type { DeclaredListener } from '../listener.js';
import type { Problem } from '../problem.js';
import { isTransport, TRANSPORTS, type Transport } from '../protocol.js';
import { type ServiceFacts, serviceBackendName } from '../service.js';
import type { ResolvedXBackend } from '../x-backend.js';
import type { Ancestor, HierarchyReads, Place } from './hierarchy.js';
import type { PolicyTarget } from './target.js';
import { TARGET_KINDS, type TargetKind } from './target-kind.js';

/** A target that exists and is served by this controller. */
export interface FoundTarget {
  readonly places: readonly Place[];
  /** Why a policy cannot apply to it. */
  readonly problem?: Problem;
}

export interface TargetReads extends HierarchyReads {
  /** By `kind/namespace/name`, as those below. */
  readonly httpRoutes: Lookup<CheckedHttpRoute>;
  readonly routeParents: Lookup<RouteParents>;
  readonly l4Routes: Lookup<CheckedL4Route>;
  readonly l4Parents: Lookup<RouteParents>;
  readonly services: Lookup<ServiceFacts>;
  readonly xBackends: Lookup<ResolvedXBackend>;
  /** By what the routes of Gateways refer to. */
  readonly targetUses: Lookup<readonly Entry<TargetUse>[]>;
}

type Finder = (target: PolicyTarget, reads: TargetReads, transports: readonly Transport[]) => FoundTarget | undefined;

const FINDERS: Readonly<Record<TargetKind, Finder>> = {
  GatewayClass: ({ key }, { classes }) => classes.get(key) && { places: [{ ancestor: { kind: 'GatewayClass', key } }] },
  Gateway: (target, { gateways }) => {
    const gateway = gateways.get(target.key);
    return gateway && onListeners(target, gateway.key, gateway.listeners);
  },
  ListenerSet: (target, { listenerSets }) => {
    const set = listenerSets.get(target.key);
    return set && onListeners(target, set.gateway, set.listeners);
  },
  HTTPRoute: findHttpRoute,
  GRPCRoute: findHttpRoute,
  TLSRoute: findL4Route,
  TCPRoute: findL4Route,
  UDPRoute: findL4Route,
  Service: findService,
  XBackend: ({ key }, { xBackends, targetUses }) => {
    const name = xBackends.get(key)?.known?.backend.name;
    return name === undefined ? undefined : { places: backendPlaces([name], targetUses) };
  },
};

/**
 * Where a target takes part in traffic; undefined when there is no such object here.
 *
 * @param transports those of the ports of Services that the policy applies to; absent: all
 */
export function findTarget(
  target: PolicyTarget,
  reads: TargetReads,
  transports: readonly Transport[] = TRANSPORTS,
): FoundTarget | undefined {
  return FINDERS[target.kind](target, reads, transports);
}

function onListeners(target: PolicyTarget, gateway: string, listeners: readonly DeclaredListener[]): FoundTarget {
  const ancestor: Ancestor = { kind: 'Gateway', key: gateway };
  if (target.section === '') return { places: [{ ancestor }] };
  const found = listeners.find(({ name }) => name === target.section);
  if (found !== undefined) return { places: [{ ancestor, listener: found.key }] };
  return {
    places: [{ ancestor }],
    problem: sectionMissing(
      target,
      listeners.map(({ name }) => name),
    ),
  };
}

function findHttpRoute(target: PolicyTarget, reads: TargetReads): FoundTarget | undefined {
  const key = `${target.kind}/${target.key}`;
  const route = reads.httpRoutes.get(key);
  if (route === undefined) return undefined;
  const places = routePlaces(reads.routeParents.get(key), reads);
  const rules = route.rules.flatMap(({ name }) => name ?? []);
  if (target.section === '' || rules.includes(target.section)) return { places };
  return { places, problem: sectionMissing(target, rules) };
}

function findL4Route(target: PolicyTarget, reads: TargetReads): FoundTarget | undefined {
  const key = `${target.kind}/${target.key}`;
  return reads.l4Routes.get(key) && { places: routePlaces(reads.l4Parents.get(key), reads) };
}

function routePlaces(
  parents: RouteParents | undefined,
  { declaredListeners }: Pick<TargetReads, 'declaredListeners'>,
): readonly Place[] {
  return (parents?.listeners ?? []).flatMap((listener) => {
    const gateway = declaredListeners.get(listener)?.gateway;
    return gateway === undefined ? [] : [{ ancestor: { kind: 'Gateway', key: gateway }, listener } as const];
  });
}

/** Source: GEP-1897. */
function findService(
  target: PolicyTarget,
  { services, targetUses }: TargetReads,
  transports: readonly Transport[],
): FoundTarget | undefined {
  const service = services.get(target.key);
  if (service === undefined) return undefined;
  const ports = service.ports.filter(({ name }) => target.section === '' || name === target.section);
  // A policy for a port that does not exist concerns whatever uses the Service.
  const concerned = ports.length > 0 ? ports : service.ports;
  const names = concerned.flatMap(({ port }) => transports.map((each) => serviceBackendName(service.key, port, each)));
  const problem = portProblem(target, ports, service, transports);
  return { places: backendPlaces([...new Set(names)], targetUses), ...(problem && { problem }) };
}

function portProblem(
  target: PolicyTarget,
  ports: ServiceFacts['ports'],
  service: ServiceFacts,
  transports: readonly Transport[],
): Problem | undefined {
  if (ports.some(({ protocol }) => isTransport(protocol) && transports.includes(protocol))) return undefined;
  if (ports.length === 0)
    return sectionMissing(
      target,
      service.ports.map(({ name }) => name || '(no name)'),
    );
  const message = `${target.field}: it applies to ${transports.join(' and ')} ports only, Service ${service.key} has none there.`;
  return { reason: 'Invalid', message };
}

function backendPlaces(names: readonly string[], targetUses: TargetReads['targetUses']): readonly Place[] {
  const backends = new Map<string, string[]>();
  for (const name of names) {
    for (const { value } of targetUses.get(name) ?? []) {
      const used = backends.get(value.gateway);
      if (used === undefined) backends.set(value.gateway, [name]);
      else used.push(name);
    }
  }
  return Array.from(backends, ([key, used]) => ({ ancestor: { kind: 'Gateway', key }, backends: used }));
}

function sectionMissing({ kind, key, section, field }: PolicyTarget, names: readonly string[]): Problem {
  const what = TARGET_KINDS[kind].section;
  const has = names.join(', ') || 'none';
  const message = `${field}.sectionName: ${kind} ${key} has no ${what} called ${section} (it has: ${has}).`;
  return { reason: 'TargetNotFound', message };
}
