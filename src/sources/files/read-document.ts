import type { Document } from 'yaml';
import type { AdmitOptions } from '../../resources/admit.js';
import { formatError } from '../../resources/errors.js';
import type { Resource } from '../../resources/types.js';
import { judge, objectsOf } from '../judge.js';
import type { SourceProblem } from '../source.js';
import { locator } from './documents.js';
import { isStackOverflow, syntaxProblem, valueProblem } from './syntax.js';
import { parseYaml, placesOf, plainValue, repeatedKey } from './yaml.js';

/** Where something stands in a document. The line counts from 0, the column from 1. */
interface DocumentPlace {
  readonly line: number;
  readonly column: number;
}

export interface DocumentResource extends DocumentPlace {
  readonly resource: Resource;
}

export interface DocumentProblem extends DocumentPlace, Omit<SourceProblem, 'place'> {}

/** What a document says: its good objects, and what is wrong with the others or with all of it. */
export interface ReadDocument {
  readonly resources: readonly DocumentResource[];
  readonly problems: readonly DocumentProblem[];
}

/** The API server takes 3 MiB of JSON for one object; a List may hold some. */
const MOST_BYTES = 4 << 20;
const MOST_DEPTH = 64;
const TOO_DEEP = `nested more than ${MOST_DEPTH} levels deep`;

/** Reads one document of YAML or JSON. Never throws, whatever it is given. */
export function readDocument(text: string, options: AdmitOptions = {}): ReadDocument {
  const at: (offset: number) => DocumentPlace = locator(text);
  const failed = (offset: number, message: string): ReadDocument => ({
    resources: [],
    problems: [{ ...at(offset), severity: 'error', message }],
  });
  if (Buffer.byteLength(text) > MOST_BYTES) return failed(0, `the document is larger than ${MOST_BYTES >> 20} MiB`);

  let document: Document;
  let value: unknown;
  try {
    document = parseYaml(text);
    const [fault] = [...document.errors, ...document.warnings];
    if (fault !== undefined) return failed(fault.pos[0], describe(fault));
    const second = repeatedKey(document);
    if (second !== undefined) return failed(second, repeated(NAME.exec(text.slice(second, second + 100))?.[1]));
    value = plainValue(document);
  } catch (error) {
    return failed(0, isStackOverflow((error as Error).message) ? TOO_DEEP : valueProblem(error));
  }
  const fault = structureProblem(value, MOST_DEPTH);
  const offsetOf = placesOf(document);
  if (fault !== undefined) return failed(offsetOf([]), fault);

  const resources: DocumentResource[] = [];
  const problems: DocumentProblem[] = [];
  for (const { path, object } of objectsOf(value)) {
    const judgement = judge(object, options);
    const place = (field: readonly (string | number)[]) => at(offsetOf([...path, ...field]));
    if (judgement.verdict === 'taken') {
      resources.push({ ...place([]), resource: judgement.resource });
      continue;
    }
    const subject = judgement.subject === undefined ? {} : { subject: judgement.subject };
    if (judgement.verdict === 'ignored') {
      problems.push({ ...place([]), severity: 'note', ...subject, message: judgement.reason });
      continue;
    }
    for (const error of judgement.errors) {
      problems.push({ ...place(error.path), severity: 'error', ...subject, message: formatError(error) });
    }
  }
  return { resources, problems };
}

function describe({ code, message }: Document['errors'][number] | Document['warnings'][number]): string {
  return isStackOverflow(message) ? TOO_DEEP : syntaxProblem(code);
}

function repeated(key: string | undefined): string {
  return key === undefined ? syntaxProblem('DUPLICATE_KEY') : `the key "${key}" is given twice`;
}

/** A key that is the name of a field; anything else may be a value that stands in the wrong place. */
const NAME = /^["']?([\w./-]{1,63})["']?\s*:/;

/** What no object of ours has and what could do harm further on. */
function structureProblem(value: unknown, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === 0) return TOO_DEEP;
  for (const key of Object.keys(value)) {
    if (key === '__proto__') return 'a key must not be "__proto__"';
    const problem = structureProblem((value as Readonly<Record<string, unknown>>)[key], depth - 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
