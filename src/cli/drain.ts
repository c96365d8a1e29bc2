import { drain } from '../drain/drain.js';

export interface DrainCommandOptions {
  readonly admin: string;
  /** Seconds. */
  readonly min: number;
  /** Seconds. */
  readonly timeout: number;
}

/** `gatewright drain`: what a proxy's pod does before it is stopped. Whatever comes of it, the pod may go on to end. */
export async function drainCommand({ admin, min, timeout }: DrainCommandOptions): Promise<number> {
  const result = await drain({ adminSocket: admin, minMs: min * 1000, timeoutMs: timeout * 1000 });
  console.log(`Envoy at ${admin}: ${result}`);
  return 0;
}
