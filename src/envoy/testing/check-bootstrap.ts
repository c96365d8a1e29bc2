import type { Json } from '../../envoy-api/to-json.js';
import { bootstrap } from '../bootstrap.js';
import { httpFilters } from '../filters/contributions.js';
import type { EnvoyResources } from '../graph.js';
import type { DeliveredResource } from '../resources.js';
import { messageJson } from './message-json.js';
import { type JsonObject, resourceJson } from './static-bootstrap.js';

/**
 * A bootstrap by which Envoy (`--mode validate`) checks every resource of any number of models, as it is sent: clusters,
 * listeners and secrets as they are, load assignments in a cluster and route configurations in a listener of their own, scopes in one
 * listener for each proxy.
 * Names are made unique; places of errors are named by model, type and resource.
 */
export function checkBootstrap(models: Iterable<readonly [name: string, resources: EnvoyResources]>): JsonObject {
  const place = { path: '/nonexistent' };
  const base = bootstrap({ node: { id: 'check', cluster: 'check' }, admin: place, xds: { place } }) as {
    readonly static_resources: { readonly clusters: readonly JsonObject[] };
  };
  const clusters: JsonObject[] = [...base.static_resources.clusters];
  const listeners: JsonObject[] = [];
  const secrets: JsonObject[] = [];
  for (const [model, resources] of models) {
    const each = (
      type: Exclude<keyof EnvoyResources, 'virtualHostCounts'>,
      use: (name: string, json: JsonObject) => void,
    ) => {
      for (const [, value] of resources[type].entries()) use(`${model} ${type} ${named(value)}`, resourceJson(value));
    };
    each('clusters', (name, { alt_stat_name: _, ...json }) =>
      clusters.push({ ...json, name, ...endpointsOf(json, name) }),
    );
    each('endpoints', (name, json) =>
      clusters.push({ name, type: 'STATIC', load_assignment: { ...json, cluster_name: name } }),
    );
    each('listeners', (name, json) => listeners.push({ ...json, name }));
    each('secrets', (name, json) => secrets.push({ ...json, name }));
    each('routeConfigurations', (name, json) =>
      listeners.push(listenerOf(name, { route_config: { ...json, validate_clusters: false } })),
    );
    const scopes: JsonObject[] = [];
    each('scopedRoutes', (name, { route_configuration_name: _, ...json }) =>
      scopes.push({ ...json, route_configuration: { name } }),
    );
    for (const [name, list] of byAudience(scopes)) {
      const scope_key_builder = { fragments: [{ header_value_extractor: { name: 'scope', index: 0 } }] };
      const scoped_route_configurations_list = { scoped_route_configurations: list };
      listeners.push(
        listenerOf(name, { scoped_routes: { name, scope_key_builder, scoped_route_configurations_list } }),
      );
    }
  }
  const static_resources = { clusters, listeners: listeners.map(withOwnPort), secrets };
  return { ...base, static_resources } as JsonObject;
}

/** Scopes of one proxy have keys and names that differ. */
function byAudience(scopes: readonly JsonObject[]): ReadonlyMap<string, JsonObject[]> {
  const found = new Map<string, JsonObject[]>();
  for (const scope of scopes) {
    const { name } = scope.route_configuration as { readonly name: string };
    const audience = name.slice(0, name.lastIndexOf(' '));
    found.set(audience, [...(found.get(audience) ?? []), scope]);
  }
  return found;
}

/** Two listeners cannot have one address. */
function withOwnPort(listener: JsonObject, index: number): JsonObject {
  const text = JSON.stringify(listener, (key, value) => (key === 'port_value' ? index + 1 : value));
  return JSON.parse(text) as JsonObject;
}

function named({ audience, name }: DeliveredResource): string {
  return `${audience} ${name}`;
}

/** A load assignment inside of a cluster has the name of the cluster. */
function endpointsOf({ load_assignment }: JsonObject, cluster_name: string): JsonObject {
  return load_assignment === undefined ? {} : { load_assignment: { ...(load_assignment as JsonObject), cluster_name } };
}

const MANAGER = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';

/** Those of a Gateway, since the configurations in routes name them. */
const FILTERS = messageJson(MANAGER, {
  http_filters: httpFilters('edge', { accessLog: 'off', bucketingSupported: true }),
}).http_filters as Json;

function listenerOf(name: string, routes: JsonObject): JsonObject {
  const manager: Json = {
    '@type': `type.googleapis.com/${MANAGER}`,
    stat_prefix: name,
    ...routes,
    http_filters: FILTERS,
  };
  return {
    name,
    address: { socket_address: { address: '127.0.0.1', port_value: 1 } },
    filter_chains: [{ filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }] }],
  };
}
