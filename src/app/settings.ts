import type { Settings } from '../gateway-api/settings.js';

const CONTROLLER_NAME = 'gatewright.dev/gateway-controller';

/** Files on one machine: one Envoy carries all Gateways. */
export function standaloneSettings(bind: readonly string[], reservedPorts: readonly number[] = []): Settings {
  return { controllerName: CONTROLLER_NAME, proxyOf: 'shared', defaultAddresses: bind, reservedPorts };
}
