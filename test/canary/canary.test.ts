import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { resourceDump } from '../../src/app/dump.js';
import { Pipeline } from '../../src/app/pipeline.js';
import { clusterSettings, standaloneSettings } from '../../src/app/settings.js';
import { colorsFor } from '../../src/cli/colors.js';
import { main } from '../../src/cli/program.js';
import { RunOutput } from '../../src/cli/run-output.js';
import type { KubernetesObject } from '../../src/kubernetes/objects.js';
import { keyOf } from '../../src/resources/kinds.js';
import { LastGood } from '../../src/sources/files/last-good.js';
import { readDocument } from '../../src/sources/files/read-document.js';
import { judge } from '../../src/sources/judge.js';
import { LiveResources } from '../../src/sources/kubernetes/live-resources.js';
import { MemorySource } from '../../src/sources/memory.js';
import { readOnce } from '../../src/sources/read-once.js';
import { redactReason } from '../../src/xds/redact.js';
import { SECRET } from '../../src/xds/type-rules.js';
import { eventually } from '../envoy/harness.js';
import { Files, Gatewright } from '../standalone/gatewright.js';
import { damagedTexts, hostileObjects, leaks, MARKER, referringObjects, TEXT } from './secrets.js';

const PORT = 23_400;
const json = (objects: Iterable<object>) => Array.from(objects, (each) => JSON.stringify(each)).join('\n---\n');
const good = () =>
  referringObjects(PORT).flatMap((object) => {
    const judgement = judge(object);
    return judgement.verdict === 'taken' ? [judgement.resource] : [];
  });

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatewright-canary-'));
  await writeFile(join(folder, 'objects.yaml'), json(hostileObjects()));
  await writeFile(join(folder, 'referring.yaml'), json(referringObjects(PORT)));
  let count = 0;
  // Each as a file of its own, a few of them; all of them are read below.
  for (const text of damagedTexts()) if (count++ % 50 === 0) await writeFile(join(folder, `${count}.yaml`), text);
});
afterAll(() => rm(folder, { recursive: true }));

