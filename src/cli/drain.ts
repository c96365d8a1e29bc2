import { lstatSync } from 'node:fs';
import { drain } from '../drain/drain.js';
import { UserError } from '../user-error.js';
import { ADMIN_SOCKET } from '../well-known/files.js';

export interface DrainCommandOptions {
  readonly admin: string;
  /** Seconds. */
  readonly min: number;
  /** Seconds. */
  readonly timeout: number;
}

/**
 * `gatewright drain`: what a proxy's pod does before it is stopped. Whatever comes of it, the pod may go on to end.
 *
 * @throws UserError when the Envoy is not the one of the pod of a proxy: another one would answer health checks with failure from then on.
 */
export async function drainCommand({ admin, min, timeout }: DrainCommandOptions): Promise<number> {
  if (admin !== ADMIN_SOCKET) {
    throw new UserError(`only the Envoy in the pod of a proxy is drained, whose admin interface is ${ADMIN_SOCKET}`);
  }
  if (belongsToAnother(admin)) throw new UserError(`the Envoy at ${admin} belongs to another user`);
  const result = await drain({ adminSocket: admin, minMs: min * 1000, timeoutMs: timeout * 1000 });
  console.log(`Envoy at ${admin}: ${result}`);
  return 0;
}

/** A socket that does not exist has no owner; Envoy has ended already. */
function belongsToAnother(path: string): boolean {
  const uid = lstatSync(path, { throwIfNoEntry: false })?.uid;
  return uid !== undefined && uid !== process.getuid?.();
}
