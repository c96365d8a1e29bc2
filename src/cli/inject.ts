import { readFileSync } from 'node:fs';
import { Document, parseAllDocuments } from 'yaml';
import type { SidecarSettings } from '../injection/settings.js';
import { injectWorkload } from '../injection/workload.js';
import { syntaxProblem, valueProblem } from '../sources/files/syntax.js';
import { UserError } from '../user-error.js';
import { printable, printableYaml } from './printable.js';

export interface InjectCommandOptions {
  /** Path; `-`: standard input. */
  readonly filename: string;
  readonly image: string;
  readonly sidecarResources: SidecarSettings['resources'];
}

/**
 * `gatewright inject`: prints objects with the sidecars that their pods would get, and on standard error what stays as it is; 1 when a pod
 * would be refused.
 */
export function injectCommand({ filename, image, sidecarResources }: InjectCommandOptions): number {
  let code = 0;
  const printed: string[] = [];
  for (const { object, text } of objectsOf(filename)) {
    const result = injectWorkload(object, { image, resources: sidecarResources });
    if (result.type === 'injected') {
      printed.push(print(result.object));
    } else if (result.type === 'unchanged') {
      console.error(printable(`${nameOf(object)} stays as it is: ${result.reason}`));
      printed.push(text ?? print(object));
    } else {
      console.error(printable(`${nameOf(object)} would be refused: ${result.message}`));
      code = 1;
    }
  }
  process.stdout.write(printed.join('---\n'));
  return code;
}

interface Read {
  readonly object: unknown;
  /** As it was written, where it stands alone. */
  readonly text?: string;
}

/** @throws UserError when it can not be read. */
function objectsOf(filename: string): readonly Read[] {
  const documents = parseAllDocuments(read(filename));
  if ('empty' in documents) return [];
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error) {
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
    throw new UserError(`${filename}:${line}:${col}: ${syntaxProblem(error.code)}`);
  }
  return documents.flatMap((document): readonly Read[] => {
    const object = plainValueOf(document, filename);
    const { kind, items } = (object ?? {}) as { kind?: unknown; items?: unknown };
    if (kind === 'List' && Array.isArray(items)) return items.map((item) => ({ object: item }));
    return object === null ? [] : [{ object, text: printableYaml(document, { directives: false }) }];
  });
}

function plainValueOf(document: Document, filename: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new UserError(`${filename}: ${valueProblem(error)}`);
  }
}

function print(object: unknown): string {
  return printableYaml(new Document(object, { aliasDuplicateObjects: false }), { lineWidth: 0 });
}

function read(filename: string): string {
  try {
    return readFileSync(filename === '-' ? 0 : filename, 'utf8');
  } catch (error) {
    throw new UserError(`${filename} can not be read: ${(error as Error).message}`);
  }
}

function nameOf(object: unknown): string {
  const { kind, metadata } = (object ?? {}) as { kind?: string; metadata?: { name?: string; generateName?: string } };
  return `${kind ?? 'what is no object'} ${metadata?.name ?? metadata?.generateName ?? ''}`.trim();
}