/** Everything that a command prints. */
async function printed(...args: string[]): Promise<string> {
  let text = '';
  const take = (...parts: unknown[]) => {
    text += `${parts.join(' ')}\n`;
    return true;
  };
  const spies = [
    jest.spyOn(console, 'log').mockImplementation(take),
    jest.spyOn(console, 'error').mockImplementation(take),
    jest.spyOn(process.stdout, 'write').mockImplementation(take as typeof process.stdout.write),
    jest.spyOn(process.stderr, 'write').mockImplementation(take as typeof process.stderr.write),
  ];
  try {
    await main(['node', 'gatewright', ...args]);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return text;
}

test('the marker is found in each of its forms', () => {
  const buried = [
    MARKER,
    ...['', 'a', 'ab', 'abc'].map((before) => Buffer.from(`${before}${MARKER}zz`).toString('base64')),
  ];
  for (const text of buried) expect(leaks(`x${text}y`)).not.toEqual([]);
  expect(leaks('hunter')).toEqual([]);
});

describe('what a Secret holds is not in', () => {
  test('errors of any object that holds it', () => {
    const live = new LiveResources();
    const memory = new MemorySource();
    let refused = 0;
    for (const object of hostileObjects()) {
      const judgement = judge(object);
      if (judgement.verdict !== 'refused') continue;
      refused++;
      expect(leaks(JSON.stringify(judgement.errors.map(({ field, message }) => [field, message])))).toEqual([]);
      memory.set(object);
      if (typeof (object.metadata as { name?: unknown }).name === 'string') {
        live.read('Secret', `default/${refused}`, object as unknown as KubernetesObject);
      }
    }
    expect(refused).toBeGreaterThan(300);
    expect(live.problems.length).toBeGreaterThan(10);
    expect(leaks(JSON.stringify(live.problems))).toEqual([]);
  });

  test('errors of any text that holds it', () => {
    let faulty = 0;
    expect(readDocument(TEXT).problems.map(({ message }) => message)).toEqual([expect.stringContaining('list')]);
    for (const text of damagedTexts()) {
      const { problems } = readDocument(text);
      if (problems.length > 0) faulty++;
      const said = problems.map(({ message, subject = '' }) => `${subject} ${message}`).join();
      if (leaks(said).length > 0) throw new Error(`${JSON.stringify(text)} gives ${said}`);
    }
    expect(faulty).toBeGreaterThan(2_000);
  });

  test.each([
    ['validate', ['validate']],
    ['validate of the standard channel', ['validate', '--channel', 'standard']],
    ['translate', ['translate']],
    ['translate as JSON', ['translate', '-o', 'json']],
  ])('what %s prints', async (_, args) => {
    const text = await printed(...args, folder);
    expect(text).toMatch(/error .*objects\.yaml:\d+:\d+: Secret/);
    expect(leaks(text)).toEqual([]);
  });

  test('what inject prints of a text that is not YAML', async () => {
    const file = join(folder, 'inject.txt');
    let faulty = 0;
    let count = 0;
    for (const text of damagedTexts()) {
      if (count++ % 25 !== 0) continue;
      await writeFile(file, text);
      const said = await printed('inject', '-f', file);
      if (!said.startsWith('gatewright: ')) continue;
      faulty++;
      expect(leaks(said)).toEqual([]);
    }
    expect(faulty).toBeGreaterThan(20);
  });

  test.each([true, false])('the table and the lines of run (terminal: %s)', async (isTTY) => {
    const { resources, problems } = await readOnce([folder]);
    const pipeline = new Pipeline({
      settings: standaloneSettings(['127.0.0.1']),
      envoy: { accessLog: 'off', bucketingSupported: true },
    });
    pipeline.apply(resources.map((resource) => ({ kind: resource.kind, key: keyOf(resource), resource })));
    const stream = Object.assign(new PassThrough(), { isTTY, columns: 4_000, rows: 10_000 });
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk;
    });
    const out = stream as unknown as NodeJS.WriteStream;
    const run = new RunOutput({ out, error: out, colors: colorsFor({}), level: 'debug', holderOf: () => undefined });
    run.problems(problems);
    run.statuses(new Map(pipeline.model.statuses.entries()));
    run.end();
    run.problems([]);
    expect(text).toContain('InvalidCertificateRef');
    expect(leaks(text)).toEqual([]);
  });

  test('statuses, dumps and objects of proxies in a cluster', () => {
    const pipeline = new Pipeline({
      settings: clusterSettings('gatewright.dev/gateway-controller', ['0.0.0.0'], undefined),
      envoy: { accessLog: 'stdout', bucketingSupported: true },
      infrastructure: { image: 'i', xds: { hostname: 'x', port: 1, serverName: 'x' } },
    });
    pipeline.apply(good().map((resource) => ({ kind: resource.kind, key: keyOf(resource), resource })));
    const shown = JSON.stringify([
      [...pipeline.model.statuses.entries()],
      resourceDump(pipeline.delivered()),
      [...(pipeline.wanted?.entries() ?? [])],
      pipeline.graph.stats(),
    ]);
    expect(shown).toContain('InvalidCertificateRef');
    expect(leaks(shown)).toEqual([]);
  });

  test('words about what a proxy rejects', () => {
    expect(leaks(redactReason(SECRET, `Failed to load ${MARKER}`))).toEqual([]);
    const dump = `Proto constraint validation failed (X: value): inline_string: "${MARKER}"`;
    expect(leaks(redactReason('type.googleapis.com/envoy.config.listener.v3.Listener', dump))).toEqual([]);
  });

  test('words about a last good state that is damaged', async () => {
    const file = join(folder, 'last-good');
    for (const text of [MARKER, `{"version":"1"}\n{"file":"a"}\n${MARKER}`, `{"version":"1"}\n{"hash": "${MARKER}`]) {
      await writeFile(file, text);
      const said: string[] = [];
      await new LastGood(file, '1', (message) => said.push(message)).load();
      expect(said).toEqual([expect.stringContaining('it is damaged')]);
      expect(leaks(said.join())).toEqual([]);
    }
  });

  test('lines, logs, metrics and dumps of gatewright run', async () => {
    const some = <T>(all: Iterable<T>, every: number) => [...all].filter((_, index) => index % every === 0);
    const files = new Files({
      'objects.yaml': json(some(hostileObjects(), 7)),
      'referring.yaml': json(referringObjects(PORT)),
    });
    for (const [index, text] of some(damagedTexts(), 997).entries()) files.write(`${index}.yaml`, text);
    // It does not get ready: no listener has a certificate.
    const gatewright = await Gatewright.run(files, { ready: false });
    await eventually(() => expect(gatewright.out).toContain('InvalidCertificateRef'));
    const index = await gatewright.get('/debug');
    const paths = index.match(/^\/\S+/gm) ?? [];
    expect(paths).toContain('/debug/status');
    const pages = await Promise.all(paths.map((path) => gatewright.get(path)));
    await gatewright.stop();
    expect(leaks([gatewright.out, gatewright.err, ...pages].join('\n'))).toEqual([]);
    files.dispose();
  });
});
