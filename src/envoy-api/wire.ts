/**
 * Assembles protobuf messages from parts that are encoded already. A length-delimited field (a message, string or
 * bytes) is its tag, its length and its bytes, and a message is the concatenation of its fields in any order; so a
 * RouteConfiguration is its scalar fields followed by the cached bytes of each virtual host.
 *
 * Source: https://protobuf.dev/programming-guides/encoding/
 */

const lengthDelimited = 2;

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
