import type { Collection, Reader } from '../collections/index.js';
import type { TrustBundle } from '../model/index.js';
import type { ConfigMap } from '../resources/types.js';
import { objectKey } from './names.js';
import { certificatesIn } from './pem.js';
import type { Problem } from './problem.js';
import { type Grants, isPermitted, missingGrant, type Referrer } from './reference-grant.js';
import type { Settings } from './settings.js';

/** What a ConfigMap gives as certificates of authorities, PEM each, or what is wrong with it. */
export type CheckedConfigMap =
  | { readonly certificates: readonly string[]; readonly problem?: undefined }
  | { readonly certificates?: undefined; readonly problem: string };

const KEY = 'ca.crt';

/** @param name `namespace/name` of the ConfigMap. */
export function checkConfigMap(configMap: ConfigMap | undefined, name: string): CheckedConfigMap {
  if (configMap === undefined) return { problem: `ConfigMap ${name} does not exist.` };
  const text = configMap.data?.[KEY];
  if (typeof text !== 'string') return { problem: `ConfigMap ${name} has no ${KEY}.` };
  const found = certificatesIn(text);
  if (found.length === 0) return { problem: `${KEY} of ConfigMap ${name} holds no PEM certificate.` };
  const broken = found.findIndex(({ certificate }) => certificate === undefined);
  if (broken >= 0) return { problem: `${KEY} of ConfigMap ${name}: certificate ${broken + 1} cannot be read.` };
  return { certificates: [...new Set(found.map(({ pem }) => pem))] };
}

/** A reference to certificates of authorities. */
export interface TrustRef {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Whether a ConfigMap can be used, whatever it holds: a rotation of certificates does not change it. */
export interface ConfigMapVerdict {
  readonly problem?: string;
}

export function configMapVerdict({ problem }: CheckedConfigMap): ConfigMapVerdict {
  return problem === undefined ? {} : { problem };
}

export interface TrustReads {
  /** On those that somebody refers to. */
  readonly configMapVerdicts: Collection<ConfigMapVerdict>;
  readonly grants: Grants;
}

export interface ResolvedTrust {
  /** Name of the TrustBundle; absent when no reference is good. */
  readonly trustBundle?: string;
  readonly problems: readonly Problem[];
}

/** Names of the ConfigMaps that are referred to, allowed or not. */
export function referredConfigMaps(refs: readonly TrustRef[] | undefined, namespace: string): string[] {
  return (refs ?? []).filter(isConfigMapRef).map((ref) => objectKey(ref.namespace ?? namespace, ref.name));
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
 * several ConfigMaps comes or goes.
 */
export function resolveTrust(
  refs: readonly TrustRef[],
  { field, invalidKind }: TrustPlace,
  from: Referrer,
  { configMapVerdicts, grants }: TrustReads,
  read: Reader,
): ResolvedTrust {
  const names = new Set<string>();
  const problems: Problem[] = [];
  let usable = false;
  for (const [index, ref] of refs.entries()) {
    const at = `${field}[${index}]`;
    const to = { group: '', kind: 'ConfigMap', namespace: ref.namespace ?? from.namespace, name: ref.name };
    if (!isConfigMapRef(ref)) {
      const message = `${at}: ${ref.kind} in group "${ref.group}" cannot hold CA certificates, use a ConfigMap of the core group.`;
      problems.push({ reason: invalidKind, message });
    } else if (!isPermitted(from, to, grants, read)) {
      problems.push({ reason: 'RefNotPermitted', message: `${at}: ${missingGrant(from, to)}` });
    } else {
      const name = objectKey(to.namespace, to.name);
      names.add(name);
      const { problem } = read.get(configMapVerdicts, name) ?? checkConfigMap(undefined, name);
      if (problem === undefined) usable = true;
      else problems.push({ reason: 'InvalidCACertificateRef', message: `${at}: ${problem}` });
    }
  }
  return { ...(usable && { trustBundle: bundleName([...names]) }), problems };
}

/** Name of the TrustBundle of the authorities that the proxy's machine trusts. */
export const SYSTEM_TRUST = 'System';

const KIND = 'ConfigMap/';

function bundleName(configMaps: readonly string[]): string {
  return configMaps
    .map((name) => KIND + name)
    .sort()
    .join('+');
}

/** The TrustBundle of a name. */
export function trustBundle(
  name: string,
  checkedConfigMaps: Collection<CheckedConfigMap>,
  read: Reader,
  { systemTrust }: Settings,
): TrustBundle | undefined {
  if (name === SYSTEM_TRUST) {
    return systemTrust === undefined ? undefined : { name, source: { type: 'File', path: systemTrust } };
  }
  const found = name
    .split('+')
    .flatMap((each) => read.get(checkedConfigMaps, each.slice(KIND.length))?.certificates ?? []);
  if (found.length === 0) return undefined;
  const certificates = [...new Set(found)].map((pem) => `${pem}\n`).join('');
  return { name, source: { type: 'Inline', certificates } };
}

function isConfigMapRef({ group = '', kind = 'ConfigMap' }: TrustRef): boolean {
  return group === '' && kind === 'ConfigMap';
}
