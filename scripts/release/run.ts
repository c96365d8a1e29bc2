import { spawnSync } from 'node:child_process';
import { ReleaseError } from './release-error.js';

/** What a program prints. @throws {ReleaseError} when it fails, with what it has printed as errors. */
export function run(cwd: string, command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (status !== 0) {
    throw new ReleaseError(`${[command, ...args].join(' ')} failed: ${error?.message ?? stderr.trim()}`);
  }
  return stdout;
}
