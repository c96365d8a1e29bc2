import { encode } from '../envoy-api/codec.js';
import { XDS_MESSAGES } from '../well-known/xds-types.js';
import type { XdsResource } from './resource.js';
import { xdsResource } from './resource.js';
import { ENDPOINT } from './type-rules.js';

/** No endpoints, under the name of a load assignment that is gone: the cluster answers 503 at once. */
export function emptyLoadAssignment(name: string): XdsResource {
  const message = encode(XDS_MESSAGES.ClusterLoadAssignment, { cluster_name: name });
  return xdsResource(ENDPOINT, name, message);
}
