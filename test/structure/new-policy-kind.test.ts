import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SourceCopy } from './source-copy.js';

/** The files of a new kind of policy with two sections. */
const FILES = {
  'charts/gatewright/crds/gatewright.dev_demopolicies.yaml': 'policy-kind/crd.yaml',
  'src/gateway-api/policies/demo/index.ts': 'policy-kind/index.ts',
};

const KINDS = {
  file: 'src/model/kinds.ts',
  before: 'ProxyConfig: {',
  line: "  DemoPolicy: { read: 'Always', status: 'Ancestors' },",
};
const POLICIES = {
  file: 'src/gateway-api/policies/index.ts',
  before: 'export',
  line: "export { demo } from './demo/index.js';",
};

let copy: SourceCopy;

beforeAll(() => {
  copy = new SourceCopy();
  for (const [file, fixture] of Object.entries(FILES)) copy.addFile(file, fixture);
  copy.run('scripts/generate-resources.ts');
}, 180_000);

afterAll(() => copy.remove());

test('a new kind does not compile until the table of kinds has it', () => {
  expect(copy.compile()).toContainEqual(expect.stringMatching(/^src\/model\/kinds\.ts.*DemoPolicy/));
}, 180_000);

test('a new kind of policy is its files, a row of the table of kinds and a line of the registry', () => {
  copy.addLine(KINDS);
  copy.addLine(POLICIES);
  expect(copy.compile()).toEqual([]);
  copy.run('scripts/generate-chart-rules.ts');
  expect(copy.read('charts/gatewright/files/rules.yaml')).toMatch(/- demopolicies\n(.*\n)*.*- demopolicies\/status\n/);

  copy.addFile('translate.ts', 'policy-kind/translate.ts');
  const { placements, more, base, route, notices } = JSON.parse(copy.run('translate.ts'));
  const stated = (target: string) => placements[target].places[0].sections;
  expect(stated('Gateway/app/web|')).toEqual({ secret: { policies: ['app/base'], state: 'On', value: 'app/key' } });
  // The list is joined with that of the class; the other section is overridden.
  expect(stated('HTTPRoute/app/shop|')).toEqual({
    greetings: { policies: ['app/more', 'app/words'], state: 'On', value: ['hello', 'there'] },
  });
  const reasons = (conditions: { type: string; status: string; reason: string }[]) =>
    conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`);
  expect(reasons(base)).toEqual([
    'Accepted True Accepted',
    'ResolvedRefs True ResolvedRefs',
    'Programmed True Programmed',
  ]);
  expect(reasons(more)).toEqual([
    'Accepted True Accepted',
    'ResolvedRefs False SecretNotFound',
    'Programmed True PartiallyProgrammed',
  ]);
  expect(more[2].message).toBe('spec.secret: overridden on HTTPRoute app/shop by DemoPolicy app/base.');
  expect(route).toMatchObject({ status: 'True', message: 'Affected by DemoPolicy app/more (greetings, secret).' });
  expect(notices['DemoPolicy/app/lost']).toEqual({
    severity: 'warning',
    message: 'has no effect: spec.targetRefs[0]: Gateway app/other does not exist',
  });
}, 180_000);
