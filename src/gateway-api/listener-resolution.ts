import type { Collection, Reader } from '../collections/index.js';
import type { CertificateUse } from '../model/index.js';
import type { CheckedSecret } from './certificate.js';
import type { DeclaredListener } from './listener.js';
import { GATEWAY_API, objectKey, pairKey, portKey, splitPair } from './names.js';
import type { PortVerdict } from './port-conflicts.js';
import { type Problem, summarize } from './problem.js';
import { terminatesTls } from './protocol.js';
import { type Grants, isPermitted, missingGrant } from './reference-grant.js';

/** A listener with everything known that decides whether it is opened, and its conditions. */
export interface ResolvedListener {
  readonly declared: DeclaredListener;
  /** Whether connections are taken. */
  readonly open: boolean;
  /** Names of its certificates, sorted; only those that can be used. */
  readonly certificates: readonly string[];
  readonly notAccepted?: Problem;
  readonly conflict?: Problem;
  readonly unresolved?: Problem;
  readonly overlaps?: readonly string[];
}

export interface ResolutionReads {
  readonly portVerdicts: Collection<PortVerdict>;
  readonly checkedSecrets: Collection<CheckedSecret>;
  readonly grants: Grants;
}

/** Names of the Secrets that a listener refers to, allowed or not. */
export function referredSecrets({ certificateRefs, gateway }: DeclaredListener): string[] {
  return certificateRefs.filter(isSecretRef).map(({ namespace, name }) => secretName(gateway, namespace, name));
}

export function resolveListener(declared: DeclaredListener, reads: ResolutionReads, read: Reader): ResolvedListener {
  const verdict = read.get(reads.portVerdicts, declared.key);
  const { certificates, problems } = resolveCertificates(declared, reads, read);
  const unresolved = summarize([...(declared.routeKindsProblem ? [declared.routeKindsProblem] : []), ...problems]);
  const notAccepted = declared.problem ?? verdict?.conflict ?? verdict?.unavailable;
  const missesCertificate = terminatesTls(declared.protocol) && certificates.length === 0;
  return {
    declared,
    open: declared.gatewayAccepted && notAccepted === undefined && !missesCertificate,
    certificates,
    ...(notAccepted && { notAccepted }),
    ...(verdict?.conflict && { conflict: verdict.conflict }),
    ...(unresolved && { unresolved }),
    ...(verdict?.overlaps && { overlaps: verdict.overlaps }),
  };
}

/** Name of the table that answers for a listener: its own with TLS, else one for all listeners of the port. */
export function routeTableOf({ gateway, port, protocol, name }: DeclaredListener): string {
  const table = portKey(gateway, port);
  return terminatesTls(protocol) ? `${table}/${name}` : table;
}

/** Groups the listeners that become one Listener of the model, under its name. */
export function openPort({ open, declared }: ResolvedListener): string | undefined {
  return open ? portKey(declared.gateway, declared.port) : undefined;
}

/** Uses of certificates, by proxy and name. */
export function certificateUseKeys({ open, declared, certificates }: ResolvedListener): string[] {
  return open ? certificates.map((name) => pairKey(declared.proxy, name)) : [];
}

export function certificateUse(_: number, key: string): CertificateUse {
  const [proxy, certificate] = splitPair(key);
  return { proxy, certificate };
}

function resolveCertificates(
  listener: DeclaredListener,
  { checkedSecrets, grants }: ResolutionReads,
  read: Reader,
): { readonly certificates: readonly string[]; readonly problems: readonly Problem[] } {
  if (!terminatesTls(listener.protocol)) return { certificates: [], problems: [] };
  const invalid = (message: string): Problem => ({ reason: 'InvalidCertificateRef', message });
  if (listener.certificateRefs.length === 0) {
    const message = `tls.certificateRefs: a listener of protocol ${listener.protocol} needs at least one certificate.`;
    return { certificates: [], problems: [invalid(message)] };
  }
  const certificates = new Set<string>();
  const problems: Problem[] = [];
  const from = { group: GATEWAY_API, kind: 'Gateway', namespace: namespaceOf(listener.gateway) };
  for (const [index, ref] of listener.certificateRefs.entries()) {
    const field = `tls.certificateRefs[${index}]`;
    const to = { group: '', kind: 'Secret', namespace: ref.namespace ?? from.namespace, name: ref.name };
    if (!isSecretRef(ref)) {
      const kind = `${ref.kind ?? 'Secret'} in group "${ref.group ?? ''}"`;
      problems.push(invalid(`${field}: ${kind} cannot hold a certificate, use a Secret of the core group.`));
    } else if (!isPermitted(from, to, grants, read)) {
      problems.push({ reason: 'RefNotPermitted', message: `${field}: ${missingGrant(from, to)}` });
    } else {
      const name = objectKey(to.namespace, to.name);
      const secret = read.get(checkedSecrets, name);
      if (secret?.certificate !== undefined) certificates.add(name);
      else problems.push(invalid(`${field}: ${secret?.problem ?? `Secret ${name} does not exist.`}`));
    }
  }
  return { certificates: [...certificates].sort(), problems };
}

function isSecretRef({ group = '', kind = 'Secret' }: { readonly group?: string; readonly kind?: string }): boolean {
  return group === '' && kind === 'Secret';
}

function secretName(gateway: string, namespace: string | undefined, name: string): string {
  return objectKey(namespace ?? namespaceOf(gateway), name);
}

function namespaceOf(gateway: string): string {
  return gateway.slice(0, gateway.indexOf('/'));
}
