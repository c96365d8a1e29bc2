import type { Json } from '../envoy-api/to-json.js';
import { toJson } from '../envoy-api/to-json.js';
import { bootstrap } from './bootstrap.js';
import { bucketedDelivery } from './bucketed-delivery.js';
import { checkedEncode } from './checked-encode.js';
import { encodeListener, httpFilterChain } from './listener.js';
import { FILTER_CHAIN, LISTENER } from './resources.js';

/**
 * A bootstrap that an Envoy takes (`--mode validate`) when it can choose a bucket by host: CEL in early header mutation
 * came with Envoy 1.40. Nothing is opened or connected to.
 */
export function bucketingProbe(): Json {
  const place = { address: '127.0.0.1', port: 0 };
  const base = bootstrap({
    node: { id: 'probe', cluster: 'probe' },
    admin: place,
    xds: { place: { ...place, port: 1 } },
  });
  const chain = httpFilterChain(
    { kind: 'HTTP', listener: 'probe', name: 'http', routeTable: 'probe' },
    bucketedDelivery.specifier('probe'),
    { accessLog: 'off', bucketingSupported: true },
  );
  const message = encodeListener(
    { name: 'probe', proxy: 'probe', addresses: ['127.0.0.1'], port: 1, transport: 'TCP', tls: false },
    [checkedEncode(FILTER_CHAIN, chain)],
  );
  const { static_resources, ...rest } = base as { readonly static_resources: { readonly [name: string]: Json } };
  const listeners = [toJson(LISTENER, message)];
  return { ...rest, static_resources: { ...static_resources, listeners } };
}
