import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { eventually } from '../testing/eventually.js';
import { FileTree } from './file-tree.js';

const FILES = 2_000;

test('of many files in a folder only what changed is to be read again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gatewright-tree-'));
  const at = (i: number) => join(folder, `${i}.yaml`);
  const tree = new FileTree([folder], () => {});
  try {
    await Promise.all(Array.from({ length: FILES }, (_, i) => writeFile(at(i), 'a: 1\n')));
    expect((await tree.take()).changed.size).toBe(FILES);

    const changed = new Set<string>();
    const gone = new Set<string>();
    const seen = async (path: string) => {
      await eventually(async () => {
        const change = await tree.take();
        for (const each of change.changed) changed.add(each);
        for (const each of change.gone) gone.add(each);
        expect(changed).toContain(path);
      });
    };
    await writeFile(at(77), 'a: 2\n');
    await seen(at(77));
    await writeFile(join(folder, 'next'), 'a: 3\n');
    await rename(join(folder, 'next'), at(78));
    await seen(at(78));
    expect([...changed].sort()).toEqual([at(77), at(78)]);
    expect([...gone]).toEqual([]);
  } finally {
    tree.stop();
    await rm(folder, { recursive: true });
  }
});
