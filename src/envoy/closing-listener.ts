import { any } from '../envoy-api/codec.js';
import type { Bootstrap } from '../envoy-api/generated/envoy/config/bootstrap/v3.js';
import type { Listener } from '../envoy-api/generated/envoy/config/listener/v3.js';
import { milliseconds } from './values.js';

/** Name of the listener inside each proxy that closes what it gets: where the connections go that have no backend. */
export const CLOSING_LISTENER = 'gatewright/closing';

/** Milliseconds that a connection is held: one that is closed at once counts as refused, and would be tried elsewhere. */
const HELD = 1;

/**
 * The listener, which opens no port: a chain without filters closes its connections. It is static, since an endpoint names it.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/other_features/internal_listener
 */
export function closingListener(): Listener {
  return {
    name: CLOSING_LISTENER,
    internal_listener: {},
    // Waits for the first bytes.
    listener_filters: [
      {
        name: 'envoy.filters.listener.tls_inspector',
        typed_config: any('envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector', {}),
      },
    ],
    listener_filters_timeout: milliseconds(HELD),
    filter_chains: [{}],
  };
}

/** What lets a proxy have listeners that are reached from within only. */
export function internalListeners(): Bootstrap['bootstrap_extensions'] {
  return [
    {
      name: 'envoy.bootstrap.internal_listener',
      typed_config: any('envoy.extensions.bootstrap.internal_listener.v3.InternalListener', {}),
    },
  ];
}
