import type { KubernetesObject } from './objects.js';

/** Metadata and status of an object as the API server has them now; `undefined`: it is gone. */
export interface LiveChange {
  readonly kind: string;
  /** `namespace/name`, or `name` for a cluster-scoped kind. */
  readonly key: string;
  readonly object: KubernetesObject | undefined;
}
