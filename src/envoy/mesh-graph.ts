import type { Collection, Entry, Graph, Lookup } from '../collections/index.js';
import type { Listener as EnvoyListener } from '../envoy-api/generated/envoy/config/listener/v3.js';
import type { MeshFrontend, MeshFrontendUse, MeshGroup, Model } from '../model/index.js';
import type { Reference, XdsResource } from '../xds/resource.js';
import { forUsers } from './for-users.js';
import { groupClusterResource, groupEndpointsResource } from './group-resources.js';
import { frontendListener } from './mesh-listener.js';
import { MESH_IDENTITY, MESH_ROOTS } from './mesh-names.js';
import { ANY_FRONTEND, encodedMeshRule, frontendContext, meshRouteConfiguration } from './mesh-route-configuration.js';
import { readinessListener } from './readiness-listener.js';
import {
  CLUSTER,
  type DeliveredResource,
  delivered,
  keyed,
  LISTENER,
  ROUTE_CONFIGURATION,
  references,
  resource,
  SECRET,
  sameDelivery,
  sameResource,
} from './resources.js';
import type { EnvoySettings, MeshSettings } from './settings.js';
import { inboundListener, outboundListener } from './sidecar-listeners.js';

/** What sidecars get besides the Backends that they use: a collection for each type, keyed `audience|name`. */
export interface MeshResources {
  readonly clusters: Collection<DeliveredResource>;
  readonly endpoints: Collection<DeliveredResource>;
  readonly listeners: Collection<DeliveredResource>;
  readonly routeConfigurations: Collection<DeliveredResource>;
}

/**
 * Wires the mesh to Envoy resources. Each variant of a frontend is encoded once, however many sidecars use it. All variants
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
function encodeMeshRoutes(
  graph: Graph,
  { meshFrontends, meshRoutes, meshRules, backendVariants }: Model,
): Collection<XdsResource> {
  const contexts = graph.flatMap('envoy/meshRedirectContexts', meshFrontends, {}, frontendContext);
  const allContexts = graph.groupBy('envoy/allMeshRedirectContexts', contexts, () => ANY_FRONTEND);
  const encodedRules = graph.map('envoy/meshRules', meshRules, { allContexts, backendVariants }, encodedMeshRule);
  return graph.map(
    'envoy/meshRouteConfigurations',
    meshRoutes,
    { meshFrontends, encodedRules },
    meshRouteConfiguration,
    sameResource,
  );
}

/** The groups of the frontends that a sidecar uses, as clusters with their endpoints. */
function encodeMeshGroups(
  graph: Graph,
  { meshGroups, meshFrontendUses, backends, backendVariants, endpoints }: Model,
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
    { endpoints, backendVariants },
    ({ name, members }, reads) => groupEndpointsResource({ name, transport: 'TCP', members }, reads, mesh),
    sameResource,
  );
  const byFrontend = graph.groupBy('envoy/meshGroupsByFrontend', meshGroups, ({ frontend }) => frontend);
  const forClients = (name: string, encoded: Collection<XdsResource>) =>
    graph.flatMap(name, meshFrontendUses, { byFrontend, encoded }, groupsForClient, sameDelivery);
  return {
    clusters: forClients('envoy/meshClusters', clusters),
    endpoints: forClients('envoy/meshEndpoints', loadAssignments),
  };
}

interface ClientGroupReads {
  readonly byFrontend: Lookup<readonly Entry<MeshGroup>[]>;
  /** By key of the group. */
  readonly encoded: Lookup<XdsResource>;
}

function groupsForClient(
  { proxy, frontend }: MeshFrontendUse,
  { byFrontend, encoded }: ClientGroupReads,
): readonly (readonly [string, DeliveredResource])[] {
  const groups = byFrontend.get(frontend) ?? [];
  return groups.flatMap(({ key }) => encoded.get(key) ?? []).map((each) => keyed(delivered(proxy, each)));
}
