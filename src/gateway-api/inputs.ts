import type { Collection } from '../collections/index.js';
import {
  EDGE_KINDS,
  type LastCertificate,
  type ProxyState,
  READ_KINDS,
  type ReadKind,
  type Rejection,
  type SidecarIdentity,
} from '../model/index.js';
import type { ResourceByKind } from '../resources/types.js';
import type { Missing } from './missing.js';
import type { Settings } from './settings.js';

/** The kinds that the translation reads, so that nobody has to look for the others. */
export function kindsRead({ mesh }: Pick<Settings, 'mesh'>): readonly ReadKind[] {
  return mesh === undefined ? EDGE_KINDS : READ_KINDS;
}

type ResourceInputs = { readonly [K in ReadKind]: Collection<ResourceByKind[K]> };

/** Resources by kind, each keyed `namespace/name` (`name` when cluster-scoped), and what the edges report. */
export interface Inputs extends ResourceInputs {
  /** Keyed `proxy|type URL|name`. */
  readonly rejections: Collection<Rejection>;
  /** Keyed by proxy. */
  readonly proxies: Collection<ProxyState>;
  /** Keyed by name of the Sidecar. */
  readonly sidecars: Collection<SidecarIdentity>;
  /** Keyed by Secret. */
  readonly lastCertificates: Collection<LastCertificate>;
  /** Keyed as {@link Missing} says. */
  readonly missing: Collection<true>;
}
