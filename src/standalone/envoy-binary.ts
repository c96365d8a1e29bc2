import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { envoyVersion } from '../envoy-api/generated/version.js';
import { UserError } from '../user-error.js';
import { downloadEnvoy } from './envoy-download.js';

const exec = promisify(execFile);

export interface FindEnvoyOptions {
  /** The binary to use, whatever else there is. */
  readonly envoyPath?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly onProgress?: (text: string) => void;
}

/**
 * Finds the pinned Envoy: `envoyPath`, `$GATEWRIGHT_ENVOY`, an `envoy` of that version on PATH, the cache, and at last a download
 * that is kept in the cache. A named binary of another version is used, and told through `onProgress`.
 *
 * @returns the path of an executable.
 * @throws UserError that says what was tried.
 */
export async function findEnvoy({
  envoyPath,
  env = process.env,
  onProgress = () => {},
}: FindEnvoyOptions = {}): Promise<string> {
  const named = envoyPath ?? env.GATEWRIGHT_ENVOY;
  if (named) return checked(named, envoyPath === undefined ? '$GATEWRIGHT_ENVOY' : '--envoy-path', onProgress);
  for (const folder of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const candidate = join(folder, 'envoy');
    if ((await versionOf(candidate)) === envoyVersion) return candidate;
  }
  const cache = join(
    env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'),
    'gatewright',
    `envoy-${envoyVersion}`,
  );
  const cached = join(cache, 'envoy');
  if (await isExecutable(cached)) return cached;
  return downloadEnvoy({ cache, env, onProgress });
}

async function checked(path: string, from: string, onProgress: (text: string) => void): Promise<string> {
  if (!(await isExecutable(path))) throw new UserError(`${from} ${path}: there is no program that can be run`);
  const version = await versionOf(path);
  if (version === undefined) throw new UserError(`${from} ${path}: this is not an Envoy, or it does not start`);
  if (version !== envoyVersion) onProgress(`${path} is Envoy ${version}; this program is tested with ${envoyVersion}`);
  return path;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function versionOf(path: string): Promise<string | undefined> {
  if (!(await isExecutable(path))) return undefined;
  const { stdout } = await exec(path, ['--version'], { timeout: 10_000 }).catch(() => ({ stdout: '' }));
  return /\/(\d+\.\d+\.\d+[^/]*)\//.exec(stdout)?.[1];
}
