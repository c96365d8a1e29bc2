import type { Entry, Lookup } from '../collections/index.js';
import type { HttpRule, MeshFrontend, MeshRoutes } from '../model/index.js';
import type { XdsResource } from '../xds/resource.js';
import { type EncodedRoutes, encodeRoutes, routesOfHost, type VariantReads } from './encoded-routes.js';
import type { RedirectContext } from './redirect.js';
import { CLUSTER, encodedResource, ROUTE_CONFIGURATION, references } from './resources.js';
import { encodeRouteConfiguration } from './route-configuration.js';
import { encodeVirtualHost } from './virtual-host.js';

/** What redirects keep of the frontends of one port, by port. */
export function* frontendContext({ handling, port }: MeshFrontend): Generator<readonly [string, RedirectContext]> {
  if (handling.type === 'HTTP') yield [`${port}`, contextOf(port)];
}

function contextOf(port: number): RedirectContext {
  return { scheme: 'http', port };
}

/** Groups the contexts of all frontends. */
export const ANY_FRONTEND = 'all';

interface ContextReads extends VariantReads {
  readonly allContexts: Lookup<readonly Entry<RedirectContext>[]>;
}

/** The routes of a rule, in all frontends that it can be in. */
export function encodedMeshRule(rule: HttpRule, reads: ContextReads): EncodedRoutes {
  return encodeRoutes(rule, reads, () => (reads.allContexts.get(ANY_FRONTEND) ?? []).map(({ value }) => value));
}

interface MeshRouteReads {
  readonly meshFrontends: Lookup<MeshFrontend>;
  /** By rule. */
  readonly encodedRules: Lookup<EncodedRoutes>;
}

/** The RouteConfiguration of a frontend: one virtual host with the routes for every host. */
export function meshRouteConfiguration(
  { frontend, routes }: MeshRoutes,
  { meshFrontends, encodedRules }: MeshRouteReads,
): XdsResource | undefined {
  const { name, port } = meshFrontends.get(frontend) ?? {};
  if (name === undefined || port === undefined) return undefined;
  const { bytes, backends } = routesOfHost(routes, encodedRules, contextOf(port));
  const host = encodeVirtualHost({ routeTable: name, domain: '*', routes }, bytes);
  return encodedResource(
    ROUTE_CONFIGURATION,
    name,
    encodeRouteConfiguration(name, [host]),
    references(CLUSTER, backends),
  );
}
