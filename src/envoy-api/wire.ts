/**
 * Assembles protobuf messages from parts that are encoded already, and takes them apart without decoding them. A length-delimited field (a message, string or
 * bytes) is its tag, its length and its bytes, and a message is the concatenation of its fields in any order; so a
 * RouteConfiguration is its scalar fields followed by the cached bytes of each virtual host.
 *
 * Source: https://protobuf.dev/programming-guides/encoding/
 */

const lengthDelimited = 2;
/** Bytes of the fixed wire types. */
const fixedSizes: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** One length-delimited field. */
export function encodeFieldBytes(fieldNumber: number, bytes: Uint8Array): Uint8Array {
  const tag = ((fieldNumber << 3) | lengthDelimited) >>> 0;
  const start = varintSize(tag) + varintSize(bytes.length);
  const out = new Uint8Array(start + bytes.length);
  writeVarint(out, writeVarint(out, 0, tag), bytes.length);
  out.set(bytes, start);
  return out;
}

/** A repeated message, string or bytes field: one length-delimited field for each item, in one buffer. */
export function encodeRepeatedFieldBytes(fieldNumber: number, items: readonly Uint8Array[]): Uint8Array {
  const tag = ((fieldNumber << 3) | lengthDelimited) >>> 0;
  let size = items.length * varintSize(tag);
  for (const item of items) size += varintSize(item.length) + item.length;
  const out = new Uint8Array(size);
  let at = 0;
  for (const item of items) {
    at = writeVarint(out, writeVarint(out, at, tag), item.length);
    out.set(item, at);
    at += item.length;
  }
  return out;
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const part of parts) size += part.length;
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) size++;
  return size;
}

function writeVarint(out: Uint8Array, offset: number, value: number): number {
  let at = offset;
  let rest = value >>> 0;
  while (rest > 0x7f) {
    out[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  out[at++] = rest;
  return at;
}

/** The fields of a message, one after the other, as where the content of the length-delimited ones is; nothing is copied. */
export class FieldReader {
  /** Of the present field, when it is length-delimited; else 0. */
  fieldNumber = 0;
  start = 0;
  end: number;
  readonly #bytes: Uint8Array;
  readonly #to: number;

  constructor(bytes: Uint8Array, from = 0, to = bytes.length) {
    this.#bytes = bytes;
    this.end = from;
    this.#to = to;
  }

  /** Goes to the next field. False when there is none. @throws Error when the bytes are not a message. */
  next(): boolean {
    if (this.end >= this.#to) return false;
    const tag = this.#varint();
    const wireType = tag % 8;
    if (tag < 8) malformed();
    this.fieldNumber = 0;
    if (wireType === lengthDelimited) {
      const length = this.#varint();
      this.fieldNumber = Math.floor(tag / 8);
      this.start = this.end;
      this.end += length;
    } else if (wireType === 0) this.#varint();
    else this.end += fixedSizes[wireType] ?? malformed();
    if (this.end > this.#to) malformed();
    return true;
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.end >= this.#to) malformed();
      const byte = this.#bytes[this.end++] as number;
      // Large ones lose their last bits, which is enough to see that no message is as long.
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return malformed();
  }
}

function malformed(): never {
  throw new Error('the bytes are not a message');
}
