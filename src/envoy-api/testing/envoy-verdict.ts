import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from '../codec.js';
import type { Bootstrap } from '../generated/envoy/config/bootstrap/v3.js';
import { envoyVersion } from '../generated/version.js';

/** The Envoy that tests run. */
export const envoyPath =
  process.env.GATEWRIGHT_ENVOY ?? join(homedir(), `.cache/gatewright/envoy-${envoyVersion}/envoy`);

/** What Envoy itself says of a bootstrap: nothing when it accepts it, else its error. It starts no listener. */
export function envoyVerdict(bootstrap: Bootstrap): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'gatewright-envoy-'));
  try {
    const file = join(folder, 'bootstrap.pb');
    writeFileSync(file, encode('envoy.config.bootstrap.v3.Bootstrap', bootstrap));
    const args = ['--mode', 'validate', '--log-level', 'error', '-c', file];
    const { status, stdout, stderr, error } = spawnSync(envoyPath, args, { encoding: 'utf8', timeout: 30_000 });
    if (error) throw error;
    return status === 0 ? undefined : stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
