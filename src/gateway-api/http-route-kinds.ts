import type { Collection, Graph } from '../collections/index.js';
import { HTTP_ROUTE_KINDS, type HttpRouteKind } from '../model/index.js';
import type { ResourceByKind } from '../resources/types.js';
import { resolveBackendRef } from './backend-ref.js';
import type { BackendResolver } from './filters/references.js';
import { resolveGrpcBackendRef } from './grpc-backend.js';
import { checkedGrpcRoute } from './grpc-route.js';
import { type CheckedHttpRoute, checkedHttpRoute } from './http-route.js';

/** What the translation does with one kind of routes whose rules are HTTP rules. */
interface HttpRouteFunctions<K extends HttpRouteKind> {
  /** The route checked as far as it can be on its own, under the key that it has among those of all kinds. */
  readonly check: (route: ResourceByKind[K]) => readonly (readonly [string, CheckedHttpRoute])[];
  /** How its backends are spoken to. Source: its `backendRefs`. */
  readonly resolveBackend: BackendResolver;
}

/** The functions behind the rows of `ROUTE_KINDS` that route requests. */
export const HTTP_ROUTE_FUNCTIONS: { readonly [K in HttpRouteKind]: HttpRouteFunctions<K> } = {
  HTTPRoute: { check: checkedHttpRoute, resolveBackend: resolveBackendRef },
  GRPCRoute: { check: checkedGrpcRoute, resolveBackend: resolveGrpcBackendRef },
};

/** Wires the check of each kind of routes whose rules are HTTP rules; the result has them all. */
export function checkedHttpRoutes(
  graph: Graph,
  inputs: { readonly [K in HttpRouteKind]: Collection<ResourceByKind[K]> },
): Collection<CheckedHttpRoute> {
  const checked = <K extends HttpRouteKind>(kind: K) =>
    graph.flatMap(`checked${kind}s`, inputs[kind], {}, (route: ResourceByKind[K]) =>
      HTTP_ROUTE_FUNCTIONS[kind].check(route),
    );
  return graph.merge('httpRoutes', HTTP_ROUTE_KINDS.map(checked));
}
