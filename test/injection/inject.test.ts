import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { parseAllDocuments, stringify } from 'yaml';

const gatewright = fileURLToPath(new URL('../../bin/gatewright', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gatewright-inject-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (input: string, ...args: string[]) =>
  spawnSync(gatewright, ['inject', '-f', '-', ...args], { encoding: 'utf8', input });
const documents = (text: string) => parseAllDocuments(text).map((document) => document.toJS());

const spec = { containers: [{ name: 'app', image: 'app' }] };
const template = { metadata: { labels: { app: 'a' } }, spec };
const object = (kind: string, rest: object) => ({ apiVersion: 'v1', kind, metadata: { name: 'a' }, ...rest });
const injected = {
  containers: spec.containers,
  initContainers: [{ name: 'gatewright-redirect' }, { name: 'gatewright-sidecar', restartPolicy: 'Always' }],
  volumes: expect.any(Array),
};

test.each([
  ['Pod', { spec }, { spec: injected }],
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'].map(
    (kind) =>
      [
        kind,
        { spec: { other: 1, template } },
        {
          spec: {
            other: 1,
            template: { metadata: { labels: { 'gatewright.dev/sidecar': 'injected' } }, spec: injected },
          },
        },
      ] as const,
  ),
  [
    'CronJob',
    { spec: { jobTemplate: { spec: { template } } } },
    { spec: { jobTemplate: { spec: { template: { spec: injected } } } } },
  ],
] as const)('%s', (kind, before, after) => {
  const { status, stdout, stderr } = run(stringify(object(kind, before)));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(documents(stdout)).toMatchObject([object(kind, after)]);
  const again = run(stdout);
  expect(again.stderr).toBe(`${kind} a stays as it is: it has its sidecar\n`);
  expect(documents(again.stdout)).toEqual(documents(stdout));
});

test('what has no pods stays between those that have, comments included', () => {
  const service = '# of the shop\napiVersion: v1\nkind: Service\nmetadata:\n  name: cart # by name\n';
  const pod = stringify(object('Pod', { spec }));
  const { status, stdout, stderr } = run(
    `${pod}---\n${service}---\n---\n${pod}`,
    '--image',
    'registry.example.com/gatewright:2',
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'Service cart stays as it is: it has no pods\n' });
  expect(stdout).toContain(`---\n${service}---\n`);
  expect(stdout.match(/image: registry.example.com\/gatewright:2/g)).toHaveLength(4);
  expect(documents(stdout)).toHaveLength(3);
});

test('of a list each item is printed', () => {
  const list = object('List', { items: [object('Pod', { spec }), object('Secret', { data: {} })] });
  const { status, stdout, stderr } = run(JSON.stringify(list));
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'Secret a stays as it is: it has no pods\n' });
  expect(documents(stdout)).toMatchObject([{ kind: 'Pod', spec: injected }, object('Secret', { data: {} })]);
});

test('a pod that would be refused is told, and the others are printed', () => {
  const refused = object('Pod', { metadata: { name: 'b', annotations: { 'gatewright.dev/inject': 'maybe' } }, spec });
  const { status, stdout, stderr } = run(`${stringify(refused)}---\n${stringify(object('Pod', { spec }))}`);
  expect(status).toBe(1);
  expect(stderr).toBe(
    'Pod b would be refused: annotation gatewright.dev/inject: "maybe" is neither "true" nor "false"\n',
  );
  expect(documents(stdout)).toMatchObject([{ metadata: { name: 'a' } }]);
});

test.each([
  ['{kind: Pod, spec: {}}', 'Pod would be refused: not a pod: spec.containers: '],
  ['kind: Deployment', 'Deployment would be refused: not a pod: '],
  ['a: [', 'gatewright: -:1:5: not valid YAML (BAD_INDENT): '],
])('%s is told what is wrong', (input, message) => {
  const { status, stdout, stderr } = run(input);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain(message);
});

test('from a file', () => {
  const file = join(folder, 'pod.json');
  writeFileSync(file, JSON.stringify(object('Pod', { spec })));
  const { status, stdout } = spawnSync(gatewright, ['inject', '-f', file], { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(documents(stdout)).toMatchObject([{ spec: injected }]);
  const missing = spawnSync(gatewright, ['inject', '--filename', '/nowhere'], { encoding: 'utf8' });
  expect(missing).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^gatewright: \/nowhere can not be read: /),
  });
});
