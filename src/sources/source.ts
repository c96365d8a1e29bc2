import type { KindName, Resource } from '../resources/types.js';

/** An object that a source has now, or has no more. */
export interface ResourceChange {
  readonly kind: KindName;
  /** `namespace/name`, or `name` for a cluster-scoped kind. */
  readonly key: string;
  /** As it was admitted: complete with defaults, frozen. Absent: it is gone. */
  readonly resource?: Resource;
}

/** Where in a file something stands. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something that a source cannot take. A user's mistake or the outside world's, so a value and never thrown. */
export interface SourceProblem {
  /**
   * `error`: something that was said does not apply. `warning`: it applies, but hardly as it was meant. `note`: all is well, but
   * not everything was for us.
   */
  readonly severity: 'error' | 'warning' | 'note';
  /** Absent where there is no file, or where it concerns a file or folder as a whole. */
  readonly place?: Place;
  /** The file or folder as a whole; absent where there is a {@link place}. */
  readonly file?: string;
  /** `Kind namespace/name` of the object it is about. */
  readonly subject?: string;
  readonly message: string;
}

/** What is new since the last update; one transaction. */
export interface SourceUpdate {
  /** Each kind and key at most once. */
  readonly changes: readonly ResourceChange[];
  /** All problems that there are now, in a stable order. */
  readonly problems: readonly SourceProblem[];
  /**
   * What the place where objects come from does not have: kinds of which there cannot be any, and optional fields
   * (`kind.field.field`). Absent: it has everything.
   */
  readonly missing?: readonly string[];
  /** Whether everything that was there at the start has been delivered; once true, for ever. */
  readonly synced: boolean;
}

/**
 * Where objects come from. All updates together give what there is now, and an object that did not change is not
 * delivered again. An object that cannot be read any more stays as it was last; it does not disappear.
 */
export interface Source {
  /**
   * Begins to deliver; called once. Resolves when it watches, which may be before or after the first update.
   *
   * @throws SourceError when there is nothing to begin with, such as a path that does not exist.
   */
  start(listener: (update: SourceUpdate) => void): Promise<void>;
  /** Ends. No update comes after it was called. */
  stop(): Promise<void>;
}

/** A source that cannot start. The message is one line for the user. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

/** `file:line:column: Kind namespace/name: message`, as far as known. */
export function formatProblem(problem: SourceProblem): string {
  return [...whereabouts(problem), problem.message].join(': ');
}

/** `file:line:column: Kind namespace/name`, as far as known. */
export function formatPlace(problem: SourceProblem): string {
  return whereabouts(problem).join(': ');
}

function whereabouts({ place, file, subject }: SourceProblem): string[] {
  const where = place === undefined ? file : `${place.file}:${place.line}:${place.column}`;
  return [where, subject].filter((part) => part !== undefined);
}
