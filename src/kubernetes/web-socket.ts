import { randomBytes } from 'node:crypto';

/** Longest frame that is taken. */
const MOST_BYTES = 16 << 20;
const FINAL = 0x80;
const MASKED = 0x80;
const OPCODES = { continuation: 0x0, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const;

/** What a server sent. */
export type Frame =
  | { readonly type: 'data' | 'ping'; readonly payload: Buffer }
  /** The rest of it is not worth reading. */
  | { readonly type: 'close' };

/** A frame as a client writes it (RFC 6455, 5.3). */
export function clientFrame(type: 'binary' | 'close' | 'pong', payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const { length } = payload;
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = Buffer.alloc(2 + extended);
  head[0] = FINAL | OPCODES[type];
  head[1] = MASKED | (extended === 0 ? length : extended === 2 ? 126 : 127);
  if (extended === 2) head.writeUInt16BE(length, 2);
  if (extended === 8) head.writeBigUInt64BE(BigInt(length), 2);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, index) => byte ^ (mask[index % 4] as number))]);
}

/** Takes frames of a server out of its bytes. */
export class FrameReader {
  #buffered = Buffer.alloc(0);

  /** @throws Error when a frame is longer than is taken. */
  *read(chunk: Uint8Array): Iterable<Frame> {
    this.#buffered = Buffer.concat([this.#buffered, chunk]);
    for (let found = this.#next(); found !== undefined; found = this.#next()) {
      const opcode = found.head & 0x0f;
      if (opcode === OPCODES.close) yield { type: 'close' };
      else if (opcode === OPCODES.ping) yield { type: 'ping', payload: found.payload };
      else if (opcode !== OPCODES.pong) yield { type: 'data', payload: found.payload };
    }
  }

  #next(): { readonly head: number; readonly payload: Buffer } | undefined {
    const data = this.#buffered;
    if (data.length < 2) return undefined;
    const short = data.readUInt8(1) & 0x7f;
    const start = 2 + (short === 126 ? 2 : short === 127 ? 8 : 0);
    if (data.length < start) return undefined;
    const size = start === 2 ? short : start === 4 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
    if (size > MOST_BYTES) throw new Error('a WebSocket frame is too long');
    if (data.length < start + size) return undefined;
    this.#buffered = data.subarray(start + size);
    return { head: data.readUInt8(0), payload: data.subarray(start, start + size) };
  }
}
