import type { Collection, Graph, Reader } from '../collections/index.js';
import type { Model } from '../model/index.js';
import type { XdsResource } from '../xds/resource.js';
import { bucketedDelivery } from './bucketed-delivery.js';
import { cluster } from './cluster.js';
import { clusterLoadAssignment } from './endpoints.js';
import { listener } from './listener.js';
import { plainDelivery } from './plain-delivery.js';
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
import { secret } from './secret.js';
import type { EnvoySettings } from './settings.js';

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
  const deliveryOf = (routeTable: string, read: Reader) =>
    settings.bucketingSupported && read.get(sharded, routeTable) === true ? bucketedDelivery : plainDelivery;

  const clusters = graph.map(
    'envoy/encodedClusters',
    model.backends,
    [],
    (backend) => {
      const endpoints = backend.discovery.type === 'Endpoints' ? [backend.name] : [];
      const uses = references(resources.LOAD_ASSIGNMENT, endpoints);
      return resource(resources.CLUSTER, backend.name, cluster(backend), uses);
    },
    sameResource,
  );
  const endpoints = graph.map(
    'envoy/encodedEndpoints',
    model.endpoints,
    [],
    (value) => resource(resources.LOAD_ASSIGNMENT, value.backend, clusterLoadAssignment(value)),
    sameResource,
  );
  const secrets = graph.map(
    'envoy/encodedSecrets',
    model.certificates,
    [],
    (certificate) => resource(resources.SECRET, certificate.name, secret(certificate)),
    sameResource,
  );
  const listeners = graph.flatMap(
    'envoy/listeners',
    model.listeners,
    [sharded],
    (value, _, read) => {
      const message = listener(value, (routeTable) => deliveryOf(routeTable, read).specifier(routeTable), settings);
      const uses = value.chains.flatMap(({ routeTable, tls }) => [
        ...deliveryOf(routeTable, read).references(routeTable),
        ...references(resources.SECRET, tls?.certificates ?? []),
      ]);
      return [keyed(delivered(value.proxy, resource(resources.LISTENER, value.name, message, uses)))];
    },
    sameDelivery,
  );

  return {
    clusters: forUsers(graph, 'envoy/clusters', model.backendUses, clusters, ({ backend }) => backend),
    endpoints: forUsers(graph, 'envoy/endpoints', model.backendUses, endpoints, ({ backend }) => backend),
    secrets: forUsers(graph, 'envoy/secrets', model.certificateUses, secrets, ({ certificate }) => certificate),
    listeners,
    ...encodeRouteTables(graph, model, { sharded, deliveryOf }),
  };
}

/** What is encoded once, for every proxy that uses it. */
function forUsers<Use extends { readonly proxy: string }>(
  graph: Graph,
  name: string,
  uses: Collection<Use>,
  encoded: Collection<XdsResource>,
  nameOf: (use: Use) => string,
): Collection<DeliveredResource> {
  return graph.flatMap(
    name,
    uses,
    [encoded],
    (use, _, read) => {
      const used = read.get(encoded, nameOf(use));
      return used === undefined ? [] : [keyed(delivered(use.proxy, used))];
    },
    sameDelivery,
  );
}
