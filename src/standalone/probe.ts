import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivate } from './private-file.js';

const MOST_MS = 20_000;

/** Whether an Envoy takes a bootstrap (`--mode validate`). Nothing is opened. */
export function accepts(binary: string, bootstrap: unknown, folder: string): Promise<boolean> {
  const path = join(folder, 'probe.json');
  writePrivate(path, JSON.stringify(bootstrap));
  const args = ['--mode', 'validate', '--config-path', path, '--disable-hot-restart', '--log-level', 'critical'];
  return new Promise((resolve) => {
    execFile(binary, args, { timeout: MOST_MS }, (error) => {
      rmSync(path, { force: true });
      resolve(error === null);
    });
  });
}
