import { backendNameParts } from '../model/backend-name.js';
import type { Rejection } from '../model/index.js';
import { shortTypeName } from '../well-known/xds-types.js';

/** Types of Envoy resources whose rejection shows in a status. */
export type RejectedType = 'Listener' | 'RouteConfiguration' | 'Secret' | 'Cluster';

/** The key of what was rejected, where all shards of a route table are one, and all Backends of one Service port. */
export function rejectionKey(proxy: string, type: RejectedType, name: string): string {
  return `${proxy}|${type}|${name}`;
}

/** The {@link rejectionKey} that a rejection belongs to. */
export function rejectedResource({ proxy, typeUrl, name }: Rejection): string {
  const type = shortTypeName(typeUrl);
  const [withoutShard = ''] = name.split('#');
  return `${proxy}|${type}|${type === 'Cluster' ? backendNameParts(name).target : withoutShard}`;
}
