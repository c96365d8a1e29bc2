import type { Collection, Graph } from '../collections/index.js';
import type { Listener as EnvoyListener } from '../envoy-api/generated/envoy/config/listener/v3.js';
import type { MeshFrontend, MeshFrontendUse, Model } from '../model/index.js';
import type { Reference, XdsResource } from '../xds/resource.js';
import { encodeRoutes, routesIn, routesOfEntry } from './encoded-routes.js';
import { forUsers } from './for-users.js';
import { groupClusterResource, groupEndpointsResource } from './group-resources.js';
import { frontendListener } from './mesh-listener.js';
import { MESH_IDENTITY, MESH_ROOTS } from './mesh-names.js';
import { readinessListener } from './readiness-listener.js';
import type { RedirectContext } from './redirect.js';
import {
  CLUSTER,
  type DeliveredResource,
  delivered,
  encodedResource,
  keyed,
  LISTENER,
  ROUTE_CONFIGURATION,
  references,
  resource,
  SECRET,
  sameDelivery,
  sameResource,
} from './resources.js';
import { encodeRouteConfiguration } from './route-configuration.js';
import type { EnvoySettings, MeshSettings } from './settings.js';
import { inboundListener, outboundListener } from './sidecar-listeners.js';
import { encodeVirtualHost } from './virtual-host.js';

/** What sidecars get besides the Backends that they use: a collection for each type, keyed `audience|name`. */
export interface MeshResources {
  readonly clusters: Collection<DeliveredResource>;
  readonly endpoints: Collection<DeliveredResource>;
  readonly listeners: Collection<DeliveredResource>;
  readonly routeConfigurations: Collection<DeliveredResource>;
}

/**
 * Wires the way from the mesh to Envoy resources. Each variant of a frontend is encoded once, however many sidecars use it. All variants
 * have the same listener, so that a client to which another one applies gets other routes, and keeps its connections.
 */
export function encodeMesh(graph: Graph, model: Model, mesh: MeshSettings, settings: EnvoySettings): MeshResources {
  const { meshFrontends, meshFrontendUses } = model;
  const frontendListeners = graph.map(
    'envoy/meshListeners',
    meshFrontends,
    {},
    (frontend) => resource(LISTENER, frontend.name, frontendListener(frontend, settings), listenerUses(frontend)),
    sameResource,
  );
  const frontendOf = ({ frontend }: MeshFrontendUse) => frontend;
  return {
    ...encodeMeshGroups(graph, model, mesh),
    listeners: graph.merge('envoy/sidecarListeners', [
      ownListeners(graph, model, mesh, settings),
      forUsers(graph, 'envoy/frontendListeners', meshFrontendUses, frontendListeners, frontendOf),
    ]),
    routeConfigurations: forUsers(
      graph,
      'envoy/frontendRouteConfigurations',
      meshFrontendUses,
      encodeMeshRoutes(graph, model),
      frontendOf,
    ),
  };
}

/** What every sidecar has. None of it is about the sidecar but whether it takes connections from outside the mesh. */
function ownListeners(
  graph: Graph,
  { sidecars }: Model,
  mesh: MeshSettings,
  settings: EnvoySettings,
): Collection<DeliveredResource> {
  const encoded = (message: EnvoyListener, secrets: readonly string[] = []) =>
    resource(LISTENER, message.name ?? '', message, references(SECRET, secrets));
  const everywhere = [encoded(outboundListener(mesh, settings)), encoded(readinessListener(mesh))];
  const secrets = [MESH_IDENTITY, MESH_ROOTS];
  const inbound = {
    Permissive: encoded(inboundListener('Permissive', mesh, settings), secrets),
    Strict: encoded(inboundListener('Strict', mesh, settings), secrets),
  };
  return graph.flatMap(
    'envoy/ownListeners',
    sidecars,
    {},
    (sidecar) => [...everywhere, inbound[sidecar.inbound]].map((each) => keyed(delivered(sidecar.name, each))),
    sameDelivery,
  );
}

