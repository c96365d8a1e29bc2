import { mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../testing/eventually.js';
import { FileTree } from './file-tree.js';
import { Patience } from './patience.js';
import { TREE_LIMITS } from './tree-limits.js';

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

describe('a folder counts once', () => {
  let folder: string;
  let tree: FileTree;
  const files = new Set<string>();
  const at = (name: string) => join(folder, name);
  const look = async () => {
    const { changed, gone } = await tree.take();
    for (const path of gone) files.delete(path.slice(folder.length + 1));
    for (const path of changed) files.add(path.slice(folder.length + 1));
    return [...files].sort();
  };
  const settles = (...expected: string[]) => eventually(async () => expect(await look()).toEqual(expected));
  const open = (options: ConstructorParameters<typeof FileTree>[2] = {}, paths = [folder]) => {
    tree = new FileTree(paths, () => {}, options);
  };
  const problems = () => [...tree.problems].map(([path, problem]) => `${path.slice(folder.length + 1)}: ${problem}`);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatewright-tree-'));
    files.clear();
  });
  afterEach(async () => {
    tree.stop();
    await rm(folder, { recursive: true });
  });

  test('where two links lead back to it', async () => {
    await mkdir(at('a/b'), { recursive: true });
    await writeFile(at('a/b/x.yaml'), '');
    for (const name of ['a/one', 'a/two', 'a/b/three', 'four']) await symlink(folder, at(name));
    open();
    expect(await look()).toEqual(['a/b/x.yaml']);
    expect(problems()).toEqual([]);
  });

  test('where it is, rather than where a link to it is; by the first link where it is elsewhere', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'gatewright-elsewhere-'));
    await mkdir(at('z/deep'), { recursive: true });
    await writeFile(at('z/deep/x.yaml'), '');
    await writeFile(join(elsewhere, 'y.yaml'), '');
    await symlink(at('z/deep'), at('a'));
    await symlink(elsewhere, at('n'));
    await symlink(elsewhere, at('m'));
    open();
    expect(await look()).toEqual(['m/y.yaml', 'z/deep/x.yaml']);
    await unlink(at('m'));
    await settles('n/y.yaml', 'z/deep/x.yaml');
    await rename(elsewhere, at('here'));
    await settles('here/y.yaml', 'z/deep/x.yaml');
  });

  test('when it is renamed, also where a link to it has been there before', async () => {
    await mkdir(at('a'));
    await writeFile(at('a/x.yaml'), '');
    await symlink('b', at('link'));
    open();
    expect(await look()).toEqual(['a/x.yaml']);
    await rename(at('a'), at('b'));
    await settles('b/x.yaml');
    await rename(at('b'), at('c'));
    await settles('c/x.yaml');
  });

  test('when it is named beside the folder that it is in', async () => {
    await mkdir(at('a'));
    await writeFile(at('a/x.yaml'), '');
    open({}, [folder, at('a')]);
    expect(await look()).toEqual(['a/x.yaml']);
    expect(problems()).toEqual([]);
  });

  test.each([
    ['a link to the processes', 'link', '/proc', /^link: this is a part of the kernel \(proc\), which is not read$/],
    ['a link to the devices', 'link', '/sys', /^link: this is a part of the kernel \(sysfs\), which is not read$/],
    [
      'a link to a file of the kernel',
      'link.yaml',
      '/proc/kallsyms',
      /^link\.yaml: this is a part of the kernel \(proc\)/,
    ],
  ])('and %s is passed over', async (_, name, target, problem) => {
    await symlink(target, at(name));
    await writeFile(at('x.yaml'), '');
    open();
    expect(await look()).toEqual(['x.yaml']);
    expect(problems()).toEqual([expect.stringMatching(problem)]);
  });

  test.each([
    ['folders', { folders: 3 }, ['a/x.yaml', 'b/x.yaml', 'x.yaml'], 'c: there are more than 3 folders'],
    ['files', { files: 1 }, ['x.yaml'], 'a/x.yaml: there are more than 1 files'],
    [
      'levels',
      { depth: 2 },
      ['a/x.yaml', 'b/x.yaml', 'c/x.yaml', 'x.yaml'],
      'c/deep: folders are nested more than 2 deep',
    ],
  ])('and there are not more %s than can be read', async (_, limits, expected, problem) => {
    for (const name of ['a', 'b', 'c', 'c/deep']) await mkdir(at(name));
    for (const name of ['x.yaml', 'a/x.yaml', 'b/x.yaml', 'c/x.yaml']) await writeFile(at(name), '');
    open({ limits: { ...TREE_LIMITS, ...limits } });
    expect(await look()).toEqual(expected);
    expect(problems().join()).toContain(problem);
  });

  test('and a folder with too many entries says so', async () => {
    for (const name of ['a', 'b', 'c']) await writeFile(at(`${name}.txt`), '');
    open({ limits: { ...TREE_LIMITS, entries: 2 } });
    await look();
    expect(problems()).toEqual([
      expect.stringMatching(/^.\.txt: there are more than 2 entries in its folder: this and others/),
    ]);
  });
});

describe('patience', () => {
  test('ends with what does not come back, asks nothing more of it, and hears when it comes', async () => {
    const late: string[] = [];
    const patience = new Patience(1, (path) => late.push(path));
    let answer: (value: string) => void = () => {};
    const first = patience.ask('/a', () => new Promise<string>((resolve) => (answer = resolve)));
    await expect(first).rejects.toThrow('no answer within 0.001 s');
    await expect(patience.ask('/a', () => Promise.reject(new Error('is asked')))).rejects.toThrow('no answer');
    expect(await patience.ask('/b', () => Promise.resolve('b'))).toBe('b');
    answer('a');
    await eventually(() => expect(late).toEqual(['/a']));
    expect(await patience.ask('/a', () => Promise.resolve('again'))).toBe('again');
  });

  test('ends with the reading', async () => {
    const patience = new Patience();
    const asked = patience.ask('/a', () => new Promise(() => {}));
    patience.end();
    await expect(asked).rejects.toThrow('reading has ended');
    await expect(patience.ask('/b', () => new Promise(() => {}))).rejects.toThrow('reading has ended');
  });
});
