import type { Lookup } from '../collections/index.js';
import { targetOf } from '../model/backend-variant.js';
import type { BackendVariant, Rejection } from '../model/index.js';
import { tableOfRouteConfiguration } from '../model/route-configuration-name.js';
import { shortTypeName } from '../well-known/xds-types.js';

/** Types of Envoy resources whose rejection shows in a status. */
export type RejectedType = 'Listener' | 'RouteConfiguration' | 'Secret' | 'Cluster';

/** The key of what was rejected, where all shards of a route table are one, and all Backends of one Service port. */
export function rejectionKey(proxy: string, type: RejectedType, name: string): string {
  return `${proxy}|${type}|${name}`;
}

export interface AttributedRejection extends Rejection {
  /** The {@link rejectionKey} that it belongs to. */
  readonly of: string;
}

interface AttributionReads {
  /** By name of the Backend; of targets themselves there are none. */
  readonly backendVariants: Lookup<BackendVariant>;
}

/** A rejection with what the resource was made of. */
export function attributedRejection(rejection: Rejection, { backendVariants }: AttributionReads): AttributedRejection {
  const { proxy, typeUrl, name } = rejection;
  const type = shortTypeName(typeUrl) as RejectedType;
  return { ...rejection, of: rejectionKey(proxy, type, madeOf(type, name, backendVariants)) };
}

function madeOf(type: RejectedType, name: string, backendVariants: AttributionReads['backendVariants']): string {
  if (type === 'Cluster') return targetOf(name, backendVariants);
  return type === 'RouteConfiguration' ? tableOfRouteConfiguration(name) : name;
}
