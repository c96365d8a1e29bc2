import type { Lookup } from '../collections/index.js';
import type { SecretObjectReference } from '../resources/types.js';
import type { CheckedSecret } from './certificate.js';
import { objectKey } from './names.js';
import type { Problem } from './problem.js';
import { type Grants, isPermitted, missingGrant, type Referrer } from './reference-grant.js';

export interface SecretReads {
  /** Those that somebody refers to. */
  readonly checkedSecrets: Lookup<CheckedSecret>;
  readonly grants: Grants;
}

/** Name of a Certificate, or why a reference leads to none; both when what it leads to is an earlier one. */
export interface ResolvedCertificate {
  readonly certificate?: string;
  readonly problem?: Problem;
}

/** Where a reference stands. */
export interface CertificatePlace {
  /** For messages. */
  readonly field: string;
  /** The reason that the API has for a reference which is allowed and leads to no certificate. */
  readonly invalid: string;
}

/** Follows a reference to a Secret with a certificate. */
export function resolveCertificate(
  ref: SecretObjectReference,
  { field, invalid }: CertificatePlace,
  from: Referrer,
  { checkedSecrets, grants }: SecretReads,
): ResolvedCertificate {
  const problem = (reason: string, message: string) => ({ problem: { reason, message: `${field}: ${message}` } });
  if (!isSecretRef(ref)) {
    const kind = `${ref.kind ?? 'Secret'} in group "${ref.group ?? ''}"`;
    return problem(invalid, `${kind} cannot hold a certificate, use a Secret of the core group.`);
  }
  const to = { group: '', kind: 'Secret', namespace: ref.namespace ?? from.namespace, name: ref.name };
  if (!isPermitted(from, to, grants)) return problem('RefNotPermitted', missingGrant(from, to));
  const name = objectKey(to.namespace, to.name);
  const secret = checkedSecrets.get(name);
  if (secret?.certificate === undefined) return problem(invalid, secret?.problem ?? `Secret ${name} does not exist.`);
  return { certificate: name, ...(secret.problem !== undefined && problem(invalid, secret.problem)) };
}

/** Names of the Secrets that are referred to, allowed or not. */
export function referredSecrets(refs: readonly SecretObjectReference[], namespace: string): string[] {
  return refs.filter(isSecretRef).map((ref) => objectKey(ref.namespace ?? namespace, ref.name));
}

function isSecretRef({ group = '', kind = 'Secret' }: SecretObjectReference): boolean {
  return group === '' && kind === 'Secret';
}
