import type { Lookup } from '../collections/index.js';
import { backendNameParts } from '../model/backend-name.js';
import type { Backend, ClientTls, Endpoint } from '../model/index.js';

/** A Backend that exists, whether it is used or not, without what policies say. */
export interface KnownBackend {
  /** Named after what users refer to. */
  readonly backend: Backend;
  /** Where the Endpoints of a Service's port come from. */
  readonly slices?: SliceSource;
  /** The Endpoints themselves, where they are given. */
  readonly endpoints?: readonly Endpoint[];
}

/** The EndpointSlices of a Service, by the name of its port. */
export interface SliceSource {
  /** `namespace/name`. */
  readonly service: string;
  /** Empty for a port without a name. */
  readonly port: string;
}

export interface BackendParts {
  readonly knownBackends: Lookup<KnownBackend>;
  /** By the hash in a Backend's name. */
  readonly tlsByHash: Lookup<ClientTls>;
}

/** The Backend of a name, which says everything about it. */
export function backendNamed(
  _uses: number,
  { knownBackends, tlsByHash }: BackendParts,
  name: string,
): Backend | undefined {
  const { target, speaking, tls: hash, certificate } = backendNameParts(name);
  const known = knownBackends.get(target)?.backend;
  if (known === undefined) return undefined;
  const backend: Backend = speaking ? { ...known, name, protocol: speaking } : known;
  if (hash === undefined) return backend;
  const tls = tlsByHash.get(hash);
  const { mesh: _, ...plain } = backend;
  return tls && { ...plain, name, tls: { ...tls, ...(certificate && { certificate }) } };
}
