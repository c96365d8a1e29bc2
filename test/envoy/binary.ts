import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Path of the real Envoy that tests run: `$GATEWRIGHT_ENVOY`, else the one in the user's cache.
 *
 * @throws Error when there is none, so that a test that needs Envoy fails instead of passing without it.
 */
export function envoyBinary(): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const path = process.env.GATEWRIGHT_ENVOY || join(cache, 'gatewright', 'envoy-1.40.0', 'envoy');
  if (!existsSync(path)) {
    throw new Error(`no Envoy at ${path}: run "make test" once, or point GATEWRIGHT_ENVOY at an Envoy 1.40.0 binary`);
  }
  return path;
}
