import type { SourceProblem } from '../source.js';
import { identityOf } from './claims.js';
import type { FileDocument } from './read-file.js';

/** What counts of a file. */
export interface Counted {
  readonly documents: readonly FileDocument[];
  /** Objects that are as they were before, although the file says nothing good of them now: `Kind namespace/name`, sorted. */
  readonly kept: readonly string[];
}

/**
 * A file without errors counts as it is. Of one with errors the good objects count, and beside them what counted before and is not among
 * them: it may be what was refused, or be in a part that cannot be read, or have got another name by mistake. So nothing is removed by a
 * file that has errors.
 *
 * @param before what counted last.
 * @param now as the file is; of an object that is there twice the first counts.
 */
export function counted(before: readonly FileDocument[], now: readonly FileDocument[], hasErrors: boolean): Counted {
  if (!hasErrors) return { documents: now, kept: [] };
  const said = new Set<string>();
  const good = now.map((document) => only(document, (id) => !said.has(id) && said.add(id) !== undefined));
  const kept = before.map((document) => only(document, (id) => !said.has(id)));
  return {
    documents: [...good, ...kept].filter(({ content }) => content.resources.length > 0),
    kept: kept.flatMap(identitiesOf).sort(),
  };
}

/** Whether a file that has no errors says less than before. */
export function losesObjects(before: readonly FileDocument[], now: readonly FileDocument[]): boolean {
  if (now.some(({ content }) => content.problems.some(({ severity }) => severity === 'error'))) return false;
  const said = new Set(now.flatMap(identitiesOf));
  return before.flatMap(identitiesOf).some((id) => !said.has(id));
}

function identitiesOf({ content }: FileDocument): string[] {
  return content.resources.map(({ resource }) => identityOf(resource));
}

/** A part of a document; never mistaken for a text that was read. */
function only(document: FileDocument, counts: (identity: string) => boolean): FileDocument {
  const { resources, problems } = document.content;
  const chosen = resources.filter(({ resource }) => counts(identityOf(resource)));
  if (chosen.length === resources.length && problems.length === 0) return document;
  return { hash: '', line: document.line, content: { resources: chosen, problems: [] } };
}

/** Names that are spelt out. */
const MOST_NAMES = 5;

/** Says what a file with errors still counts with. */
export function keptProblem(file: string, kept: readonly string[]): SourceProblem {
  const more = kept.length > MOST_NAMES ? ` and ${kept.length - MOST_NAMES} more` : '';
  const names = `${kept.slice(0, MOST_NAMES).join(', ')}${more}`;
  return {
    severity: 'warning',
    file,
    message: `the file has errors, so these objects stay in use as they were: ${names}`,
  };
}
