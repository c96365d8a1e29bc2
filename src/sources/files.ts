import { join, relative, resolve } from 'node:path';
import type { AdmitOptions } from '../resources/admit.js';
import type { Resource } from '../resources/types.js';
import { Claims } from './files/claims.js';
import { counted, keptProblem, losesObjects } from './files/counted.js';
import { FileTree } from './files/file-tree.js';
import type { LastGood } from './files/last-good.js';
import { Patience } from './files/patience.js';
import type { ReadDocument } from './files/read-document.js';
import {
  Breather,
  byHash,
  type FileDocument,
  problemsOf,
  type ReadText,
  readDocuments,
  readText,
  resourcesOf,
} from './files/read-file.js';
import { reason } from './files/system-error.js';
import { type Place, type Source, SourceError, type SourceProblem, type SourceUpdate } from './source.js';

export interface FileSourceOptions extends Pick<AdmitOptions, 'channel'> {
  /** Where what files said when they were last good outlives this process. */
  readonly lastGood?: LastGood;
  /** How long the system may take for one file or folder, in milliseconds. */
  readonly patienceMs?: number;
  /** Reads a file; for tests. */
  readonly read?: (path: string) => Promise<ReadText>;
}

/** What is known of a file. */
interface FileState {
  /** What counts: what the file says, as far as it is good, and what it said before of the rest. */
  readonly good: readonly FileDocument[];
  /** Every document of the last reading and of those before that count, by hash. */
  readonly known: ReadonlyMap<string, ReadDocument>;
  readonly problems: readonly SourceProblem[];
}

/** A file that seems to have lost objects. Times are those of `performance.now()`. */
interface Suspect {
  /** What it was found with. */
  readonly content: string;
  readonly since: number;
  /** When it is believed. */
  readonly until: number;
}

/** A file as it was found: without documents and problem it does not exist. */
interface Reading {
  readonly path: string;
  readonly documents?: readonly FileDocument[];
  readonly problem?: string;
}

/** Changes are awaited until there was none for so long, since many come in groups … */
const QUIET_MS = 5;
/** … but not longer than this. */
const PATIENCE_MS = 50;

/**
 * A file that loses objects may be about to get them again: editors and version control remove it first, and what is written
 * piece by piece is valid between two documents. So it has to rest for this long before it is believed …
 */
const GRACE_MS = 100;
/** … unless it does not come to rest for so long. */
const MOST_GRACE_MS = 2_000;

const READ_AT_ONCE = 16;

/** When the first reading has to parse more than this many documents (about half a second), what was last good is served meanwhile. */
const LONG_READING = 1_000;

/**
 * Objects in YAML and JSON files. Of a file with errors the good objects count, and the rest stays what it was when it was last
 * good. Of an object in several files, the first by path counts.
 */
export class FileSource implements Source {
  readonly #paths: readonly string[];
  readonly #options: FileSourceOptions;
  readonly #tree: FileTree;
  readonly #patience: Patience;
  /** Of which the system has said something only when that was not waited for any more. */
  readonly #late = new Set<string>();
  readonly #files = new Map<string, FileState>();
  readonly #claims = new Claims();
  readonly #suspects = new Map<string, Suspect>();
  #listener: ((update: SourceUpdate) => void) | undefined;
  #synced = false;
  #working: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #deadline: number | undefined;
  #again = false;
  #stopped = false;

