import { READINESS_PORT } from '../envoy/readiness-port.js';
import { PROBE_PORT } from '../envoy/sidecar-ports.js';
import type { Settings } from '../gateway-api/settings.js';

/** `spec.controllerName` of our GatewayClasses, unless the user has another. */
export const CONTROLLER_NAME = 'gatewright.dev/gateway-controller';
/** `spec.controllerName` of our XMeshes, and the name that statuses for parents that are Services are under. */
const MESH_CONTROLLER_NAME = 'gatewright.dev/mesh-controller';

/** Files on one machine: one Envoy carries all Gateways. */
export function standaloneSettings(bind: readonly string[], reservedPorts: readonly number[] = []): Settings {
  return { controllerName: CONTROLLER_NAME, proxyOf: 'shared', defaultAddresses: bind, reservedPorts };
}

/** Where the image of the proxies has the CA certificates of its distribution. */
const SYSTEM_TRUST = '/etc/ssl/certs/ca-certificates.crt';

const SIDECAR_PORTS = [PROBE_PORT, READINESS_PORT];

/** A cluster: each Gateway has an own proxy, whose pods listen on these addresses. */
export function clusterSettings(
  controllerName: string,
  bind: readonly string[],
  bootstrapProblem: Settings['bootstrapProblem'],
  mesh?: { readonly trustDomain: string },
): Settings {
  return {
    controllerName,
    proxyOf: 'per-gateway',
    defaultAddresses: bind,
    reservedPorts: [READINESS_PORT],
    systemTrust: SYSTEM_TRUST,
    ...(bootstrapProblem && { bootstrapProblem }),
    ...(mesh && {
      mesh: { controllerName: MESH_CONTROLLER_NAME, trustDomain: mesh.trustDomain, sidecarPorts: SIDECAR_PORTS },
    }),
  };
}
