import type { Collection, Graph } from '../collections/index.js';
import type { XdsResource } from '../xds/resource.js';
import { type DeliveredResource, delivered, keyed, sameDelivery } from './resources.js';

/** What is encoded once, for every proxy that uses it. */
export function forUsers<Use extends { readonly proxy: string }>(
  graph: Graph,
  name: string,
  uses: Collection<Use>,
  encoded: Collection<XdsResource>,
  nameOf: (use: Use) => string,
): Collection<DeliveredResource> {
  return graph.flatMap(
    name,
    uses,
    { encoded },
    (use, { encoded }) => {
      const used = encoded.get(nameOf(use));
      return used === undefined ? [] : [keyed(delivered(use.proxy, used))];
    },
    sameDelivery,
  );
}
