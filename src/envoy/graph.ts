import type { Collection, Graph, Reader } from '../collections/index.js';
import type { Model } from '../model/index.js';
import type { XdsResource } from '../xds/resource.js';
import { bucketedDelivery } from './bucketed-delivery.js';
import { cluster } from './cluster.js';
import { clusterLoadAssignment } from './endpoints.js';
import { encodeListeners } from './listener-graph.js';
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
      const { tls } = backend;
      const endpoints = backend.discovery.type === 'Endpoints' ? [backend.name] : [];
      const secrets = tls === undefined ? [] : [tls.trustBundle, tls.certificate].filter((name) => name !== undefined);
      const uses = [...references(resources.LOAD_ASSIGNMENT, endpoints), ...references(resources.SECRET, secrets)];
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
  const certificates = graph.map(
    'envoy/encodedCertificates',
    model.certificates,
    [],
    (certificate) => resource(resources.SECRET, certificate.name, secret(certificate)),
    sameResource,
  );
  const trustBundles = graph.map(
    'envoy/encodedTrustBundles',
    model.trustBundles,
    [],
    (bundle) => resource(resources.SECRET, bundle.name, trustSecret(bundle)),
    sameResource,
  );
  const listeners = encodeListeners(graph, model, { sharded, deliveryOf }, settings);
  const readiness = graph.flatMap(
    'envoy/readinessListeners',
    model.proxies,
    [],
    (proxy) => {
      const message = readinessListener(proxy);
      return [keyed(delivered(proxy.name, resource(resources.LISTENER, message.name ?? '', message)))];
    },
    sameDelivery,
  );

  return {
    clusters: forUsers(graph, 'envoy/clusters', model.backendUses, clusters, ({ backend }) => backend),
    endpoints: forUsers(graph, 'envoy/endpoints', model.backendUses, endpoints, ({ backend }) => backend),
    secrets: graph.merge('envoy/secrets', [
      forUsers(graph, 'envoy/certificates', model.certificateUses, certificates, ({ certificate }) => certificate),
      forUsers(graph, 'envoy/trustBundles', model.trustBundleUses, trustBundles, ({ trustBundle }) => trustBundle),
    ]),
    listeners: graph.merge('envoy/allListeners', [listeners, readiness]),
    ...encodeRouteTables(graph, model, { sharded, deliveryOf }, settings),
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
