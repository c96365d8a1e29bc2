import type { KindName } from '../types.js';
import { clusterTrustBundle } from './cluster-trust-bundle.js';
import { configMap } from './config-map.js';
import { endpointSlice } from './endpoint-slice.js';
import type { CoreKind } from './kind.js';
import { namespace } from './namespace.js';
import { secret } from './secret.js';
import { service } from './service.js';

export type { CoreKind } from './kind.js';

/** The kinds that are built into the API server. */
export const CORE_KINDS: ReadonlyMap<KindName, CoreKind> = new Map([
  ['ClusterTrustBundle', clusterTrustBundle],
  ['ConfigMap', configMap],
  ['EndpointSlice', endpointSlice],
  ['Namespace', namespace],
  ['Secret', secret],
  ['Service', service],
]);
