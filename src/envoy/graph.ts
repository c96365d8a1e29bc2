import type { Collection, Graph, Lookup } from '../collections/index.js';
import { targetOf } from '../model/backend-variant.js';
import type { Backend, BackendVariant, GatewayProxy, Model } from '../model/index.js';
import type { XdsResource } from '../xds/resource.js';
import { bucketedDelivery } from './bucketed-delivery.js';
import { cluster, secretsOf } from './cluster.js';
import { clusterLoadAssignment } from './endpoints.js';
import { forUsers } from './for-users.js';
import { groupClusterResource, groupEndpointsResource } from './group-resources.js';
import { encodeListeners } from './listener-graph.js';
import { encodeMesh, type MeshResources } from './mesh-graph.js';
import { plainDelivery } from './plain-delivery.js';
import { readinessListener } from './readiness-listener.js';
import * as resources from './resources.js';
import {
  type DeliveredResource,
  delivered,
  keyed,
  references,
  resource,
  sameDelivery,
  sameResource,
} from './resources.js';
import { encodeRouteTables, type RouteResources } from './route-graph.js';
import { secret, trustSecret } from './secret.js';
import type { EnvoySettings, MeshSettings } from './settings.js';
import { wholeDelivery } from './whole-delivery.js';

/** What the edges tell this part. */
export interface EnvoyFeedback {
  /** Whether a route table is delivered in shards; absent means not. See `DeliveryPolicy`. */
  readonly sharded: Collection<boolean>;
}

/** What proxies get: a collection for each type, keyed `audience|name`. */
export interface EnvoyResources extends RouteResources {
  readonly clusters: Collection<DeliveredResource>;
  readonly endpoints: Collection<DeliveredResource>;
  readonly secrets: Collection<DeliveredResource>;
  readonly listeners: Collection<DeliveredResource>;
}

/** Wires the way from the model to encoded Envoy resources. */
export function encode(
  graph: Graph,
  model: Model,
  { sharded }: EnvoyFeedback,
  settings: EnvoySettings,
): EnvoyResources {
  const { mesh } = settings;
  const listenerRoutes = settings.bucketingSupported ? wholeDelivery : plainDelivery;
  const deliveryOf = (routeTable: string, sharded: Lookup<boolean>) =>
    listenerRoutes === plainDelivery || sharded.get(routeTable) !== true ? listenerRoutes : bucketedDelivery;

  const clusters = graph.map(
    'envoy/encodedClusters',
    model.backends,
    { backendVariants: model.backendVariants },
    (backend, reads) => clusterResource(backend, reads, mesh),
    sameResource,
  );
  const endpoints = graph.map(
    'envoy/encodedEndpoints',
    model.endpoints,
    {},
    (value) => resource(resources.LOAD_ASSIGNMENT, value.backend, clusterLoadAssignment(value, mesh)),
    sameResource,
  );
  const groupClusters = graph.flatMap(
    'envoy/groupClusters',
    model.backendGroups,
    { backends: model.backends },
    (group, { backends }) => [keyed(delivered(group.proxy, groupClusterResource(group, backends, mesh)))],
    sameDelivery,
  );
  const groupEndpoints = graph.flatMap(
    'envoy/groupEndpoints',
    model.backendGroups,
    { endpoints: model.endpoints, backendVariants: model.backendVariants },
    (group, reads) => [keyed(delivered(group.proxy, groupEndpointsResource(group, reads, mesh)))],
    sameDelivery,
  );
  const certificates = graph.map(
    'envoy/encodedCertificates',
    model.certificates,
    {},
    (certificate) => resource(resources.SECRET, certificate.name, secret(certificate)),
    sameResource,
  );
  const trustBundles = graph.map(
    'envoy/encodedTrustBundles',
    model.trustBundles,
    {},
    (bundle) => resource(resources.SECRET, bundle.name, trustSecret(bundle)),
    sameResource,
  );
  const listeners = encodeListeners(graph, model, listenerRoutes, settings);
  const readiness = graph.flatMap('envoy/readinessListeners', model.proxies, {}, readinessResource, sameDelivery);

  const routes = encodeRouteTables(graph, model, sharded, deliveryOf);
  const sidecars = mesh && encodeMesh(graph, model, mesh, settings);
  const withSidecars = (type: keyof MeshResources) => (sidecars === undefined ? [] : [sidecars[type]]);

  return {
    clusters: graph.merge('envoy/clusters', [
      forUsers(graph, 'envoy/backendClusters', model.backendUses, clusters, ({ backend }) => backend),
      groupClusters,
      ...withSidecars('clusters'),
    ]),
    endpoints: graph.merge('envoy/endpoints', [
      forUsers(graph, 'envoy/backendEndpoints', model.backendUses, endpoints, ({ backend }) => backend),
      groupEndpoints,
      ...withSidecars('endpoints'),
    ]),
    secrets: graph.merge('envoy/secrets', [
      forUsers(graph, 'envoy/certificates', model.certificateUses, certificates, ({ certificate }) => certificate),
      forUsers(graph, 'envoy/trustBundles', model.trustBundleUses, trustBundles, ({ trustBundle }) => trustBundle),
    ]),
    listeners: graph.merge('envoy/allListeners', [listeners, readiness, ...withSidecars('listeners')]),
    ...routes,
    ...(sidecars && {
      routeConfigurations: graph.merge('envoy/allRouteConfigurations', [
        routes.routeConfigurations,
        sidecars.routeConfigurations,
      ]),
    }),
  };
}

/** A cluster, which refers to its endpoints and secrets. */
function clusterResource(
  backend: Backend,
  { backendVariants }: { readonly backendVariants: Lookup<BackendVariant> },
  mesh: MeshSettings | undefined,
): XdsResource {
  const endpoints = backend.discovery.type === 'Endpoints' ? [backend.name] : [];
  const uses = [
    ...references(resources.LOAD_ASSIGNMENT, endpoints),
    ...references(resources.SECRET, secretsOf(backend, mesh)),
  ];
  return resource(
    resources.CLUSTER,
    backend.name,
    cluster(backend, targetOf(backend.name, backendVariants), mesh),
    uses,
  );
}

function readinessResource(proxy: GatewayProxy): readonly (readonly [string, DeliveredResource])[] {
  const message = readinessListener(proxy);
  return [keyed(delivered(proxy.name, resource(resources.LISTENER, message.name ?? '', message)))];
}
