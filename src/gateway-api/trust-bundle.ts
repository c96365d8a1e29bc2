import type { Lookup } from '../collections/index.js';
import type { TrustBundle } from '../model/index.js';
import type { Missing } from './missing.js';
import type { Problem } from './problem.js';
import { type Grants, isPermitted, missingGrant, type Referrer } from './reference-grant.js';
import type { Settings } from './settings.js';
import {
  type CheckedTrustSource,
  type TrustRef,
  type TrustSourceVerdict,
  trustKind,
  trustSourceName,
} from './trust-source.js';

export interface TrustReads {
  /** On those that somebody refers to. */
  readonly trustSourceVerdicts: Lookup<TrustSourceVerdict>;
  readonly grants: Grants;
  readonly missing: Missing;
}

export interface ResolvedTrust {
  /** Name of the TrustBundle; absent when no reference is good. */
  readonly trustBundle?: string;
  readonly problems: readonly Problem[];
}

/** Where references stand. */
export interface TrustPlace {
  /** For messages. */
  readonly field: string;
  /** The reason that the API has for a kind which cannot be used. */
  readonly invalidKind: string;
}

/**
 * Follows references to certificates of authorities. The bundle's name has all that may be used, so that it stays when one of
 * several objects comes or goes.
 */
export function resolveTrust(
  refs: readonly TrustRef[],
  place: TrustPlace,
  from: Referrer,
  reads: TrustReads,
): ResolvedTrust {
  const followed = refs.map((ref, index) => follow(ref, { ...place, field: `${place.field}[${index}]` }, from, reads));
  const usable = followed.some(({ problem }) => problem === undefined);
  return {
    ...(usable && { trustBundle: bundleName(followed.flatMap(({ name }) => name ?? [])) }),
    problems: followed.flatMap(({ problem }) => problem ?? []),
  };
}

interface FollowedRef {
  /** Of what it leads to and may use. */
  readonly name?: string;
  readonly problem?: Problem;
}

function follow(
  ref: TrustRef,
  { field, invalidKind }: TrustPlace,
  from: Referrer,
  { trustSourceVerdicts, grants, missing }: TrustReads,
): FollowedRef {
  const refused = (reason: string, message: string) => ({ problem: { reason, message: `${field}${message}` } });
  const invalid = 'InvalidCACertificateRef';
  const kind = trustKind(ref);
  if (kind === undefined) {
    const told = `: ${ref.kind} in group "${ref.group}" cannot hold CA certificates`;
    return refused(
      invalidKind,
      `${told}, use a ConfigMap of the core group or a ClusterTrustBundle of certificates.k8s.io.`,
    );
  }
  if (kind === 'ConfigMap') {
    const to = { group: '', kind, namespace: ref.namespace ?? from.namespace, name: ref.name };
    if (!isPermitted(from, to, grants)) return refused('RefNotPermitted', `: ${missingGrant(from, to)}`);
  } else if (ref.namespace !== undefined) {
    return refused(invalid, `.namespace: a ${kind} is in no namespace. Leave it out.`);
  }
  const name = trustSourceName(kind, ref.namespace ?? from.namespace, ref.name);
  if (missing.get(kind) !== undefined) {
    const fix = 'Use a ConfigMap, or enable the feature there.';
    return { name, ...refused(invalidKind, `: the API server does not have the kind ${kind}. ${fix}`) };
  }
  const verdict = trustSourceVerdicts.get(name) ?? { problem: `${name.replace('/', ' ')} does not exist.` };
  return verdict.problem === undefined ? { name } : { name, ...refused(invalid, `: ${verdict.problem}`) };
}

/** Name of the TrustBundle of the authorities that the proxy's machine trusts. */
export const SYSTEM_TRUST = 'System';

function bundleName(sources: readonly string[]): string {
  return [...new Set(sources)].sort().join('+');
}

/** The TrustBundle of a name. */
export function trustBundle(
  name: string,
  { checkedTrustSources }: { readonly checkedTrustSources: Lookup<CheckedTrustSource> },
  { systemTrust }: Settings,
): TrustBundle | undefined {
  if (name === SYSTEM_TRUST) {
    return systemTrust === undefined ? undefined : { name, source: { type: 'File', path: systemTrust } };
  }
  const found = name.split('+').flatMap((each) => checkedTrustSources.get(each)?.certificates ?? []);
  if (found.length === 0) return undefined;
  const certificates = [...new Set(found)].map((pem) => `${pem}\n`).join('');
  return { name, source: { type: 'Inline', certificates } };
}
