import type { KubernetesObject } from './objects.js';

/** An object as the API server has it now, status included; `undefined`: it is gone. */
export interface LiveChange {
  readonly kind: string;
  /** `namespace/name`, or `name` for a cluster-scoped kind. */
  readonly key: string;
  readonly object: KubernetesObject | undefined;
}
