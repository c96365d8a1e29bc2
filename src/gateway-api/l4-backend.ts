import {
  type BackendReads,
  type BackendReferrer,
  backendMeant,
  type FoundBackend,
  type ResolvedBackend,
  resolveXBackend,
  secured,
  servicePort,
} from './backend-ref.js';
import { effectiveTls } from './effective-tls.js';
import type { CheckedL4Backend, CheckedL4Route } from './l4-route.js';
import type { Problem } from './problem.js';
import { serviceBackendName, serviceTransportProblem } from './service.js';

/** A route with its references followed. */
export interface ResolvedL4Route {
  /** Those with a weight. */
  readonly members: readonly ResolvedL4Member[];
  /** References that lead nowhere. */
  readonly unresolved: readonly Problem[];
  /** What it refers to and finds, without duplicates. */
  readonly targets: readonly string[];
}

export interface ResolvedL4Member extends Partial<FoundBackend> {
  readonly weight: number;
}

export function resolveL4Route(route: CheckedL4Route & BackendReferrer, reads: BackendReads): ResolvedL4Route {
  const unresolved: Problem[] = [];
  const targets = new Set<string>();
  const members = route.backends.flatMap((each): readonly ResolvedL4Member[] => {
    const found = resolve(each, route, reads);
    if ('target' in found) targets.add(found.target);
    else unresolved.push(found);
    const { weight } = each;
    if (!(weight > 0)) return [];
    return ['target' in found ? { weight, ...found } : { weight }];
  });
  return { members, unresolved, targets: [...targets].sort() };
}

function resolve(
  { ref, field }: CheckedL4Backend,
  route: CheckedL4Route & BackendReferrer,
  reads: BackendReads,
): ResolvedBackend {
  const meant = backendMeant(ref, field, route, reads);
  if ('reason' in meant) return meant;
  const resolved = meant.isService
    ? resolveService(meant.key, ref.port, route, reads)
    : resolveExternal(meant.key, route, reads);
  return 'target' in resolved ? resolved : { ...resolved, message: `${field}: ${resolved.message}` };
}

function resolveService(
  key: string,
  number: number | undefined,
  { transport }: CheckedL4Route,
  reads: BackendReads,
): ResolvedBackend {
  const found = servicePort(key, number, reads);
  if ('reason' in found) return found;
  const { service, port } = found;
  const problem = serviceTransportProblem(service, port, transport);
  if (problem !== undefined) return problem;
  // There is no TLS over datagrams.
  const tls = transport === 'TCP' ? effectiveTls(service, port, reads) : undefined;
  return secured(serviceBackendName(key, port, transport), tls);
}

/** A group has endpoints of all its members, which those found by the proxy's own DNS have not. */
function resolveExternal(key: string, route: CheckedL4Route & BackendReferrer, reads: BackendReads): ResolvedBackend {
  const { kind, transport } = route;
  const found = resolveXBackend(key, route, reads);
  if (!('target' in found)) return found;
  const refused = (what: string) => ({
    reason: 'UnsupportedValue',
    message: `XBackend ${key} ${what}, which a ${kind} cannot refer to. Use a Service.`,
  });
  const { known, httpVersion, variant } = reads.xBackends.get(key) ?? {};
  if (known?.backend.discovery.type !== 'Endpoints') return refused('is an external hostname');
  if (transport === 'UDP' && (httpVersion ?? variant?.tls) !== undefined) return refused('speaks HTTP or TLS');
  return found;
}
