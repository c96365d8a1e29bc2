import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { zip } from './testing/zip.js';
import { extractFromZip } from './zip.js';

describe('extractFromZip', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'gw-zip-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const extract = async (archive: Buffer, member: string) => {
    writeFileSync(join(dir, 'archive'), archive);
    await extractFromZip(join(dir, 'archive'), member, join(dir, 'out'), 0o755);
    return readFileSync(join(dir, 'out'));
  };
  const big = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i) % 251));
  const members = { 'a/first': Buffer.from('one'), 'a/big': big, last: Buffer.from('three') };

  test.each([false, true])('gives each member (stored: %s)', async (stored) => {
    for (const [name, content] of Object.entries(members))
      expect((await extract(zip(members, { stored }), name)).equals(content)).toBe(true);
  });

  test('sets the permissions', async () => {
    await extract(zip(members), 'last');
    expect(statSync(join(dir, 'out')).mode & 0o700).toBe(0o700);
  });

  test('says what is missing or no archive', async () => {
    await expect(extract(zip(members), 'first')).rejects.toThrow('has no first');
    await expect(extract(Buffer.from('<html>'), 'last')).rejects.toThrow('is not a zip archive');
  });
});
