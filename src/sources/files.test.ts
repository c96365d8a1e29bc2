import { execFileSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LastGood } from './files/last-good.js';
import { readText } from './files/read-file.js';
import { FileSource, type FileSourceOptions } from './files.js';
import { readOnce } from './read-once.js';
import { formatProblem, SourceError } from './source.js';
import { eventually } from './testing/eventually.js';
import { gatewayClass, Recorder, service, sourceContract } from './testing/source-contract.js';

type Named = { readonly kind: string; readonly metadata: { readonly name: string } };

const text = (...objects: object[]): string => objects.map((each) => JSON.stringify(each)).join('\n---\n');

describe('FileSource', () => {
  sourceContract(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gatewright-source-'));
    const file = (object: object) => join(folder, `${(object as Named).kind}-${(object as Named).metadata.name}.yaml`);
    return {
      source: new FileSource([folder]),
      apply: async (...objects) => {
        for (const each of objects) await writeFile(file(each), text(each));
      },
      remove: (object) => rm(file(object)),
      dispose: () => rm(folder, { recursive: true }),
    };
  });
});

describe('files and folders', () => {
  let folder: string;
  let recorder: Recorder;
  let source: FileSource;
  const at = (name: string) => join(folder, name);
  const write = (name: string, ...objects: object[]) => writeFile(at(name), text(...objects));
  const start = async (paths: string[] = [folder], options: FileSourceOptions = {}) => {
    source = new FileSource(paths, options);
    await source.start(recorder.listen);
    await eventually(() => expect(recorder.synced).toBe(true));
  };
  const keys = (...names: string[]) =>
    eventually(() => expect(recorder.keys).toEqual(names.map((name) => `Service team/${name}`)));
  const port = (name: string, expected: number) =>
    eventually(() =>
      expect(recorder.resources.get(`Service team/${name}`)).toMatchObject({ spec: { ports: [{ port: expected }] } }),
    );
  const problems = (...patterns: RegExp[]) =>
    eventually(() => {
      const lines = recorder.problems.map(formatProblem);
      expect(lines).toHaveLength(patterns.length);
      for (const [i, pattern] of patterns.entries()) expect(lines[i]).toMatch(pattern);
    });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatewright-files-'));
    recorder = new Recorder();
  });
  afterEach(async () => {
    await source?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('are read at any depth; what is hidden or no manifest is not', async () => {
    await mkdir(at('a/b/.git'), { recursive: true });
    await write('a/one.yaml', service('one'));
    await write('a/b/two.yml', service('two'));
    await write('a/b/three.json', service('three'));
    await write('a/b/.git/x.yaml', service('x'));
    await write('a/.hidden.yaml', service('x'));
    await write('a/README.md', service('x'));
    await write('a/two.yml~', service('x'));
    await start();
    await keys('one', 'three', 'two');
  });

  test('that are named are read whatever they are called', async () => {
    await write('manifest', service('one'));
    await write('other.yaml', service('two'));
    await start([at('manifest')]);
    await keys('one');
    await writeFile(at('new'), text(service('one', 81)));
    await rename(at('new'), at('manifest'));
    await port('one', 81);
  });

  test('that are not there stop the start, with their name', async () => {
    const missing = new FileSource([folder, at('missing')]);
    await expect(missing.start(() => {})).rejects.toThrow(
      new SourceError(`${at('missing')}: there is no such file or folder`),
    );
  });

  test('that cannot be read are named, and the rest goes on', async () => {
    await write('a.yaml', service('a'));
    await writeFile(at('bad.yaml'), Buffer.from([0xff, 0xfe, 0x00]));
    await symlink(at('loop.yaml'), at('loop.yaml'));
    await start();
    await keys('a');
    await problems(/loop\.yaml: cannot be read: its links/, /bad\.yaml: cannot be read: it is not UTF-8 text/);
  });

  test('that come and go with their folders are followed', async () => {
    await write('a.yaml', service('a'));
    await start();
    await mkdir(at('sub/deep'), { recursive: true });
    await write('sub/deep/b.yaml', service('b'));
    await keys('a', 'b');
    await rename(at('sub'), at('moved'));
    await write('moved/deep/b.yaml', service('b', 81));
    await port('b', 81);
    await rm(at('moved'), { recursive: true });
    await keys('a');
    await mkdir(at('moved'));
    await write('moved/c.yaml', service('c'));
    await keys('a', 'c');
  });

  test('that editors replace in their ways are followed', async () => {
    await write('a.yaml', service('a'));
    await start();
    await writeFile(at('.a.yaml.swp'), 'x');
    await rename(at('a.yaml'), at('a.yaml~'));
    await write('a.yaml', service('a', 81));
    await port('a', 81);
    await unlink(at('a.yaml~'));
    await writeFile(at('a.yaml'), '');
    await write('a.yaml', service('a', 82));
    await port('a', 82);
    await unlink(at('a.yaml'));
    await write('a.yaml', service('a', 83));
    await port('a', 83);
    expect(recorder.updates.flatMap(({ changes }) => changes).filter(({ resource }) => resource === undefined)).toEqual(
      [],
    );
    await writeFile(at('a.yaml'), '# nothing left\n');
    await keys();
  });

  test('that are renamed go on counting, and nobody is told that they are there twice', async () => {
    await write('a.yaml', service('a'));
    await mkdir(at('sub'));
    await write('sub/b.yaml', service('b'));
    await start();
    await rename(at('a.yaml'), at('c.yaml'));
    await rename(at('sub'), at('tree'));
    await eventually(() => {
      const places = [...source.resources()].map((each) => source.placeOf(each)?.file).sort();
      expect(places).toEqual([at('c.yaml'), at('tree/b.yaml')]);
    });
    expect(recorder.updates.flatMap(({ problems }) => problems)).toEqual([]);
    expect(recorder.updates.flatMap(({ changes }) => changes)).toHaveLength(2);
  });

  test('that are written piece by piece lose nothing on the way, although every piece is valid', async () => {
    const pieces = ['a', 'b', 'c', 'd'].map((name) => `${text(service(name, 81))}\n---\n`);
    await write('x.yaml', ...['a', 'b', 'c', 'd'].map((name) => service(name)));
    let written = 1;
    source = new FileSource([folder]);
    await source.start((update) => {
      recorder.listen(update);
      // The writer goes on as soon as the source has looked at what there is.
      const isSeen = recorder.updates.length > written;
      if (isSeen && written < pieces.length) appendFileSync(at('x.yaml'), pieces[written++] as string);
    });
    await keys('a', 'b', 'c', 'd');
    writeFileSync(at('x.yaml'), pieces[0] as string);
    await port('d', 81);
    await port('a', 81);
    expect(recorder.updates.flatMap(({ changes }) => changes).every(({ resource }) => resource)).toBe(true);
    expect(recorder.updates.length).toBeGreaterThan(pieces.length);
  });

  test('that never come to rest are believed in the end', async () => {
    await write('x.yaml', service('a'), service('b'));
    let port = 81;
    source = new FileSource([folder]);
    await source.start((update) => {
      recorder.listen(update);
      if (recorder.resources.has('Service team/b')) writeFileSync(at('x.yaml'), text(service('a', port++)));
    });
    await keys('a');
    expect(recorder.updates.length).toBeGreaterThan(3);
  });

  test('an object that moves to another file is not gone in between', async () => {
    await write('a.yaml', service('x'), service('a'));
    await write('b.yaml', service('b'));
    await start();
    // In one turn of the event loop, so that both are seen together.
    writeFileSync(at('a.yaml'), text(service('a')));
    writeFileSync(at('b.yaml'), text(service('b'), service('x', 81)));
    await port('x', 81);
    expect(recorder.updates.flatMap(({ changes }) => changes).every(({ resource }) => resource)).toBe(true);
    expect(recorder.problems).toEqual([]);
  });

  test('that Kubernetes mounts are followed through the swap of their links', async () => {
    const mount = async (version: string, port: number) => {
      await mkdir(at(version));
      await write(join(version, 'a.yaml'), service('a', port));
      await symlink(version, at('..data_tmp'));
      await rename(at('..data_tmp'), at('..data'));
    };
    await mount('..2026_01', 81);
    await symlink('..data/a.yaml', at('a.yaml'));
    await start();
    await port('a', 81);
    await mount('..2026_02', 82);
    await port('a', 82);
    await rm(at('..2026_01'), { recursive: true });
    await mount('..2026_03', 83);
    await port('a', 83);
    expect(recorder.keys).toEqual(['Service team/a']);
  });

  test('behind links are followed when they change in their place', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'gatewright-elsewhere-'));
    await writeFile(join(elsewhere, 'a'), text(service('a')));
    await mkdir(join(elsewhere, 'release-1'));
    await writeFile(join(elsewhere, 'release-1', 'b.yaml'), text(service('b')));
    await symlink(join(elsewhere, 'a'), at('a.yaml'));
    await symlink(join(elsewhere, 'release-1'), at('current'));
    await start();
    await keys('a', 'b');
    await writeFile(join(elsewhere, 'a'), text(service('a', 81)));
    await port('a', 81);
    await rename(join(elsewhere, 'release-1'), join(elsewhere, 'release-2'));
    await writeFile(join(elsewhere, 'release-2', 'b.yaml'), text(service('b', 82)));
    await symlink(join(elsewhere, 'release-2'), at('next'));
    await rename(at('next'), at('current'));
    await port('b', 82);
    await rm(elsewhere, { recursive: true });
  });

  test('loops of folders end', async () => {
    await mkdir(at('a'));
    await symlink('..', at('a/up'));
    await symlink('..', at('a/again'));
    await write('a/b.yaml', service('b'));
    const { problems, resources, placeOf } = await readOnce([folder]);
    expect(problems).toEqual([]);
    expect(resources.map((each) => placeOf(each)?.file)).toEqual([at('a/b.yaml')]);
  });

  test('a pipe is not waited for, by whatever name it comes', async () => {
    execFileSync('mkfifo', [at('pipe.yaml'), at('named')]);
    await symlink('pipe.yaml', at('link.yaml'));
    await write('a.yaml', service('a'));
    await start();
    await keys('a');
    expect(await readText(at('pipe.yaml'))).toEqual({ problem: 'this is neither a file nor a folder' });
    await expect(new FileSource([at('named')]).start(() => {})).rejects.toThrow('neither a file nor a folder');
  });

  test('what has no end is read up to a limit', async () => {
    expect(await readText('/dev/zero')).toEqual({ problem: 'this is neither a file nor a folder' });
    await truncate(at('large.yaml'), (64 << 20) + 1).catch(async () => {
      await writeFile(at('large.yaml'), '');
      await truncate(at('large.yaml'), (64 << 20) + 1);
    });
    expect(await readText(at('large.yaml'))).toEqual({ problem: 'cannot be read: it is larger than 64 MiB' });
  });

  test('a file that the system does not answer for is a problem of that file, until it answers', async () => {
    let answer: (() => void) | undefined;
    const stuck = at('stuck.yaml');
    const read = async (path: string) => {
      if (path === stuck && answer === undefined) await new Promise<void>((resolve) => (answer = resolve));
      return readText(path);
    };
    await write('a.yaml', service('a'));
    await write('stuck.yaml', service('stuck'));
    await start([folder], { patienceMs: 20, read });
    await keys('a');
    await problems(/stuck\.yaml: cannot be read: no answer within 0\.02 s$/);
    await write('a.yaml', service('a', 81));
    await port('a', 81);
    answer?.();
    await keys('a', 'stuck');
    await problems();
  });

  test('stopping does not wait for a file that the system does not answer for', async () => {
    const reading = new Promise<void>((begun) => {
      const read = () => {
        begun();
        return new Promise<undefined>(() => {});
      };
      source = new FileSource([folder], { read });
    });
    await write('a.yaml', service('a'));
    await source.start(recorder.listen);
    await reading;
    await source.stop();
    expect(recorder.updates).toEqual([]);
  });

  test('of a file with a refused object the others count, from the first start on', async () => {
    await writeFile(at('a.yaml'), text(service('a'), service('bad', 0), service('c')));
    await start();
    await keys('a', 'c');
    await problems(/a\.yaml:3:\d+: Service team\/bad: spec\.ports\[0\]\.port: /, /targetPort/);
    const once = await readOnce([folder]);
    expect(once.resources.map(({ metadata }) => metadata.name)).toEqual(['a', 'c']);
  });

  test('of a list with a refused object the others count', async () => {
    await writeFile(
      at('a.json'),
      text({ apiVersion: 'v1', kind: 'List', items: [service('a'), service('bad', 0), service('c')] }),
    );
    await start();
    await keys('a', 'c');
  });

  test('a refused object stays what it was, while the others of its file and other files go on', async () => {
    await write('a.yaml', service('a1'), service('a2'));
    await write('b.yaml', service('b'));
    await start();
    await write('a.yaml', service('a1', 81), service('a2', 0), service('a3'));
    await write('b.yaml', service('b', 81));
    await port('b', 81);
    await port('a1', 81);
    await port('a2', 80);
    await keys('a1', 'a2', 'a3', 'b');
    await problems(
      /a\.yaml:3:\d+: Service team\/a2: spec\.ports\[0\]\.port: /,
      /targetPort/,
      /a\.yaml: the file has errors, so these objects stay in use as they were: Service team\/a2$/,
    );
    await write('a.yaml', service('a1', 82));
    await port('a1', 82);
    await keys('a1', 'b');
    await problems();
  });

  test.each([
    ['an object is refused', text(service('x', 0))],
    ['an object got another kind by mistake', text({ ...gatewayClass('x'), kind: 'GatewayClas' })],
    ['a document is no YAML', 'kind: ['],
    ['an object is there twice', text(service('a', 81), service('a', 82))],
  ])('while %s, nothing that the file said before is gone', async (_, bad) => {
    await write('a.yaml', service('a'), service('x'), service('y'));
    await start();
    await writeFile(at('a.yaml'), `${text(service('a', 81))}\n---\n${bad}`);
    await port('a', 81);
    await keys('a', 'x', 'y');
    await eventually(() =>
      expect(recorder.problems.map(formatProblem).at(-1)).toMatch(/were: Service team\/x, Service team\/y$/),
    );
    await write('a.yaml', service('a', 83));
    await keys('a');
    await problems();
  });

  test('of an object in two files the first by path counts, and both places are named', async () => {
    await write('b.yaml', service('x', 82));
    await write('c.yaml', gatewayClass('c'), service('x', 83));
    await start();
    await port('x', 82);
    await problems(/c\.yaml:3:1: Service team\/x: is already in .*b\.yaml:1, which counts/);
    await write('a.yaml', service('x', 81));
    await port('x', 81);
    await problems(/b\.yaml:1:1: .*a\.yaml:1/, /c\.yaml:3:1: .*a\.yaml:1/);
    await rm(at('a.yaml'));
    await rm(at('b.yaml'));
    await port('x', 83);
    await problems();
  });

  test('of an object twice in one file the first counts, and both places are named', async () => {
    await write('a.yaml', service('x', 81), service('x', 82));
    await start();
    await problems(/a\.yaml:3:1: Service team\/x: is already in .*a\.yaml:1, which counts/);
    await port('x', 81);
  });

  test('what is written together is delivered together', async () => {
    await start();
    await write('a.yaml', ...Array.from({ length: 50 }, (_, i) => service(`s${i}`)));
    await eventually(() => expect(recorder.resources.size).toBe(50));
    expect(recorder.updates.filter(({ changes }) => changes.length > 0)).toHaveLength(1);
  });

  test('a named path that vanishes keeps what it said, and is followed when it is back', async () => {
    await mkdir(at('config'));
    await write('config/a.yaml', service('a'));
    await write('config/b.yaml', service('b'));
    await start([at('config')]);
    await rm(at('config'), { recursive: true });
    await problems(/config: there is no such file or folder; what it said before is kept/);
    await keys('a', 'b');
    await mkdir(at('new'));
    await write('new/a.yaml', service('a', 81));
    await rename(at('new'), at('config'));
    await port('a', 81);
    await keys('a');
    await problems();
  });

  describe('with a last good state', () => {
    const remember = (version = '1') => ({ lastGood: new LastGood(at('state/last-good'), version) });
    const config = () => at('config');
    const restart = async (options: FileSourceOptions = remember()) => {
      await source.stop();
      recorder = new Recorder();
      await start([config()], options);
    };

    beforeEach(async () => {
      await mkdir(config());
      await write('config/a.yaml', service('a'));
      await write('config/b.yaml', service('b'));
      await start([config()], remember());
      await keys('a', 'b');
    });

    test('a file that is bad at the start says what it said before', async () => {
      await source.stop();
      await writeFile(at('config/a.yaml'), 'kind: [');
      await write('config/b.yaml', service('b', 81));
      await restart();
      await keys('a', 'b');
      await port('b', 81);
      await problems(/config\/a\.yaml:1:\d+: /, /a\.yaml: the file has errors, .* Service team\/a$/);
      await restart();
      await keys('a', 'b');
      await write('config/a.yaml', service('a', 82));
      await port('a', 82);
    });

    test('a file with errors says after a restart what it said before, and what it does not say is kept', async () => {
      await writeFile(at('config/a.yaml'), `${text(service('c', 81))}\n---\n${text(service('bad', 0))}`);
      await keys('a', 'b', 'c');
      await restart();
      await keys('a', 'b', 'c');
      await problems(
        /a\.yaml:3:/,
        /a\.yaml:3:/,
        /a\.yaml: the file has errors, so these objects stay in use as they were: Service team\/a$/,
      );
      await writeFile(at('config/a.yaml'), `${text(service('c', 82))}\n---\nkind: [`);
      await port('c', 82);
      await restart();
      await keys('a', 'b', 'c');
      await port('c', 82);
      await write('config/a.yaml', service('c', 83));
      await keys('b', 'c');
    });

    test('a path that is not there at the start says what it said before', async () => {
      await source.stop();
      await rename(config(), at('away'));
      await restart();
      await keys('a', 'b');
      await problems(/config: there is no such file or folder; what it said before is kept/);
      await rename(at('away'), config());
      await problems();
    });

    test('files that were removed meanwhile are gone', async () => {
      await source.stop();
      await rm(at('config/a.yaml'));
      await restart();
      await keys('b');
    });

    test('another version judges again', async () => {
      await source.stop();
      const state = await readFile(at('state/last-good'), 'utf8');
      await writeFile(at('state/last-good'), state.replace('"port":80', '"port":0'));
      await writeFile(at('config/a.yaml'), 'kind: [');
      await restart(remember('2'));
      await keys('b');
    });

    test('a state that cannot be read or written is said, and nothing else happens', async () => {
      await source.stop();
      await writeFile(at('state/last-good'), '{"version":"1"}\n{"file":');
      const said: string[] = [];
      await restart({ lastGood: new LastGood(at('state/last-good'), '1', (message) => said.push(message)) });
      await keys('a', 'b');
      expect(said).toEqual([expect.stringMatching(/^the last good configuration in .* cannot be used: /)]);
      await rm(at('state'), { recursive: true });
      await writeFile(at('state'), 'no folder');
      await write('config/c.yaml', service('c'));
      await keys('a', 'b', 'c');
      await eventually(() => expect(said[1]).toMatch(/^the last good configuration cannot be saved: /));
    });
  });
});
