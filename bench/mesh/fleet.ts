/** A process with model sidecars, which its parent tells whose they are and where they go. */
import { credentials } from '@grpc/grpc-js';
import { ModelSidecar } from './model-sidecar.js';

export interface FleetOptions {
  readonly address: string;
  /** PEM. */
  readonly ca: string;
  /** `namespace/serviceaccount` of each. */
  readonly workloads: readonly string[];
}

process.on('message', ({ address, ca, workloads }: FleetOptions) => {
  const tls = credentials.createSsl(Buffer.from(ca));
  for (const [i, workload] of workloads.entries()) new ModelSidecar(address, tls, workload, `${workload}-${i}`);
});
process.on('disconnect', () => process.exit(0));
