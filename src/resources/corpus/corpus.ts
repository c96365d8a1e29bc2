// The corpus: objects whose verdict by a real API server is on record. `bases.yaml` has valid objects, `cases/` what is changed in
// them for the edge cases of the rules, and mutations.ts makes the edge cases of the schemas.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { CORE_KINDS } from '../core/index.js';
import { schemaOf } from '../schema.js';
import type { KindName } from '../types.js';
import { Mutations } from './mutations.js';
import { parsePath, withValue } from './paths.js';

export interface CorpusDocument {
  /** Unique. */
  readonly title: string;
  readonly object: unknown;
  /** The object that it replaces. */
  readonly old?: unknown;
}

interface Change {
  /** Path to new value; a null is a null. */
  readonly set?: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
}

/** One object: a base with changes, for an update the base unchanged is the old object. */
interface SingleCase extends Change {
  readonly title: string;
  readonly base: string;
  readonly update?: boolean;
}

/** Several values, each tried at several places (`base path`). */
interface ValueCases extends Change {
  readonly title: string;
  readonly at: readonly string[];
  readonly try: Readonly<Record<string, unknown>>;
}

type Case = SingleCase | ValueCases;

const here = dirname(fileURLToPath(import.meta.url));

function read(path: string): unknown {
  return parse(readFileSync(join(here, path), 'utf8'), { merge: true, maxAliasCount: -1 });
}

function apply(object: unknown, { set = {}, remove = [] }: Change): unknown {
  const changed = Object.entries(set).reduce(
    (current, [path, value]) => withValue(current, parsePath(path), value),
    object,
  );
  return remove.reduce((current, path) => withValue(current, parsePath(path), undefined), changed);
}

function expand(one: Case, bases: ReadonlyMap<string, unknown>): readonly CorpusDocument[] {
  const base = (name: string): unknown => {
    const object = bases.get(name);
    if (object === undefined) throw new Error(`The case "${one.title}" has a base ${name} that is not in bases.yaml.`);
    return object;
  };
  if ('base' in one) {
    const object = apply(base(one.base), one);
    return [{ title: `${one.base}: ${one.title}`, object, ...(one.update === true && { old: base(one.base) }) }];
  }
  return one.at.flatMap((place) => {
    const [name = '', path = ''] = place.split(' ');
    const start = apply(base(name), one);
    return Object.entries(one.try).map(([title, value]) => ({
      title: `${name}: ${path}: ${one.title}: ${title}`,
      object: withValue(start, parsePath(path), value),
    }));
  });
}

/** Values at the limits of size: base, path and length. */
const LARGE: readonly (readonly [base: string, path: string, length: number])[] = [
  ['gateway', 'metadata.annotations.a', 256 * 1024 - 1],
  ['gateway', 'metadata.annotations.a', 256 * 1024],
  ['config-map', 'data.a', 1024 * 1024 - 1],
  ['config-map', 'data.a', 1024 * 1024],
  ['secret', 'stringData.c', 1024 * 1024 - 1],
  ['secret', 'stringData.c', 1024 * 1024],
];

export function readBases(): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(read('bases.yaml') as object));
}

export function readCorpus(): readonly CorpusDocument[] {
  const bases = readBases();
  const files = readdirSync(join(here, 'cases')).sort();
  const cases = files.flatMap((file) => read(join('cases', file)) as readonly Case[]);
  const mutations = new Mutations();
  const mutants = [...bases].flatMap(([name, object]) => {
    const { apiVersion, kind } = object as { readonly apiVersion: string; readonly kind: KindName };
    const schema =
      CORE_KINDS.get(kind)?.schema ?? schemaOf(kind, apiVersion.split('/').at(-1) ?? '', 'experimental')?.object;
    return schema === undefined ? [] : mutations.of(name, object, schema);
  });
  const documents: readonly CorpusDocument[] = [
    ...[...bases].map(([name, object]) => ({ title: `${name}: as it is`, object })),
    ...cases.flatMap((one) => expand(one, bases)),
    ...LARGE.map(([base, path, length]) => ({
      title: `${base}: ${path} of ${length} characters`,
      object: withValue(bases.get(base), parsePath(path), 'a'.repeat(length)),
    })),
    ...mutants,
  ];
  const byTitle = new Map(documents.map((document) => [document.title, document]));
  const contents = new Map(
    [...byTitle.values()].map((document) => [JSON.stringify([document.object, document.old]), document]),
  );
  return [...contents.values()];
}
