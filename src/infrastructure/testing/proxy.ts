import type { GatewayProxy } from '../../model/index.js';
import type { InfrastructureSettings } from '../settings.js';

export const SETTINGS: InfrastructureSettings = {
  image: 'gatewright/gatewright:1.0.0',
  xds: { hostname: 'gatewright.gatewright-system.svc', port: 18_000, serverName: 'gatewright.gatewright-system.svc' },
};

/** The proxy of Gateway `app/web`, but for what `parts` says. */
export function proxyOf(parts: Partial<GatewayProxy> = {}): GatewayProxy {
  const gateway = parts.gateway ?? { namespace: 'app', name: 'web', uid: '8a1c' };
  return {
    name: `${gateway.namespace}/${gateway.name}`,
    className: 'gatewright',
    controllerName: 'gatewright.dev/gateway-controller',
    labels: {},
    annotations: {},
    addresses: ['0.0.0.0'],
    ports: [{ port: 80, protocol: 'TCP' }],
    requested: [{}],
    parameters: {},
    ...parts,
    gateway,
  };
}
