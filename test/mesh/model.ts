import type { ModelContent } from '../../src/envoy/testing/source-model.js';
import type { Backend, Endpoint, HttpRule, MeshFrontend, MeshGroup, Sidecar } from '../../src/model/index.js';

/** A Service port with routes, as all clients see it or those of the namespace `only`. */
export interface Frontend {
  /** `namespace/service:port`. */
  readonly key: string;
  readonly addresses: readonly string[];
  readonly handling: MeshFrontend['handling'];
  /** With HTTP handling. */
  readonly rules?: readonly HttpRule[];
  /** The members of each chain's group, by chain. */
  readonly groups?: Readonly<Record<string, MeshGroup['members']>>;
  readonly only?: string;
}

export interface MeshContent {
  /** `namespace/serviceaccount`. */
  readonly sidecars: Readonly<Record<string, Sidecar['inbound']>>;
  readonly frontends: readonly Frontend[];
  /** By name of the Backend. */
  readonly backends: Readonly<Record<string, readonly Endpoint[]>>;
  /** Of Backends that are not spoken HTTP/1.1 to. */
  readonly protocols?: Readonly<Record<string, Backend['protocol']>>;
}

/** The model of a mesh in which every sidecar uses everything that its namespace may. */
export function meshModel({ sidecars, frontends, backends, protocols = {} }: MeshContent): ModelContent {
  const proxies = Object.keys(sidecars).map((name) => `mesh/${name}`);
  const rules = new Map(frontends.flatMap(({ rules = [] }) => rules.map((each) => [each.key, each] as const)));
  const names = Object.keys(backends);
  const variants = frontends.map((each) => ({ ...each, variant: each.only ? `${each.key}@${each.only}` : each.key }));
  return {
    sidecars: Object.entries(sidecars).map(([name, inbound]) => {
      const [namespace = '', serviceAccount = ''] = name.split('/');
      return { name: `mesh/${name}`, namespace, serviceAccount, inbound };
    }),
    meshFrontends: variants.map(({ key, variant, addresses, handling }) => ({
      ...{ key: variant, name: `mesh/${key}`, addresses, handling },
      port: Number(key.slice(key.lastIndexOf(':') + 1)),
    })),
    meshRoutes: variants
      .filter(({ handling }) => handling.type === 'HTTP')
      .map(({ variant, rules = [] }) => ({
        frontend: variant,
        routes: rules.flatMap(({ key, matches }) => matches.map((_, match) => ({ rule: key, match }))),
      })),
    meshRules: [...rules.values()],
    meshGroups: variants.flatMap(({ key, variant, groups = {} }) =>
      Object.entries(groups).map(([name, members]) => ({ frontend: variant, name: `mesh/${key}/${name}`, members })),
    ),
    meshFrontendUses: proxies.flatMap((proxy) => {
      const namespace = proxy.split('/')[1];
      const own = new Set(variants.filter(({ only }) => only === namespace).map(({ key }) => key));
      return variants
        .filter(({ key, only }) => (own.has(key) ? only === namespace : only === undefined))
        .map(({ variant }) => ({ proxy, frontend: variant }));
    }),
    backends: names.map(
      (name): Backend => ({
        name,
        protocol: protocols[name] ?? 'HTTP',
        discovery: { type: 'Endpoints' },
        mesh: true,
      }),
    ),
    endpoints: Object.entries(backends).map(([backend, endpoints]) => ({ backend, endpoints })),
    backendUses: proxies.flatMap((proxy) => names.map((backend) => ({ proxy, backend }))),
  };
}

/** A member's server at a port of a pod. @param identity absent: the pod is not in the mesh. */
export function endpoint(address: string, port: number, identity?: string): Endpoint {
  return { address, port, health: 'Healthy', ...(identity !== undefined && { identity }) };
}