  constructor(paths: readonly string[], options: FileSourceOptions = {}) {
    this.#paths = paths;
    this.#options = options;
    this.#patience = new Patience(options.patienceMs, (path) => {
      this.#late.add(path);
      this.#wake();
    });
    this.#tree = new FileTree(paths, () => this.#wake(), { patience: this.#patience });
  }

  async start(listener: (update: SourceUpdate) => void): Promise<void> {
    this.#listener = listener;
    const { changed } = await this.#tree.take();
    const { lastGood } = this.#options;
    const remembered = (await lastGood?.load()) ?? new Map<string, readonly FileDocument[]>();
    for (const [path, documents] of remembered) {
      if (changed.has(path) || this.#isKept(path)) this.#remember(path, documents);
      else lastGood?.delete(path);
    }
    const roots = new Set([...this.#files.keys()].map((path) => this.#rootOf(path)));
    for (const path of this.#paths) {
      const problem = this.#tree.problems.get(resolve(path));
      if (problem === undefined || roots.has(resolve(path))) continue;
      this.#tree.stop();
      throw new SourceError(`${path}: ${problem}`);
    }
    this.#working = this.#finish(this.#readFirst(changed));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#listener = undefined;
    clearTimeout(this.#timer);
    this.#tree.stop();
    this.#patience.end();
    await this.#working;
    await this.#options.lastGood?.close();
  }

  /** Every object that counts now. */
  resources(): Iterable<Resource> {
    return this.#claims.resources();
  }

  /** Where an object is written. */
  placeOf(resource: Resource): Place | undefined {
    return this.#claims.placeOf(resource);
  }

  #wake(): void {
    if (this.#stopped) return;
    if (this.#working !== undefined) {
      this.#again = true;
      return;
    }
    const now = performance.now();
    this.#deadline ??= now + PATIENCE_MS;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#deadline = undefined;
        this.#working = this.#finish(this.#readChanged());
      },
      Math.max(0, Math.min(QUIET_MS, this.#deadline - now)),
    );
  }

  async #finish(work: Promise<void>): Promise<void> {
    await work;
    this.#working = undefined;
    if (!this.#again) return;
    this.#again = false;
    this.#wake();
  }

  async #readFirst(paths: Iterable<string>): Promise<void> {
    const isRemembered = this.#files.size > 0;
    let parsed = 0;
    const readings = await this.#read(paths, (count) => {
      parsed += count;
      if (this.#synced || !isRemembered || parsed <= LONG_READING) return;
      this.#synced = true;
      this.#deliver();
    });
    this.#synced = true;
    this.#apply(readings);
  }

  async #readChanged(): Promise<void> {
    const { changed, gone } = await this.#tree.take();
    const now = performance.now();
    const due = [...this.#suspects].filter(([path, { until }]) => until <= now && !this.#isKept(path));
    const late = [...this.#late].filter((path) => this.#files.has(path));
    this.#late.clear();
    this.#apply(await this.#read(new Set([...changed, ...gone, ...late, ...due.map(([path]) => path)])));
  }

  async #read(paths: Iterable<string>, onParsed: (documents: number) => void = () => {}): Promise<Reading[]> {
    const breather = new Breather();
    const readings: Reading[] = [];
    const sorted = [...paths].sort();
    for (let at = 0; at < sorted.length; at += READ_AT_ONCE) {
      const group = sorted.slice(at, at + READ_AT_ONCE);
      const texts = await Promise.all(group.map((path) => this.#readText(path)));
      for (const [i, path] of group.entries()) {
        if (this.#stopped) return [];
        const read = texts[i];
        if (read === undefined || 'problem' in read) {
          readings.push({ path, ...read });
          continue;
        }
        const known = this.#files.get(path)?.known ?? new Map<string, ReadDocument>();
        const documents = await readDocuments(read.text, known, this.#options, breather);
        readings.push({ path, documents });
        onParsed(documents.filter(({ hash }) => !known.has(hash)).length);
      }
    }
    return readings;
  }

  async #readText(path: string): Promise<ReadText> {
    const { read = readText } = this.#options;
    return this.#patience.ask(path, () => read(path)).catch((error) => ({ problem: reason(error) }));
  }

  #apply(readings: readonly Reading[]): void {
    for (const { path, documents, problem } of readings) {
      if (problem === undefined && this.#isDoubtful(path, documents ?? [])) continue;
      this.#suspects.delete(path);
      if (problem !== undefined) {
        const state = this.#files.get(path) ?? { good: [], known: new Map() };
        const file = this.#shown(path);
        this.#files.set(path, { ...state, problems: [{ severity: 'error', file, message: problem }] });
      } else if (documents !== undefined) this.#set(path, documents);
      else {
        this.#files.delete(path);
        this.#claims.set(path, []);
        this.#options.lastGood?.delete(path);
      }
    }
    this.#deliver();
  }

  /** Whether a file that lost objects may be about to get them again, or cannot be seen at all. */
  #isDoubtful(path: string, documents: readonly FileDocument[]): boolean {
    if (!losesObjects(this.#files.get(path)?.good ?? [], documents)) return false;
    const now = performance.now();
    const content = documents.map(({ hash }) => hash).join();
    const before = this.#suspects.get(path);
    if (before !== undefined && (before.content === content || now >= before.since + MOST_GRACE_MS)) {
      return now < before.until || this.#isKept(path);
    }
    const since = before?.since ?? now;
    const until = Math.min(now + GRACE_MS, since + MOST_GRACE_MS);
    this.#suspects.set(path, { content, since, until });
    setTimeout(() => this.#wake(), until - now + 1).unref();
    return true;
  }

  #set(path: string, documents: readonly FileDocument[]): void {
    const file = this.#shown(path);
    const problems = problemsOf(file, documents);
    const hasErrors = problems.some(({ severity }) => severity === 'error');
    const { documents: good, kept } = counted(this.#files.get(path)?.good ?? [], documents, hasErrors);
    if (kept.length > 0) problems.push(keptProblem(file, kept));
    this.#files.set(path, { good, known: byHash([...good, ...documents]), problems });
    this.#claims.set(path, resourcesOf(file, good));
    this.#options.lastGood?.set(path, good);
  }

  #remember(path: string, documents: readonly FileDocument[]): void {
    this.#files.set(path, { good: documents, known: byHash(documents), problems: [] });
    this.#claims.set(path, resourcesOf(this.#shown(path), documents));
  }

  #deliver(): void {
    if (!this.#synced) return;
    // What is kept for a missing path is no doubt: it counts for as long as the path is missing.
    const isDoubtful = (path: string) => this.#suspects.has(path) && !this.#isKept(path);
    const problems = [...this.#pathProblems(), ...this.#fileProblems(), ...this.#claims.contests(isDoubtful)];
    this.#listener?.({ changes: this.#claims.takeChanges(), problems, synced: this.#synced });
  }

  #pathProblems(): SourceProblem[] {
    return [...this.#tree.problems].sort().map(([path, problem]) => ({
      severity: 'error',
      file: this.#shown(path),
      message: `${problem}${this.#isKept(path) ? '; what it said before is kept' : ''}`,
    }));
  }

  #fileProblems(): SourceProblem[] {
    return [...this.#files]
      .filter(([, { problems }]) => problems.length > 0)
      .sort()
      .flatMap(([, { problems }]) => problems);
  }

  /** Whether a path is missing only because a path that the user named is; that says nothing about the objects. */
  #isKept(path: string): boolean {
    return this.#tree.problems.has(this.#rootOf(path) ?? '');
  }

  /** The path that the user named and that leads here. */
  #rootOf(path: string): string | undefined {
    return this.#paths.map((each) => resolve(each)).find((root) => path === root || path.startsWith(`${root}/`));
  }

  /** A path as the user would write it. */
  #shown(path: string): string {
    const named = this.#paths.find((each) => resolve(each) === this.#rootOf(path));
    return named === undefined ? path : join(named, relative(resolve(named), path));
  }
}
