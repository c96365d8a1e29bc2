import type { Collection } from '../../collections/index.js';
import { decode } from '../../envoy-api/codec.js';
import type { MessageName } from '../../envoy-api/schema.js';
import { type Json, toJson } from '../../envoy-api/to-json.js';
import { messageNameOf } from '../../well-known/xds-types.js';
import { bootstrap } from '../bootstrap.js';
import type { EnvoyResources } from '../graph.js';
import type { DeliveredResource } from '../resources.js';

export type JsonObject = { readonly [key: string]: Json };

/** The message of a resource as proto JSON. */
export function resourceJson({ resource }: DeliveredResource): JsonObject {
  const { type_url, value } = decode('google.protobuf.Any', resource.any);
  return toJson(messageNameOf(type_url) as MessageName, value) as JsonObject;
}

/**
 * A bootstrap that holds all the resources, with what Envoy would ask for by EDS, RDS, SRDS and SDS put in the place
 * where it is asked for. So Envoy checks everything at start, and runs without a server.
 */
export function staticBootstrap(resources: EnvoyResources): JsonObject {
  const endpoints = byName(resources.endpoints);
  const routes = byName(resources.routeConfigurations);
  const secrets = byName(resources.secrets);
  const scopes = byName(resources.scopedRoutes);

  const inline = (json: Json): Json => {
    if (Array.isArray(json)) return json.map(inline);
    if (json === null || typeof json !== 'object') return json;
    return Object.fromEntries(Object.entries(json).flatMap(([name, value]) => inlineField(name, value as Json)));
  };
  const inlineField = (name: string, value: Json): readonly (readonly [string, Json])[] => {
    const named = value as JsonObject;
    switch (name) {
      case 'rds':
        return [['route_config', routeConfiguration(String(named.route_config_name))]];
      case 'tls_certificate_sds_secret_configs':
        return [
          [
            'tls_certificates',
            (value as JsonObject[]).map((each) => found(secrets, String(each.name)).tls_certificate as Json),
          ],
        ];
      case 'validation_context_sds_secret_config':
        return [['@validation', found(secrets, String(named.name)).validation_context as Json]];
      case 'combined_validation_context': {
        const { default_validation_context, '@validation': trust } = inline(value) as JsonObject;
        return [['validation_context', { ...(default_validation_context as JsonObject), ...(trust as JsonObject) }]];
      }
      case 'scoped_routes':
        return scopedRoutes(named);
      default:
        return [[name, inline(value)]];
    }
  };
  const routeConfiguration = (name: string): Json => ({ ...found(routes, name), validate_clusters: false });

  /** Scopes that all lead to one RouteConfiguration are left out: static ones would each have a copy of it. */
  const scopedRoutes = ({ scoped_rds: _, ...routes }: JsonObject): readonly (readonly [string, Json])[] => {
    const own = [...scopes.values()].filter(({ name }) => String(name).startsWith(`${routes.name}#`));
    const [first, ...others] = new Set(own.map(({ route_configuration_name }) => String(route_configuration_name)));
    if (first !== undefined && others.length === 0) return [['route_config', routeConfiguration(first)]];
    const list = { scoped_route_configurations: own.filter(({ name }) => !String(name).endsWith('#held')).map(scope) };
    return [['scoped_routes', { ...(inline(routes) as JsonObject), scoped_route_configurations_list: list }]];
  };

  const scope = ({ route_configuration_name, ...rest }: JsonObject): Json => ({
    ...rest,
    route_configuration: routeConfiguration(String(route_configuration_name)),
  });
  const place = { path: '/nonexistent' };
  const { layered_runtime } = bootstrap({ node: { id: '', cluster: '' }, admin: place, xds: { place } }) as JsonObject;
  return {
    layered_runtime: layered_runtime ?? {},
    static_resources: {
      listeners: [...byName(resources.listeners).values()].map(inline),
      clusters: [...byName(resources.clusters)].map(([name, { eds_cluster_config, type, ...cluster }]) =>
        type === 'EDS'
          ? { ...(inline(cluster) as JsonObject), type: 'STATIC', load_assignment: found(endpoints, name) }
          : inline(cluster),
      ),
    },
  };
}

function byName(collection: Collection<DeliveredResource>): ReadonlyMap<string, JsonObject> {
  const entries = Array.from(collection.entries(), ([, value]) => [value.name, resourceJson(value)] as const);
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function found<V>(map: ReadonlyMap<string, V>, name: string): V {
  const value = map.get(name);
  if (value === undefined) throw new Error(`there is no resource "${name}"`);
  return value;
}
