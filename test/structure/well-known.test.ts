import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const HOME = 'src/well-known/';

function files(folder: string, isIncluded: (path: string) => boolean): string[] {
  const all = readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' });
  return all.map((path) => `${folder}${path}`).filter(isIncluded);
}

async function constants(): Promise<readonly unknown[]> {
  const modules = files(HOME, (path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
  const all = await Promise.all(modules.map((path) => import(`${root}${path}`)));
  return all.flatMap((module) =>
    Object.values<unknown>(module).flatMap((value) => (isRecord(value) ? Object.values(value) : [value])),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Prefixes of formats that a function of `src/well-known` writes. */
const FORMATS = ['gatewright.dev/', 'spiffe://', 'system:serviceaccount:', 'type.googleapis.com/'];

/** Code without comments; string literals stay. */
function codeOf(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '');
}

/** Matches a text within a string literal, and a port as a number or in an address. */
function patternOf(value: string | number): RegExp {
  if (typeof value === 'number') return new RegExp(`\\b${`${value}`.replace(/(\d{3})$/, '_?$1')}\\b`);
  const text = value.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // A format goes on after its prefix; a name ends.
  const end = FORMATS.includes(value) ? '' : '(?![\\w./-])';
  return new RegExp(`(?<=['"\`][^'"\`\\n]*)(?<![\\w./-])${text}${end}`);
}

function isIn(code: string, value: string | number): boolean {
  return (typeof value === 'number' || code.includes(value)) && patternOf(value).test(code);
}

const strings = (values: readonly unknown[]) =>
  // A plain word, such as `token`, stands for other things elsewhere.
  values.filter((value): value is string => typeof value === 'string' && /\W/.test(value));
const numbers = (values: readonly unknown[]) => values.filter((value) => typeof value === 'number');

describe('well-known names', () => {
  test('are defined in src/well-known and nowhere else', async () => {
    const values = await constants();
    const names = [...FORMATS, ...strings(values), ...numbers(values)];
    const sources = files(
      'src/',
      (path) =>
        path.endsWith('.ts') && !path.startsWith(HOME) && !/\.test\.ts$|\/(testing|generated|corpus)\//.test(path),
    );
    const found = sources.flatMap((path) => {
      const code = codeOf(path);
      return names.flatMap((value) => (isIn(code, value) ? `${path}: ${value}` : []));
    });
    expect(names.length).toBeGreaterThan(50);
    expect(sources.length).toBeGreaterThan(300);
    expect(found).toEqual([]);
  });

  test('of the chart are those of the program', async () => {
    const known = await constants();
    const templates = files('charts/gatewright/templates/', (path) => /\.(yaml|tpl|txt)$/.test(path));
    const used = templates.flatMap((path) => {
      const text = readFileSync(`${root}${path}`, 'utf8');
      return [
        ...(text.match(/\bgatewright\.dev\/[\w-]+/g) ?? []),
        ...Array.from(text.matchAll(/(?:containerPort|--\w+=[\d.]+): ?(\d+)/g), ([, port]) => Number(port)),
      ];
    });
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((each) => !known.includes(each))).toEqual([]);
  });

  test('are found where they are defined a second time', () => {
    expect("const LABEL = 'gatewright.dev/sidecar';").toMatch(patternOf('gatewright.dev/sidecar'));
    expect('uri=`spiffe://x`').toMatch(patternOf('spiffe://'));
    expect('port: 15_001').toMatch(patternOf(15_001));
    expect("'0.0.0.0:18000'").toMatch(patternOf(18_000));
    expect('delayMs: 115_001').not.toMatch(patternOf(15_001));
  });
});
