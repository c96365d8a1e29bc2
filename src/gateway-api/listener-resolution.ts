import type { Lookup } from '../collections/index.js';
import type { CertificateUse, ClientValidation } from '../model/index.js';
import type { CarryingGateway } from './attachment.js';
import { noValidCaCertificate } from './backend-tls.js';
import { referredSecrets, resolveCertificate, type SecretReads } from './certificate-ref.js';
import type { DeclaredListener } from './listener.js';
import type { ResolvedListenerFilters } from './listener-filter-resolution.js';
import { GATEWAY_API, pairKey, splitPair } from './names.js';
import type { PortVerdict } from './port-conflicts.js';
import { portKey } from './port-key.js';
import { type Problem, summarize } from './problem.js';
import type { Referrer } from './reference-grant.js';
import { type ResolvedTrust, resolveTrust, type TrustReads } from './trust-bundle.js';
import { referredTrustSources } from './trust-source.js';
import type { VariantUse } from './variant-use.js';

/** A listener with everything known that decides whether it is opened, and its conditions. */
export interface ResolvedListener {
  readonly declared: DeclaredListener;
  /** Whether connections are taken. */
  readonly open: boolean;
  /** Names of its certificates, sorted; only those that can be used. */
  readonly certificates: readonly string[];
  /** Present when clients have to be verified and can be. */
  readonly clientValidation?: ClientValidation;
  /** Present when it has some. */
  readonly filters?: ResolvedListenerFilters;
  readonly notAccepted?: Problem;
  readonly conflict?: Problem;
  readonly unresolved?: Problem;
  /** Whether its hostname overlaps with that of another listener, both with TLS. */
  readonly overlaps: boolean;
}

export interface ResolutionReads extends SecretReads, TrustReads {
  readonly portVerdicts: Lookup<PortVerdict>;
  readonly listenerFilters: Lookup<ResolvedListenerFilters>;
}

/** Names of the Secrets that a listener refers to, allowed or not. */
export function secretsOfListener({ tlsMode, certificateRefs, holder }: DeclaredListener): string[] {
  return tlsMode === 'Terminate' ? referredSecrets(certificateRefs, holder.namespace) : [];
}

/** Names of what a listener refers to for CA certificates, allowed or not. */
export function trustSourcesOfListener({ clientValidation, gateway }: DeclaredListener): string[] {
  return referredTrustSources(clientValidation?.trustRefs, namespaceOf(gateway));
}

export function resolveListener(declared: DeclaredListener, reads: ResolutionReads): ResolvedListener {
  const verdict = reads.portVerdicts.get(declared.key);
  const { kind, namespace } = declared.holder;
  const { certificates, problems } = resolveCertificates(declared, { group: GATEWAY_API, kind, namespace }, reads);
  const gateway = { group: GATEWAY_API, kind: 'Gateway', namespace: namespaceOf(declared.gateway) };
  const trust = resolveClientTrust(declared, gateway, reads);
  const filters = reads.listenerFilters.get(declared.key);
  const unresolved = summarize([
    ...(declared.routeKindsProblem ? [declared.routeKindsProblem] : []),
    ...(declared.filterRefsProblem ? [declared.filterRefsProblem] : []),
    ...problems,
    ...(trust?.problems ?? []),
    ...(filters?.problems ?? []),
  ]);
  const noTrust =
    trust !== undefined && trust.trustBundle === undefined
      ? noValidCaCertificate(summarize(trust.problems))
      : undefined;
  const notAccepted = verdict?.conflict ?? declared.problem ?? verdict?.unavailable ?? noTrust;
  const missesCertificate = declared.tlsMode === 'Terminate' && certificates.length === 0;
  return {
    declared,
    open: declared.gatewayAccepted && notAccepted === undefined && !missesCertificate,
    certificates,
    ...(declared.clientValidation &&
      trust?.trustBundle && {
        clientValidation: { trustBundle: trust.trustBundle, mode: declared.clientValidation.mode },
      }),
    ...(filters && { filters }),
    ...(notAccepted && { notAccepted }),
    ...(verdict?.conflict && { conflict: verdict.conflict }),
    ...(unresolved && { unresolved }),
    overlaps: verdict?.overlaps ?? false,
  };
}

/** Groups the listeners that become one Listener of the model, under its name. */
export function openPort({ open, declared }: ResolvedListener): string | undefined {
  return open ? portKey(declared) : undefined;
}

/** Uses of certificates, by proxy and name. */
export function certificateUseKeys({ open, declared, certificates }: ResolvedListener): string[] {
  return open ? certificates.map((name) => pairKey(declared.proxy, name)) : [];
}

export function certificateUse(_: number, _reads: unknown, key: string): CertificateUse {
  const [proxy, certificate] = splitPair(key);
  return { proxy, certificate };
}

/** What the filters of an open listener use. */
export interface UsedListenerFilters {
  readonly variantUses: readonly VariantUse[];
  readonly targets: readonly string[];
  readonly gateways: readonly CarryingGateway[];
}

export function usedListenerFilters({ declared, open, filters }: ResolvedListener): UsedListenerFilters | undefined {
  if (!open || filters === undefined) return undefined;
  const { proxy, gateway } = declared;
  return {
    variantUses: filters.variants.map((variant) => ({ proxy, variant })),
    targets: filters.targets,
    gateways: [{ key: gateway, proxy }],
  };
}

/** Uses of trust bundles, by proxy and name. */
export function trustBundleUseKeys({ open, declared, clientValidation }: ResolvedListener): string[] {
  return open && clientValidation ? [pairKey(declared.proxy, clientValidation.trustBundle)] : [];
}

function resolveClientTrust(
  { clientValidation }: DeclaredListener,
  from: Referrer,
  reads: ResolutionReads,
): ResolvedTrust | undefined {
  if (clientValidation === undefined) return undefined;
  const { trustRefs, field } = clientValidation;
  return resolveTrust(trustRefs, { field, invalidKind: 'InvalidCACertificateKind' }, from, reads);
}

function resolveCertificates(
  listener: DeclaredListener,
  from: Referrer,
  reads: ResolutionReads,
): { readonly certificates: readonly string[]; readonly problems: readonly Problem[] } {
  if (listener.tlsMode !== 'Terminate') return { certificates: [], problems: [] };
  if (listener.certificateRefs.length === 0) {
    const message = `tls.certificateRefs: a listener of protocol ${listener.protocol} needs at least one certificate.`;
    return { certificates: [], problems: [{ reason: 'InvalidCertificateRef', message }] };
  }
  const certificates = new Set<string>();
  const problems: Problem[] = [];
  for (const [index, ref] of listener.certificateRefs.entries()) {
    const place = { field: `tls.certificateRefs[${index}]`, invalid: 'InvalidCertificateRef' };
    const { certificate, problem } = resolveCertificate(ref, place, from, reads);
    if (certificate !== undefined) certificates.add(certificate);
    if (problem !== undefined) problems.push(problem);
  }
  return { certificates: [...certificates].sort(), problems };
}

function namespaceOf(gateway: string): string {
  return gateway.slice(0, gateway.indexOf('/'));
}
