import type { IncomingHttpHeaders } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** Before each message: a flag, and the length. Source: gRPC over HTTP/2, "Length-Prefixed-Message". */
const PREFIX = 5;

const OK = '0';

/** Whether a request by HTTP/2 is a gRPC call. */
export function isGrpc(headers: IncomingHttpHeaders): boolean {
  return /^application\/grpc(\+|;|$)/.test(headers['content-type'] ?? '');
}

/** The service and the method that a gRPC call is for. */
export function calledMethod(path: string): { readonly service: string; readonly method: string } {
  const slash = path.lastIndexOf('/');
  return { service: path.slice(1, slash), method: path.slice(slash + 1) };
}

/**
 * Answers a gRPC call, whatever its service and method: each message with one that has `answer` as the string in its first field, until
 * the client has no more to say. That is right for unary calls and for streams in both directions.
 */
export function answerGrpc(request: Http2ServerRequest, response: Http2ServerResponse, answer: string): void {
  const message = framed(stringMessage(answer));
  response.addTrailers({ 'grpc-status': OK });
  // At once, since a client may wait for it before it says anything.
  response.writeHead(200, { 'content-type': 'application/grpc' });
  let received = Buffer.alloc(0);
  request.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= PREFIX) {
      const end = PREFIX + received.readUInt32BE(1);
      if (received.length < end) break;
      received = received.subarray(end);
      response.write(message);
    }
  });
  request.on('end', () => response.end());
}

function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** In the encoding of protocol buffers: field 1, which a length follows, the length, the text. */
function stringMessage(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.of((1 << 3) | 2, ...varint(bytes.length)), bytes]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
