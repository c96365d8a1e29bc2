import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** RFC 6455, 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** Longest frame that is held in memory. */
const MOST_BYTES = 1 << 20;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;
/** RFC 6455, 7.4.1. */
const PROTOCOL_ERROR = 1002;
const TOO_BIG = 1009;

interface Frame {
  /** First byte: FIN and the opcode. */
  readonly head: number;
  readonly payload: Buffer;
  /** Bytes that it took. */
  readonly length: number;
}

/**
 * Takes a connection over as a WebSocket that returns every frame (RFC 6455): pings with pongs, a close frame with the same one.
 * A frame above 1 MiB or without a mask ends the connection, with the code that says so.
 */
export function acceptWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const key = request.headers['sec-websocket-key'];
  if (request.headers.upgrade?.toLowerCase() !== 'websocket' || key === undefined) {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  let buffered = Buffer.alloc(0);
  const take = (chunk: Buffer): void => {
    buffered = Buffer.concat([buffered, chunk]);
    for (;;) {
      const frame = parseFrame(buffered);
      if (frame === undefined) return;
      const reply = typeof frame === 'number' ? closeFrame(frame) : answer(frame);
      if (typeof frame === 'number' || (frame.head & 0x0f) === CLOSE) {
        socket.off('data', take).end(reply);
        socket.resume();
        return;
      }
      socket.write(reply);
      buffered = buffered.subarray(frame.length);
    }
  };
  socket.on('data', take);
  take(head);
}

function answer({ head, payload }: Frame): Buffer {
  return writeFrame((head & 0x0f) === PING ? (head & 0xf0) | PONG : head, payload);
}

/** @returns a whole frame, `undefined` when there is none yet, or the code of what is wrong. */
function parseFrame(data: Buffer): Frame | number | undefined {
  if (data.length < 2) return undefined;
  const second = data.readUInt8(1);
  if ((second & 0x80) === 0) return PROTOCOL_ERROR;
  const short = second & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + extended + 4;
  if (data.length < start) return undefined;
  const size = extended === 0 ? short : extended === 2 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
  if (size > MOST_BYTES) return TOO_BIG;
  if (data.length < start + size) return undefined;
  const mask = data.subarray(start - 4, start);
  const payload = Buffer.from(data.subarray(start, start + size).map((byte, i) => byte ^ (mask[i % 4] as number)));
  return { head: data.readUInt8(0), payload, length: start + size };
}

function closeFrame(code: number): Buffer {
  return writeFrame(0x80 | CLOSE, Buffer.of(code >> 8, code & 0xff));
}

function writeFrame(head: number, payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.of(head, length), payload]);
  const header = Buffer.alloc(length < 65_536 ? 4 : 10);
  header[0] = head;
  if (length < 65_536) {
    header[1] = 126;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, payload]);
}
