import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AddedLine, SourceCopy } from './source-copy.js';

/** The files of a new filter. */
const FILES = {
  'src/model/filters/fault.ts': 'filter/model/fault.ts',
  'src/gateway-api/filters/fault.ts': 'filter/gateway-api/fault.ts',
  'src/envoy/filters/fault.ts': 'filter/envoy/fault.ts',
};

const MODEL = 'src/model/filters/http-filters.ts';
const CHECKS = 'src/gateway-api/filters/index.ts';
const FEATURES = 'src/envoy/filters/index.ts';

/** Declarations of the setting: its field, and the imports of what is registered. */
const DECLARATIONS: readonly AddedLine[] = [
  { file: MODEL, before: 'import', line: "import { type Fault, fault } from './fault.js';" },
  { file: MODEL, before: 'readonly cors?', line: '  readonly fault?: Fault;' },
  { file: CHECKS, before: 'import', line: "import { fault } from './fault.js';" },
  { file: FEATURES, before: 'import', line: "import { fault } from './fault.js';" },
];

/** One line in each registry. */
const REGISTRATIONS: readonly AddedLine[] = [
  { file: MODEL, before: 'externalAuth,', line: '  fault,' },
  { file: CHECKS, before: 'ExtensionRef: extensionRef', line: '  Fault: fault,' },
  { file: FEATURES, before: 'requestHeaderModifier,', line: '  fault,' },
];

let copy: SourceCopy;

beforeAll(() => {
  copy = new SourceCopy();
  // As a version of the Gateway API with such a filter is generated.
  const types = 'src/resources/generated/types.ts';
  copy.replace(types, "export type HTTPRouteFilterType = '", "export type HTTPRouteFilterType = 'Fault' | '");
  copy.replace(
    types,
    'export interface HTTPRouteFilter {',
    'export interface HTTPRouteFilter {\n  readonly fault?: { readonly status?: number; readonly percent?: number };',
  );
  for (const [file, fixture] of Object.entries(FILES)) copy.addFile(file, fixture);
  for (const line of DECLARATIONS) copy.addLine(line);
});

afterAll(() => copy.remove());

test('a new filter does not compile until each registry has it', () => {
  const errors = copy.compile();
  for (const { file } of REGISTRATIONS) {
    expect(errors.filter((error) => error.startsWith(file))).toContainEqual(expect.stringMatching(/fault/i));
  }
}, 180_000);

test('a new filter is its files and a line in each registry', () => {
  for (const line of REGISTRATIONS) copy.addLine(line);
  expect(copy.compile()).toEqual([]);
  copy.addFile('translate.ts', 'filter/translate.ts');
  const { faults, filters, message } = JSON.parse(copy.run('translate.ts')) as Record<string, unknown>;
  // That of the first backend, and that of the rule for the second one.
  expect(faults).toEqual([504, 503]);
  expect((filters as string[]).slice(-3)).toEqual([
    'gatewright.external_auth',
    'envoy.filters.http.fault',
    'envoy.filters.http.router',
  ]);
  expect(message).toContain('spec.rules[0].filters[0].fault.status: 200 is not the status of an error.');
}, 180_000);
