import type { Lookup } from '../collections/index.js';
import type { ClusterTrustBundle, ConfigMap } from '../resources/types.js';
import { CA_FILE } from '../well-known/files.js';
import { objectKey, plainName } from './names.js';
import { certificatesIn } from './pem.js';

/** A reference to certificates of authorities. */
export interface TrustRef {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
}

/** The kinds that hold certificates of authorities. */
export type TrustKind = 'ConfigMap' | 'ClusterTrustBundle';

/** What an object gives as certificates of authorities, PEM each, or what is wrong with it. */
export type CheckedTrustSource =
  | { readonly certificates: readonly string[]; readonly problem?: undefined }
  | { readonly certificates?: undefined; readonly problem: string };

/** Whether an object can be used, whatever it holds: a rotation of certificates does not change it. */
export interface TrustSourceVerdict {
  readonly problem?: string;
}

export interface TrustSourceReads {
  readonly ConfigMap: Lookup<ConfigMap>;
  readonly ClusterTrustBundle: Lookup<ClusterTrustBundle>;
}

/** Group of ClusterTrustBundles. Source: GEP-5075. */
const CERTIFICATES = 'certificates.k8s.io';

/** The kind that a reference names; undefined for those that cannot hold certificates of authorities. */
export function trustKind({ group = '', kind = 'ConfigMap' }: TrustRef): TrustKind | undefined {
  if (group === '' && kind === 'ConfigMap') return kind;
  return group === CERTIFICATES && kind === 'ClusterTrustBundle' ? kind : undefined;
}

/** `kind/namespace/name`, or `kind/name` of what is in no namespace. */
export function trustSourceName(kind: TrustKind, namespace: string, name: string): string {
  // The names of ClusterTrustBundles with a signer have colons.
  return `${kind}/${kind === 'ConfigMap' ? objectKey(namespace, name) : `${name}`.split(':').map(plainName).join(':')}`;
}

/** Names of the objects that are referred to, allowed or not. */
export function referredTrustSources(refs: readonly TrustRef[] | undefined, namespace: string): string[] {
  return (refs ?? []).flatMap((ref) => {
    const kind = trustKind(ref);
    return kind === undefined ? [] : [trustSourceName(kind, ref.namespace ?? namespace, ref.name)];
  });
}

/** @param name by {@link trustSourceName} */
export function checkTrustSource(_uses: number, reads: TrustSourceReads, name: string): CheckedTrustSource {
  const slash = name.indexOf('/');
  const key = name.slice(slash + 1);
  if (name.slice(0, slash) === 'ConfigMap') return checkConfigMap(reads.ConfigMap.get(key), key);
  return checkClusterTrustBundle(reads.ClusterTrustBundle.get(key), key);
}

/** @param name `namespace/name` of the ConfigMap. */
export function checkConfigMap(configMap: ConfigMap | undefined, name: string): CheckedTrustSource {
  if (configMap === undefined) return { problem: `ConfigMap ${name} does not exist.` };
  const text = configMap.data?.[CA_FILE];
  if (typeof text !== 'string') return { problem: `ConfigMap ${name} has no ${CA_FILE}.` };
  return checkPem(text, `${CA_FILE} of ConfigMap ${name}`);
}

/** @param name of the ClusterTrustBundle. */
export function checkClusterTrustBundle(bundle: ClusterTrustBundle | undefined, name: string): CheckedTrustSource {
  if (bundle === undefined) return { problem: `ClusterTrustBundle ${name} does not exist.` };
  return checkPem(bundle.spec?.trustBundle ?? '', `spec.trustBundle of ClusterTrustBundle ${name}`);
}

/** @param told for messages. */
function checkPem(text: string, told: string): CheckedTrustSource {
  const found = certificatesIn(text);
  if (found.length === 0) return { problem: `${told} holds no PEM certificate.` };
  const broken = found.findIndex(({ certificate }) => certificate === undefined);
  if (broken >= 0) return { problem: `${told}: certificate ${broken + 1} cannot be read.` };
  return { certificates: [...new Set(found.map(({ pem }) => pem))] };
}

export function trustSourceVerdict({ problem }: CheckedTrustSource): TrustSourceVerdict {
  return problem === undefined ? {} : { problem };
}
