import { hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { AdmitOptions } from '../../resources/admit.js';
import type { SourceProblem } from '../source.js';
import { type PlacedResource, repeatedIn } from './claims.js';
import { splitDocuments } from './documents.js';
import { type ReadDocument, readDocument } from './read-document.js';
import { isGone, NO_FILE, reason } from './system-error.js';

/** A document of a file, known by the hash of its text. */
export interface FileDocument {
  readonly hash: string;
  /** Lines of the file before it. */
  readonly line: number;
  readonly content: ReadDocument;
}

/** Bytes; 10,000 routes in one file take about a tenth. */
const MOST_BYTES = 64 << 20;
const TOO_LARGE = `cannot be read: it is larger than ${MOST_BYTES >> 20} MiB`;

export type ReadText = { readonly text: string } | { readonly problem: string } | undefined;

/**
 * Reads a file, whatever else may have taken its place meanwhile: a pipe or a device without an end is not waited for.
 *
 * @returns the text, why it cannot be read, or nothing when there is no such file.
 */
export async function readText(path: string): Promise<ReadText> {
  try {
    // A pipe would be opened only once somebody writes.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return { problem: NO_FILE };
      if (stats.size > MOST_BYTES) return { problem: TOO_LARGE };
      const bytes = await readBounded(handle, stats.size);
      if (bytes === undefined) return { problem: TOO_LARGE };
      return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isGone(error)) return undefined;
    const isText = (error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA';
    return { problem: isText ? reason(error) : 'cannot be read: it is not UTF-8 text' };
  }
}

/** The size that a file says is no promise: it may grow, and those of the kernel say 0. */
async function readBounded(handle: FileHandle, size: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let total = 0;
  for (let length = size + 1; total <= MOST_BYTES; length = CHUNK) {
    const { bytesRead, buffer } = await handle.read({ buffer: Buffer.allocUnsafe(length) });
    if (bytesRead === 0) return Buffer.concat(chunks, total);
    chunks.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return undefined;
}

const CHUNK = 1 << 16;

/** A pause that lets everything else have its turn, at most so often that the work is hardly slower. */
export class Breather {
  #until = performance.now() + BREATH_MS;

  async breathe(): Promise<void> {
    if (performance.now() < this.#until) return;
    await new Promise((resume) => setImmediate(resume));
    this.#until = performance.now() + BREATH_MS;
  }
}

const BREATH_MS = 8;

/**
 * Reads the documents of a file. Those that are known are taken as they are, so that one changed document costs one.
 *
 * @param known documents read before, by hash.
 */
export async function readDocuments(
  text: string,
  known: ReadonlyMap<string, ReadDocument>,
  options: AdmitOptions,
  breather: Breather,
): Promise<readonly FileDocument[]> {
  const documents: FileDocument[] = [];
  for (const document of splitDocuments(text)) {
    await breather.breathe();
    const key = hash('sha256', document.text, 'base64url');
    const content = known.get(key) ?? readDocument(document.text, options);
    documents.push({ hash: key, line: document.line, content });
  }
  return documents;
}

/** The objects of a file with their places. */
export function resourcesOf(file: string, documents: readonly FileDocument[]): PlacedResource[] {
  return documents.flatMap(({ line, content }) =>
    content.resources.map((each) => ({
      resource: each.resource,
      place: { file, line: line + each.line + 1, column: each.column },
    })),
  );
}

/** What is wrong with a file, repeated objects included. */
export function problemsOf(file: string, documents: readonly FileDocument[]): SourceProblem[] {
  const problems = documents.flatMap(({ line, content }) =>
    content.problems.map(({ line: inside, column, ...problem }) => ({
      ...problem,
      place: { file, line: line + inside + 1, column },
    })),
  );
  return [...problems, ...repeatedIn(resourcesOf(file, documents))];
}

/** Documents that were read, by the hash of their text. */
export function byHash(documents: readonly FileDocument[]): ReadonlyMap<string, ReadDocument> {
  return new Map(documents.flatMap(({ hash, content }) => (hash === '' ? [] : [[hash, content]])));
}
