import type { Lookup } from '../collections/index.js';
import type { Backend, BackendVariant, Endpoint } from '../model/index.js';

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
  /** By name of the Backend; of targets themselves there are none. */
  readonly backendVariants: Lookup<BackendVariant>;
}

/** The Backend of a name: its target, with what its users ask for. */
export function backendNamed(
  _uses: number,
  { knownBackends, backendVariants }: BackendParts,
  name: string,
): Backend | undefined {
  const { target = name, protocol, tls, settings } = backendVariants.get(name) ?? {};
  const known = knownBackends.get(target)?.backend;
  if (known === undefined) return undefined;
  const { mesh, ...rest } = known;
  return {
    ...rest,
    name,
    ...(protocol && { protocol }),
    // Where a policy says what TLS there is, that is not TLS of the mesh.
    ...(tls ? { tls } : mesh && { mesh }),
    ...(settings && { settings: { ...known.settings, ...settings } }),
  };
}
