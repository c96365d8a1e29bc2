import type { Lookup } from '../collections/index.js';
import type { BackendVariant } from '../model/index.js';
import type { BackendObjectReference } from '../resources/types.js';
import { effectiveTls, type TlsPolicyReads } from './effective-tls.js';
import { GATEWAY_API, GATEWAY_API_X, objectKey } from './names.js';
import type { Problem } from './problem.js';
import { type Grants, isPermitted, missingGrant } from './reference-grant.js';
import { httpVersionOf, type ServiceFacts, serviceBackendName, servicePortProblem } from './service.js';
import type { ResolvedXBackend } from './x-backend.js';

export interface BackendReads extends TlsPolicyReads {
  readonly services: Lookup<ServiceFacts>;
  readonly xBackends: Lookup<ResolvedXBackend>;
  readonly grants: Grants;
}

/** What a reference leads to, or why it leads nowhere. */
export type ResolvedBackend = FoundBackend | Problem;

export interface FoundBackend {
  /** `namespace/service:port`, or `XBackend/namespace/name`. */
  readonly target: string;
  /** Absent: requests must be answered with an error, and a policy of the target says why. */
  readonly variant?: BackendVariant;
}

/** Who refers to a backend. */
export interface BackendReferrer {
  readonly kind: string;
  readonly namespace: string;
  /** Whether it does so for sidecars, rather than for the proxy of a Gateway. */
  readonly sidecars?: true;
}

/**
 * Follows a reference to a backend.
 * @param field for messages
 */
export function resolveBackendRef(
  ref: BackendObjectReference,
  field: string,
  route: BackendReferrer,
  reads: BackendReads,
): ResolvedBackend {
  const meant = backendMeant(ref, field, route, reads);
  if ('reason' in meant) return meant;
  const resolved = meant.isService
    ? resolveService(meant.key, ref.port, route, reads)
    : resolveXBackend(meant.key, route, reads);
  return 'target' in resolved ? resolved : { ...resolved, message: `${field}: ${resolved.message}` };
}

/**
 * The object that a reference means, by its `namespace/name`, if the route may refer to it. A sidecar sends to Services what its workload
 * could send itself, so it needs no grant. Source: GEP-1294.
 */
export function backendMeant(
  { group = '', kind = 'Service', namespace: other, name }: BackendObjectReference,
  field: string,
  route: BackendReferrer,
  { grants }: Pick<BackendReads, 'grants'>,
): { readonly isService: boolean; readonly key: string } | Problem {
  const namespace = other ?? route.namespace;
  const isService = group === '' && kind === 'Service';
  if (!isService && !(group === GATEWAY_API_X && kind === 'XBackend')) {
    const message = `${field}: ${kind} in group "${group}" is not a kind of backend. Use a Service or an XBackend.`;
    return { reason: 'InvalidKind', message };
  }
  const from = { group: GATEWAY_API, kind: route.kind, namespace: route.namespace };
  const found = { group, kind, namespace, name };
  const needsNoGrant = isService && route.sidecars;
  if (!needsNoGrant && !isPermitted(from, found, grants)) {
    return { reason: 'RefNotPermitted', message: `${field}: ${missingGrant(from, found)}` };
  }
  return { isService, key: objectKey(namespace, name) };
}

function resolveService(
  key: string,
  port: number | undefined,
  { sidecars }: BackendReferrer,
  reads: BackendReads,
): ResolvedBackend {
  const found = servicePort(key, port, reads);
  if ('reason' in found) return found;
  const tls = effectiveTls(found.service, found.port, reads);
  const problem = servicePortProblem(found.service, found.port, tls !== undefined);
  if (problem !== undefined) return problem;
  const resolved = secured(serviceBackendName(key, found.port, 'TCP'), tls);
  // Without a sidecar the client would speak to it as it does, and the client knows which version it understands.
  const isOpen = tls === undefined && httpVersionOf(found.service, found.port) === undefined;
  return sidecars && isOpen ? { ...resolved, variant: { target: resolved.target, protocol: 'Downstream' } } : resolved;
}

/** The Service of a reference to it, and the port, which is there if the Service has it. */
export function servicePort(
  key: string,
  port: number | undefined,
  { services }: Pick<BackendReads, 'services'>,
): { readonly service: ServiceFacts; readonly port: number } | Problem {
  if (port === undefined) return { reason: 'UnsupportedValue', message: `port is missing, Service ${key} needs one.` };
  const service = services.get(key);
  if (service === undefined) return { reason: 'BackendNotFound', message: `Service ${key} does not exist.` };
  return { service, port };
}

/** A target with the TLS that a policy asks for. */
export function secured(target: string, tls: ReturnType<typeof effectiveTls>): FoundBackend {
  if (tls === undefined || tls.state === 'Off') return { target, variant: { target } };
  return { target, ...(tls.state === 'On' && { variant: { target, tls: tls.value, showsCertificate: true } }) };
}

export function resolveXBackend(
  key: string,
  { sidecars }: BackendReferrer,
  { xBackends }: Pick<BackendReads, 'xBackends'>,
): ResolvedBackend {
  const backend = xBackends.get(key);
  if (backend === undefined) return { reason: 'BackendNotFound', message: `XBackend ${key} does not exist.` };
  if (backend.problem !== undefined) return backend.problem;
  // Its key would be in the hands of every workload that may send requests there.
  if (sidecars && backend.variant.tls?.certificate !== undefined) {
    const message = `XBackend ${key} is shown a client certificate, which sidecars do not get. Route to it through a Gateway.`;
    return { reason: 'UnsupportedValue', message };
  }
  return { target: backend.variant.target, variant: backend.variant };
}
