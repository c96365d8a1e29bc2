import { status } from '@grpc/grpc-js';
import { FieldReader } from '../envoy-api/wire.js';
import { BadRequest } from './bad-request.js';
import { MOST_NAME_BYTES, MOST_REASON_BYTES, MOST_REQUEST_NAMES } from './limits.js';

/** What the server uses of a request of either protocol. */
interface Request {
  readonly typeUrl: string;
  readonly nonce: string;
  /** Why the response of that nonce was refused; `undefined`: it was not. */
  readonly error: string | undefined;
}

export interface DeltaRequest extends Request {
  readonly subscribe: readonly string[];
  readonly unsubscribe: readonly string[];
  readonly versions: ReadonlyMap<string, string>;
}

export interface SotwRequest extends Request {
  readonly version: string;
  readonly names: readonly string[];
}

const DELTA = { typeUrl: 2, subscribe: 3, unsubscribe: 4, versions: 5, nonce: 6, error: 7 } as const;
const SOTW = { version: 1, names: 3, typeUrl: 4, nonce: 5, error: 6 } as const;
const STATUS_MESSAGE = 2;
const ENTRY_KEY = 1;
const ENTRY_VALUE = 2;

/** Nonces, versions and type URLs of ours are shorter; what is longer is none of them and need not be kept. */
const MOST_TOKEN_BYTES = 128;

/**
 * Reads a request of the incremental protocol. Every part is bounded before it is read, and what is not used (the node, above all) is passed
 * over, so that a request costs in proportion to its bytes whatever is in them.
 *
 * @returns steps that take some milliseconds each, and then the request.
 * @throws BadRequest when the bytes are no request, or more than one may say.
 */
export function* readDeltaRequest(bytes: Uint8Array): Generator<void, DeltaRequest> {
  const fields = new Fields(bytes);
  const subscribe: string[] = [];
  const unsubscribe: string[] = [];
  const versions = new Map<string, string>();
  let entries = 0;
  while (fields.next()) {
    if (fields.endsStep) yield;
    if (fields.number === DELTA.subscribe) fields.addName(subscribe);
    else if (fields.number === DELTA.unsubscribe) fields.addName(unsubscribe);
    else if (fields.number === DELTA.versions) {
      entries += 1;
      if (entries > MOST_REQUEST_NAMES) throw tooMany();
      const entry = fields.inner();
      versions.set(entry.name(ENTRY_KEY), entry.token(ENTRY_VALUE));
    }
  }
  return {
    typeUrl: fields.token(DELTA.typeUrl),
    nonce: fields.token(DELTA.nonce),
    error: fields.reason(DELTA.error),
    subscribe,
    unsubscribe,
    versions,
  };
}

/** Reads a request of the state-of-the-world protocol, as {@link readDeltaRequest} does. @throws BadRequest */
export function* readSotwRequest(bytes: Uint8Array): Generator<void, SotwRequest> {
  const fields = new Fields(bytes);
  const names: string[] = [];
  while (fields.next()) {
    if (fields.endsStep) yield;
    if (fields.number === SOTW.names) fields.addName(names);
  }
  return {
    typeUrl: fields.token(SOTW.typeUrl),
    nonce: fields.token(SOTW.nonce),
    error: fields.reason(SOTW.error),
    version: fields.token(SOTW.version),
    names,
  };
}

/** Fields of either request are numbered from 1 to less than this. */
const FIELD_NUMBERS = 8;
const FIELDS_PER_STEP = 2_000;
/** A status and an entry of a map have three fields at most; details of a status can be several. */
const MOST_INNER_FIELDS = 64;

/** The fields of a message; of those that may be there once the last one counts. */
class Fields {
  readonly #bytes: Uint8Array;
  readonly #buffer: Buffer;
  readonly #reader: FieldReader;
  readonly #starts = new Array<number>(FIELD_NUMBERS).fill(0);
  readonly #ends = new Array<number>(FIELD_NUMBERS).fill(-1);
  #count = 0;

  constructor(bytes: Uint8Array, from = 0, to = bytes.length) {
    this.#bytes = bytes;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#reader = new FieldReader(bytes, from, to);
  }

  get number(): number {
    return this.#reader.fieldNumber;
  }

  get endsStep(): boolean {
    return this.#count % FIELDS_PER_STEP === 0;
  }

  next(): boolean {
    const { fieldNumber, start, end } = this.#reader;
    if (fieldNumber < FIELD_NUMBERS && fieldNumber > 0) {
      this.#starts[fieldNumber] = start;
      this.#ends[fieldNumber] = end;
    }
    this.#count += 1;
    try {
      return this.#reader.next();
    } catch {
      throw malformed();
    }
  }

  /** The present field as a message, read to its end. */
  inner(): Fields {
    return this.#read(this.#reader.start, this.#reader.end);
  }

  addName(names: string[]): void {
    if (names.length >= MOST_REQUEST_NAMES) throw tooMany();
    names.push(this.#name(this.#reader.start, this.#reader.end));
  }

  name(field: number): string {
    return this.#name(this.#starts[field] as number, this.#ends[field] as number);
  }

  token(field: number): string {
    return this.#text(field, MOST_TOKEN_BYTES);
  }

  /** The message of a status; `undefined` when there is no such field. */
  reason(field: number): string | undefined {
    const start = this.#starts[field] as number;
    const end = this.#ends[field] as number;
    return end < start ? undefined : this.#read(start, end).#text(STATUS_MESSAGE, MOST_REASON_BYTES);
  }

  #read(start: number, end: number): Fields {
    const fields = new Fields(this.#bytes, start, end);
    while (fields.next()) {
      if (fields.#count > MOST_INNER_FIELDS) throw malformed();
    }
    return fields;
  }

  #name(start: number, end: number): string {
    if (end - start > MOST_NAME_BYTES) {
      const details = `The name of a resource has more than ${MOST_NAME_BYTES} bytes`;
      throw new BadRequest(status.INVALID_ARGUMENT, 'long-name', details);
    }
    return end <= start ? '' : this.#buffer.toString('utf8', start, end);
  }

  #text(field: number, most: number): string {
    const start = this.#starts[field] as number;
    const end = this.#ends[field] as number;
    return end <= start ? '' : this.#buffer.toString('utf8', start, Math.min(end, start + most));
  }
}

function malformed(): BadRequest {
  return new BadRequest(status.INVALID_ARGUMENT, 'malformed', 'The request is malformed');
}

function tooMany(): BadRequest {
  const details = `The request lists more than ${MOST_REQUEST_NAMES} names`;
  return new BadRequest(status.RESOURCE_EXHAUSTED, 'too-many-names', details);
}