function listenerUses({ name, handling }: MeshFrontend): readonly Reference[] {
  if (handling.type === 'HTTP') {
    const { otherwise } = handling;
    return [
      ...references(ROUTE_CONFIGURATION, [name]),
      ...references(CLUSTER, otherwise === undefined ? [] : [otherwise]),
    ];
  }
  return references(CLUSTER, new Set(handling.chains.map(({ group }) => group)));
}

/** Only rules are encoded, each of them once, or once per port if it redirects; RouteConfigurations are the joined bytes of these. */
function encodeMeshRoutes(graph: Graph, { meshFrontends, meshRoutes, meshRules }: Model): Collection<XdsResource> {
  const contexts = graph.flatMap('envoy/meshRedirectContexts', meshFrontends, {}, ({ handling, port }) =>
    handling.type === 'HTTP' ? [[`${port}`, redirectContext(port)]] : [],
  );
  const allContexts = graph.groupBy('envoy/allMeshRedirectContexts', contexts, () => 'all');
  const encodedRules = graph.map('envoy/meshRules', meshRules, { allContexts }, (rule, { allContexts }) =>
    encodeRoutes(rule, () => (allContexts.get('all') ?? []).map(({ value }) => value)),
  );
  return graph.map(
    'envoy/meshRouteConfigurations',
    meshRoutes,
    { meshFrontends, encodedRules },
    ({ frontend, routes }, { meshFrontends, encodedRules }) => {
      const { name, port } = meshFrontends.get(frontend) ?? {};
      if (name === undefined || port === undefined) return undefined;
      const bytes: Uint8Array[] = [];
      const backends = new Set<string>();
      for (const entry of routes) {
        const encoded = encodedRules.get(entry.rule);
        const found = encoded && routesIn(encoded, redirectContext(port));
        if (found === undefined) continue;
        bytes.push(...routesOfEntry(found, entry));
        for (const backend of found.backends) backends.add(backend);
      }
      const host = encodeVirtualHost({ routeTable: name, domain: '*', routes }, bytes);
      return encodedResource(
        ROUTE_CONFIGURATION,
        name,
        encodeRouteConfiguration(name, [host]),
        references(CLUSTER, backends),
      );
    },
    sameResource,
  );
}

/** What redirects keep of a frontend. */
function redirectContext(port: number): RedirectContext {
  return { scheme: 'http', port };
}

/** The groups of the frontends that a sidecar uses, as clusters with their endpoints. */
function encodeMeshGroups(
  graph: Graph,
  { meshGroups, meshFrontendUses, backends, endpoints }: Model,
  mesh: MeshSettings,
): Pick<MeshResources, 'clusters' | 'endpoints'> {
  const clusters = graph.map(
    'envoy/meshGroupClusters',
    meshGroups,
    { backends },
    ({ name, members }, { backends }) => groupClusterResource({ name, transport: 'TCP', members }, backends, mesh),
    sameResource,
  );
  const loadAssignments = graph.map(
    'envoy/meshGroupEndpoints',
    meshGroups,
    { endpoints },
    ({ name, members }, { endpoints }) => groupEndpointsResource({ name, transport: 'TCP', members }, endpoints, mesh),
    sameResource,
  );
  const byFrontend = graph.groupBy('envoy/meshGroupsByFrontend', meshGroups, ({ frontend }) => frontend);
  const forClients = (name: string, encoded: Collection<XdsResource>) =>
    graph.flatMap(
      name,
      meshFrontendUses,
      { byFrontend, encoded },
      ({ proxy, frontend }, { byFrontend, encoded }) =>
        (byFrontend.get(frontend) ?? [])
          .flatMap(({ key }) => encoded.get(key) ?? [])
          .map((each) => keyed(delivered(proxy, each))),
      sameDelivery,
    );
  return {
    clusters: forClients('envoy/meshClusters', clusters),
    endpoints: forClients('envoy/meshEndpoints', loadAssignments),
  };
}
