import { isIP } from 'node:net';
import type { ClientTls, SubjectAltName } from '../model/index.js';
import type { BackendTLSPolicyValidation } from '../resources/types.js';
import { isHostname } from './hostname.js';
import { type Problem, summarize } from './problem.js';
import type { Referrer } from './reference-grant.js';
import type { Settings } from './settings.js';
import { resolveTrust, SYSTEM_TRUST, type TrustReads } from './trust-bundle.js';
import type { TrustRef } from './trust-source.js';

/** What the server of a backend has to show, checked as far as it can be on its own. */
export interface CheckedValidation {
  readonly serverName: string;
  readonly subjectAltNames: readonly SubjectAltName[];
  /** References to certificates of authorities; absent: those that the proxy's machine trusts. */
  readonly trustRefs?: readonly TrustRef[];
  /** Why it cannot be honoured; no connection may be made then. */
  readonly problem?: Problem;
}

/** What a validation comes to. */
export type ResolvedValidation = (
  | { readonly tls: ClientTls; readonly notAccepted?: undefined }
  /** Why no connection may be made. */
  | { readonly tls?: undefined; readonly notAccepted: Problem }
) & {
  /** References that lead nowhere. */
  readonly unresolved?: Problem;
};

const URI = /^[a-zA-Z][a-zA-Z0-9+.-]*:[!-~]+$/;

/** @param field for messages */
export function checkValidation(
  validation: BackendTLSPolicyValidation | undefined,
  field: string,
  { systemTrust }: Settings,
): CheckedValidation {
  const { hostname = '', subjectAltNames = [], caCertificateRefs, wellKnownCACertificates } = validation ?? {};
  const problems: string[] = [];
  if (isIP(hostname) !== 0 || hostname.startsWith('*') || !isHostname(hostname)) {
    problems.push(`${field}.hostname: "${hostname}" is not an exact host name.`);
  }
  const names = subjectAltNames.map(({ type, hostname: dns, uri }, index): SubjectAltName => {
    const at = `${field}.subjectAltNames[${index}]`;
    if (type === 'URI') {
      if (!URI.test(uri ?? '')) problems.push(`${at}.uri: "${uri ?? ''}" is not an absolute URI.`);
      return { type: 'URI', value: uri ?? '' };
    }
    if (type !== 'Hostname') problems.push(`${at}.type: ${type} is not supported, use Hostname or URI.`);
    else if (!isHostname(dns ?? '')) problems.push(`${at}.hostname: "${dns ?? ''}" is not a valid hostname.`);
    return { type: 'DNS', value: dns ?? '' };
  });
  const hasRefs = caCertificateRefs !== undefined && caCertificateRefs.length > 0;
  if (!hasRefs && wellKnownCACertificates !== 'System') {
    problems.push(
      wellKnownCACertificates
        ? `${field}.wellKnownCACertificates: "${wellKnownCACertificates}" is not supported, use System.`
        : `${field}: one of caCertificateRefs and wellKnownCACertificates is needed.`,
    );
  } else if (!hasRefs && systemTrust === undefined) {
    problems.push(
      `${field}.wellKnownCACertificates: the proxy has no system CA certificates. Use caCertificateRefs instead.`,
    );
  }
  const problem = summarize(problems.map((message) => ({ reason: 'Invalid', message })));
  return {
    serverName: hostname,
    subjectAltNames: names.length > 0 ? names : [{ type: 'DNS', value: hostname }],
    ...(hasRefs && { trustRefs: caCertificateRefs }),
    ...(problem && { problem }),
  };
}

/** @param field for messages */
export function resolveValidation(
  { serverName, subjectAltNames, trustRefs, problem }: CheckedValidation,
  field: string,
  from: Referrer,
  reads: TrustReads,
): ResolvedValidation {
  const { trustBundle, problems } =
    trustRefs === undefined
      ? { trustBundle: SYSTEM_TRUST, problems: [] }
      : resolveTrust(trustRefs, { field: `${field}.caCertificateRefs`, invalidKind: 'InvalidKind' }, from, reads);
  const summary = summarize(problems);
  const unresolved = summary && { unresolved: summary };
  if (problem !== undefined) return { notAccepted: problem, ...unresolved };
  if (trustBundle === undefined) return { notAccepted: noValidCaCertificate(summary), ...unresolved };
  return { tls: { serverName, subjectAltNames, trustBundle }, ...unresolved };
}

export function noValidCaCertificate(unresolved: Problem | undefined): Problem {
  return { reason: 'NoValidCACertificate', message: `There is no CA certificate to use. ${unresolved?.message ?? ''}` };
}
