import type { Entry, Lookup } from '../collections/index.js';
import type { BackendVariant, Endpoint, Endpoints } from '../model/index.js';
import type { EndpointSlice, Endpoint as SliceEndpoint } from '../resources/types.js';
import { SERVICE_NAME_LABEL } from '../well-known/labels.js';
import { isPort } from './ip-address.js';
import type { KnownBackend } from './known-backend.js';
import { identityOf, type MeshPodReads } from './mesh-pod.js';
import { objectKey } from './names.js';
import type { Settings } from './settings.js';
import { isUpstream } from './upstream-address.js';

/** `namespace/name` of the Service that a slice belongs to. */
export function serviceOfSlice({ metadata }: EndpointSlice): string | undefined {
  const service = metadata.labels?.[SERVICE_NAME_LABEL];
  return service ? objectKey(metadata.namespace ?? '', service) : undefined;
}

export interface EndpointReads {
  /** By name of the Backend; of targets themselves there are none. */
  readonly backendVariants: Lookup<BackendVariant>;
  readonly knownBackends: Lookup<KnownBackend>;
  /** By `namespace/name` of the Service. */
  readonly slicesByService: Lookup<readonly Entry<EndpointSlice>[]>;
}

/** Who is at an address of an endpoint, if that is somebody of the mesh. */
type IdentityOf = (endpoint: SliceEndpoint, address: string, port: number, namespace: string) => string | undefined;

/**
 * The Endpoints of a Backend; undefined when it is not discovered so.
 * @param pods who is at an address; absent: there is no mesh
 */
export function endpointsOf(
  name: string,
  { backendVariants, knownBackends, slicesByService }: EndpointReads,
  settings: Settings,
  pods?: MeshPodReads,
): Endpoints | undefined {
  const { target = name, tls } = backendVariants.get(name) ?? {};
  const known = knownBackends.get(target);
  if (known?.slices === undefined) return known?.endpoints && { backend: name, endpoints: known.endpoints };
  const { service, port } = known.slices;
  // Where a policy says what TLS there is, that is not TLS of the mesh.
  const isMesh = pods !== undefined && known.backend.mesh && tls === undefined;
  const identify: IdentityOf = isMesh ? (...endpoint) => identityOf(...endpoint, pods) : () => undefined;
  return fromSlices(name, port, slicesByService.get(service) ?? [], settings, identify);
}

/**
 * The endpoints of a Service's port from all its slices: ready ones, and as draining those that terminate but still serve.
 * @param port name of the Service's port, which the slices repeat; empty when it has none
 */
function fromSlices(
  backend: string,
  port: string,
  slices: readonly Entry<EndpointSlice>[],
  settings: Settings,
  identify: IdentityOf,
): Endpoints {
  const found = new Map<string, Endpoint>();
  for (const { value: slice } of slices) {
    const number = (slice.ports ?? []).find(({ name }) => (name ?? '') === port)?.port;
    if (!isPort(number)) continue;
    for (const each of slice.endpoints ?? []) {
      const health = healthOf(each);
      if (health === undefined) continue;
      for (const address of each.addresses ?? []) {
        if (!isUpstream(address, number, settings)) continue;
        const key = `${address} ${number}`;
        if (found.get(key)?.health === 'Healthy') continue;
        const identity = identify(each, address, number, slice.metadata.namespace ?? '');
        found.set(key, {
          ...{ address, port: number, health },
          ...(each.zone && { zone: each.zone }),
          ...(identity !== undefined && { identity }),
        });
      }
    }
  }
  const endpoints = [...found.values()].sort((a, b) =>
    a.address === b.address ? a.port - b.port : a.address < b.address ? -1 : 1,
  );
  return { backend, endpoints };
}

function healthOf({ conditions }: SliceEndpoint): Endpoint['health'] | undefined {
  const ready = conditions?.ready ?? true;
  if (ready) return 'Healthy';
  return conditions?.terminating && (conditions.serving ?? ready) ? 'Draining' : undefined;
}
