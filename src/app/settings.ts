import { networkInterfaces } from 'node:os';
import type { HostAndPort } from '../admin/server.js';
import type { Settings } from '../gateway-api/settings.js';
import { parseAddress } from '../resources/addresses.js';
import { CONTROLLER_NAME, MESH_CONTROLLER_NAME } from '../well-known/names.js';
import { PROBE_PORT, READINESS_PORT } from '../well-known/ports.js';

/**
 * Files on one machine: one Envoy carries all Gateways.
 * @param admin where the admin server answers, if there is one
 */
export function standaloneSettings(bind: readonly string[], admin?: HostAndPort): Settings {
  return {
    controllerName: CONTROLLER_NAME,
    proxyOf: 'shared',
    defaultAddresses: bind,
    alone: true,
    ...(admin && { reservedPorts: [admin.port], ownEndpoints: endpointsAt(admin) }),
  };
}

/** The addresses by which a server of this machine is reached. */
function endpointsAt({ host, port }: HostAndPort): NonNullable<Settings['ownEndpoints']> {
  const all = Object.values(networkInterfaces()).flatMap((each = []) => each.map(({ address }) => address));
  const known = parseAddress(host)?.text;
  const addresses =
    host === 'localhost' ? LOOPBACK : known === undefined || ANY.includes(known) ? [...LOOPBACK, ...all] : [known];
  return [...new Set(addresses)].map((address) => ({ address, port }));
}

const LOOPBACK = ['127.0.0.1', '::1'];
const ANY = ['0.0.0.0', '::'];

/** Where the image of the proxies has the CA certificates of its distribution. */
const SYSTEM_TRUST = '/etc/ssl/certs/ca-certificates.crt';

const SIDECAR_PORTS = [PROBE_PORT, READINESS_PORT];

/** A cluster: each Gateway has an own proxy, whose pods listen on these addresses. */
export function clusterSettings(
  controllerName: string,
  bind: readonly string[],
  bootstrapProblem: Settings['bootstrapProblem'],
  mesh?: { readonly trustDomain: string },
  clusterDomain?: string,
): Settings {
  return {
    controllerName,
    proxyOf: 'per-gateway',
    defaultAddresses: bind,
    reservedPorts: [READINESS_PORT],
    systemTrust: SYSTEM_TRUST,
    ...(clusterDomain !== undefined && { clusterDomain }),
    ...(bootstrapProblem && { bootstrapProblem }),
    ...(mesh && {
      mesh: { controllerName: MESH_CONTROLLER_NAME, trustDomain: mesh.trustDomain, sidecarPorts: SIDECAR_PORTS },
    }),
  };
}
