import type { Resources } from '../injection/settings.js';

/** How the controller of a cluster serves a mesh. */
export interface MeshOptions {
  /** Of the SPIFFE identities of workloads. */
  readonly trustDomain: string;
  /** Milliseconds that certificates of workloads hold. Default: a day. */
  readonly certificateLifeMs?: number;
  /** `host:port` of the webhook that gives pods their sidecars. */
  readonly webhook: string;
  /** Of the sidecars of pods that say nothing else. */
  readonly sidecarResources: Resources;
}
