import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { envoyBinary } from '../../test/envoy/binary.js';
import { UserError } from '../user-error.js';
import { findEnvoy } from './envoy-binary.js';

describe('findEnvoy', () => {
  let dir: string;
  let progress: string[];
  const onProgress = (text: string) => progress.push(text);

  /** A program that says it is this version of Envoy. */
  const envoy = (path: string, version = '1.40.0') => {
    const file = join(dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\necho "envoy  version: 0123abc/${version}/Clean/RELEASE/BoringSSL"\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const env = () => ({
    PATH: `${join(dir, 'one')}:${join(dir, 'two')}`,
    XDG_CACHE_HOME: join(dir, 'cache'),
    HOME: dir,
  });

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'gw-find-'));
    progress = [];
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  test('prefers the option, then the variable, then PATH, then the cache', async () => {
    const cached = envoy('cache/gatewright/envoy-1.40.0/envoy');
    expect(await findEnvoy({ env: env() })).toBe(cached);
    const onPath = envoy('two/envoy');
    expect(await findEnvoy({ env: env() })).toBe(onPath);
    const variable = envoy('variable');
    expect(await findEnvoy({ env: { ...env(), GATEWRIGHT_ENVOY: variable } })).toBe(variable);
    const option = envoy('option');
    expect(await findEnvoy({ envoyPath: option, env: { ...env(), GATEWRIGHT_ENVOY: variable } })).toBe(option);
  });

  test('passes over another version on PATH', async () => {
    envoy('one/envoy', '1.39.2');
    const right = envoy('two/envoy');
    expect(await findEnvoy({ env: env() })).toBe(right);
  });

  test('the cache is under the home folder unless said otherwise', async () => {
    const cached = envoy('.cache/gatewright/envoy-1.40.0/envoy');
    expect(await findEnvoy({ env: { PATH: '', HOME: dir } })).toBe(cached);
  });

  test.each(['1.39.2', '1.41.0-dev'])('uses a named binary of version %s, and says so', async (version) => {
    const other = envoy('other', version);
    expect(await findEnvoy({ envoyPath: other, env: env(), onProgress })).toBe(other);
    expect(progress).toEqual([`${other} is Envoy ${version}; this program is tested with 1.40.0`]);
  });

  test('knows the version of the real Envoy', async () => {
    expect(await findEnvoy({ envoyPath: envoyBinary(), onProgress })).toBe(envoyBinary());
    expect(progress).toEqual([]);
  });

  test('a named binary that is missing or no Envoy is an error, never passed over', async () => {
    envoy('two/envoy');
    const missing = findEnvoy({ envoyPath: join(dir, 'missing'), env: env() });
    await expect(missing).rejects.toThrow(UserError);
    await expect(missing).rejects.toThrow(`--envoy-path ${join(dir, 'missing')}: there is no program that can be run`);
    const noEnvoy = envoy('no-envoy', 'x');
    await expect(findEnvoy({ env: { ...env(), GATEWRIGHT_ENVOY: noEnvoy } })).rejects.toThrow(
      `$GATEWRIGHT_ENVOY ${noEnvoy}: this is not an Envoy`,
    );
  });

  test('says what to do when there is none and nothing to fetch it with', async () => {
    const failed = findEnvoy({ env: env(), onProgress });
    await expect(failed).rejects.toThrow(UserError);
    await expect(failed).rejects.toThrow('point --envoy-path or $GATEWRIGHT_ENVOY at it');
  });
});
