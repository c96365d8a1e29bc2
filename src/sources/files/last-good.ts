import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { deepFreeze } from '../../resources/freeze.js';
import { judge } from '../judge.js';
import { Breather, type FileDocument } from './read-file.js';
import { reason } from './system-error.js';

/** A change is saved after this, together with those that follow it soon. */
const DELAY_MS = 250;
/** Saving may take this share of the time. */
const SHARE = 0.05;
/** After a failure, such as a full disk. */
const RETRY_MS = 10_000;
const CHUNK = 1 << 16;

/**
 * What counted of files last, on disk: a line of JSON with the version of the program, then for each file a line
 * with its path and one for each of its documents. Holds private keys, so only its owner may read it. Written aside and then
 * renamed: after a crash it is the old or the new state.
 */
export class LastGood {
  readonly #file: string;
  readonly #version: string;
  readonly #onProblem: (message: string) => void;
  readonly #documents = new Map<string, readonly FileDocument[]>();
  #dirty = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> | undefined;

  /**
   * @param version changes with the code that judges objects; what was saved under another one is judged again.
   * @param onProblem told what is wrong with the disk, each time it is tried in vain.
   */
  constructor(file: string, version: string, onProblem: (message: string) => void = () => {}) {
    this.#file = file;
    this.#version = version;
    this.#onProblem = onProblem;
  }

  /** The documents by absolute path of their file; none when nothing was saved or it cannot be read. */
  async load(): Promise<ReadonlyMap<string, readonly FileDocument[]>> {
    try {
      const [header = '', ...lines] = (await readFile(this.#file, 'utf8')).trimEnd().split('\n');
      const trusted = JSON.parse(header).version === this.#version;
      const breather = new Breather();
      let documents: FileDocument[] = [];
      for (const line of lines) {
        await breather.breathe();
        const entry = JSON.parse(line);
        if (entry.file !== undefined) {
          documents = [];
          this.#documents.set(entry.file, documents);
        } else documents.push(trusted ? deepFreeze(entry) : judgedAgain(entry));
      }
    } catch (error) {
      this.#documents.clear();
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.#onProblem(`the last good configuration in ${this.#file} cannot be used: ${why(error)}`);
      }
    }
    return new Map(this.#documents);
  }

  set(file: string, documents: readonly FileDocument[]): void {
    const before = this.#documents.get(file);
    this.#documents.set(file, documents);
    if (before === undefined || !sameDocuments(before, documents)) this.#change();
  }

  delete(file: string): void {
    if (this.#documents.delete(file)) this.#change();
  }

  /** Saves what is not saved yet. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#saving;
    if (this.#dirty) await this.#save();
  }

  #change(): void {
    this.#dirty = true;
    if (this.#timer === undefined && this.#saving === undefined) this.#schedule(DELAY_MS);
  }

  #schedule(delayMs: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#saving = this.#save().then((nextMs) => {
        this.#saving = undefined;
        if (this.#dirty) this.#schedule(nextMs);
      });
    }, delayMs).unref();
  }

  /** @returns milliseconds until it may be saved again. */
  async #save(): Promise<number> {
    const begun = performance.now();
    this.#dirty = false;
    const aside = `${this.#file}.new`;
    try {
      await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
      // It is made here, not opened: what is there under its name may be a link to anywhere.
      await rm(aside, { force: true });
      const handle = await open(aside, 'wx', 0o600);
      try {
        for await (const chunk of this.#chunks()) await handle.write(chunk);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(aside, this.#file);
      return Math.max(DELAY_MS, (performance.now() - begun) / SHARE);
    } catch (error) {
      this.#dirty = true;
      await rm(aside, { force: true }).catch(() => {});
      this.#onProblem(`the last good configuration cannot be saved: ${(error as Error).message}`);
      return RETRY_MS;
    }
  }

  async *#chunks(): AsyncIterable<string> {
    const breather = new Breather();
    let chunk = `${JSON.stringify({ version: this.#version })}\n`;
    // A copy: what changes while this is written is saved next time.
    for (const [file, documents] of [...this.#documents]) {
      chunk += `${JSON.stringify({ file })}\n`;
      for (const document of documents) {
        chunk += `${JSON.stringify(document)}\n`;
        if (chunk.length < CHUNK) continue;
        yield chunk;
        chunk = '';
        await breather.breathe();
      }
    }
    yield chunk;
  }
}

/** The words of JSON.parse quote the text, which holds private keys. */
function why(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? 'it is damaged' : reason(error);
}

/** What an other version of the program took, as far as this one takes it too; never mistaken for a text that was read. */
function judgedAgain({ line, content }: FileDocument): FileDocument {
  const resources = content.resources.flatMap((placed) => {
    const judgement = judge(placed.resource);
    return judgement.verdict === 'taken' ? [{ ...placed, resource: judgement.resource }] : [];
  });
  return { hash: '', line, content: { resources, problems: [] } };
}

function sameDocuments(a: readonly FileDocument[], b: readonly FileDocument[]): boolean {
  return a.length === b.length && a.every((document, i) => sameDocument(document, b[i]));
}

function sameDocument(a: FileDocument, b: FileDocument | undefined): boolean {
  if (a.hash !== b?.hash || a.line !== b.line) return false;
  return a.hash !== '' || isDeepStrictEqual(a.content, b.content);
}
