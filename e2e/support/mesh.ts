import type { KubeObject } from './kubectl.js';

/** Labels of a namespace whose pods get a sidecar. */
export const MESHED = { 'gatewright.dev/mesh': 'enabled' };
export const STRICT = { ...MESHED, 'gatewright.dev/mtls': 'strict' };
export const MESH_CONTROLLER = 'gatewright.dev/mesh-controller';
export const SIDECAR_LABEL = 'gatewright.dev/sidecar';

type RouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute';

/** A route whose parent is a Service: `name` or `namespace/name`, all of its ports unless one is named. */
export function serviceRoute(
  kind: RouteKind,
  namespace: string,
  name: string,
  { service, port, rules, hostnames }: ServiceRouteOptions,
): KubeObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind,
    metadata: { name, namespace },
    spec: { parentRefs: [serviceParent(service, port)], ...(hostnames && { hostnames }), rules },
  };
}

interface ServiceRouteOptions {
  readonly service: string;
  readonly port?: number;
  readonly rules: readonly object[];
  /** Of a TLSRoute. */
  readonly hostnames?: readonly string[];
}

export function serviceParent(service: string, port?: number): object {
  const [namespace, name] = service.includes('/') ? service.split('/') : [undefined, service];
  return { group: '', kind: 'Service', name, ...(namespace && { namespace }), ...(port !== undefined && { port }) };
}

/** A rule that sends everything to ports 80 of Services, by weight. */
export function to(...backends: readonly (string | readonly [string, number])[]): object {
  const backendRefs = backends.map((backend) => {
    const [service, weight] = typeof backend === 'string' ? [backend, 1] : backend;
    const [namespace, name] = service.includes('/') ? service.split('/') : [undefined, service];
    return { name, ...(namespace && { namespace }), port: 80, weight };
  });
  return { backendRefs };
}
