import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { ApiError } from './api-error.js';
import { ClockSkew } from './clock-skew.js';
import type { Access, ClusterCredentials } from './credentials.js';
import { Deadline } from './deadline.js';

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute path, such as `/api/v1/namespaces`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Default `application/json`. */
  readonly contentType?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal;
  /** Milliseconds until the answer has to be complete. Default 30,000. */
  readonly timeoutMs?: number;
}

export interface StreamRequest extends Omit<ApiRequest, 'timeoutMs' | 'body' | 'method'> {
  /** Milliseconds until the answer has to begin. Default 30,000. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** A firewall that drops what a Service without endpoints should refuse is asked again sooner than TCP itself would. */
const CONNECT_TIMEOUT_MS = 2_000;
const SOCKET_KEEP_ALIVE_MS = 15_000;
const USER_AGENT = 'gatewright';
const MOST_ERROR_BYTES = 1 << 20;
/** Longest message of a WebSocket. */
const MOST_MESSAGE_BYTES = 16 << 20;

/** Requests to one API server over kept connections. Every failure is an {@link ApiError}. */
export class KubernetesClient {
  /** What its answers say about the clock of this process. */
  readonly clock = new ClockSkew();
  readonly #credentials: ClusterCredentials;

  constructor(credentials: ClusterCredentials) {
    this.#credentials = credentials;
  }

  /** @returns the parsed JSON of the answer. @throws ApiError */
  async request<T = unknown>(request: ApiRequest): Promise<T> {
    const deadline = new Deadline(request.signal);
    deadline.expect(request.timeoutMs ?? DEFAULT_TIMEOUT_MS, 'the API server did not answer in time');
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of await this.#send(request, deadline.signal)) chunks.push(chunk as Buffer);
      return parse(Buffer.concat(chunks)) as T;
    } catch (error) {
      throw failure(error, deadline.signal);
    } finally {
      deadline.end();
    }
  }

  /**
   * The bytes of an answer as they arrive, for a watch; resolves when the answer begins. The caller reads them to the end,
   * breaks the loop or aborts its signal; the latter two close the connection.
   *
   * @throws ApiError when the answer is an error, does not begin in time, or breaks off.
   */
  async stream(request: StreamRequest): Promise<AsyncGenerator<Buffer, void, undefined>> {
    const deadline = new Deadline(request.signal);
    deadline.expect(request.timeoutMs ?? DEFAULT_TIMEOUT_MS, 'the API server did not answer in time');
    try {
      const response = await this.#send({ ...request, method: 'GET' }, deadline.signal);
      deadline.rest();
      return chunksOf(response, deadline);
    } catch (error) {
      deadline.end();
      throw failure(error, deadline.signal);
    }
  }

  /**
   * Opens a WebSocket, for a subresource such as `portforward`. It is paused, so that no message is lost before the caller listens.
   *
   * @param protocol the one that both sides have to speak.
   * @throws ApiError when the API server refuses, does not answer in time, or speaks another protocol.
   */
  async webSocket(request: StreamRequest & { readonly protocol: string }): Promise<WebSocket> {
    const deadline = new Deadline(request.signal);
    deadline.expect(request.timeoutMs ?? DEFAULT_TIMEOUT_MS, 'the API server did not answer in time');
    try {
      return await opened(await this.#credentials.access(), request, deadline.signal);
    } catch (error) {
      throw failure(error, deadline.signal);
    } finally {
      deadline.end();
    }
  }

  /** Closes idle connections. */
  close(): void {
    this.#credentials.close();
  }

  async #send(request: ApiRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const access = await this.#credentials.access();
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
    const note = (...answer: Parameters<ClockSkew['note']>) => this.clock.note(...answer);
    const response = await exchange(access, request, body, signal, note);
    const code = response.statusCode ?? 0;
    if (code >= 200 && code < 300) return response;
    if (code === 401) this.#credentials.refresh();
    throw await refusal(request, response, code);
  }
}

function opened(
  { server, headers, agent }: Access,
  request: StreamRequest & { readonly protocol: string },
  signal: AbortSignal,
): Promise<WebSocket> {
  const { host, port, path } = target(server, request);
  const url = `${server.protocol === 'http:' ? 'ws' : 'wss'}://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = new WebSocket(url, [request.protocol], {
      agent,
      headers: { ...headers, 'user-agent': USER_AGENT },
      maxPayload: MOST_MESSAGE_BYTES,
      perMessageDeflate: false,
    });
    const abort = () => socket.terminate();
    signal.addEventListener('abort', abort);
    socket.once('open', () => {
      signal.removeEventListener('abort', abort);
      socket.pause();
      resolve(socket);
    });
    socket.once('unexpected-response', (_, response) => {
      refusal({ ...request, method: 'GET' }, response, response.statusCode ?? 0)
        .then(reject, reject)
        .finally(abort);
    });
    socket.on('error', reject);
  });
}

function target(server: URL, { path, query }: Pick<ApiRequest, 'path' | 'query'>) {
  return {
    host: server.hostname.replace(/^\[|\]$/g, ''),
    port: server.port || (server.protocol === 'http:' ? 80 : 443),
    path: `${server.pathname.replace(/\/$/, '')}${path}${queryString(query)}`,
  };
}

function exchange(
  access: Access,
  request: ApiRequest,
  body: Buffer | undefined,
  signal: AbortSignal,
  noteDate: ClockSkew['note'],
): Promise<IncomingMessage> {
  const { server, headers, agent } = access;
  const sentAt = Date.now();
  const send = server.protocol === 'http:' ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const outgoing = send(
      {
        ...target(server, request),
        method: request.method,
        agent,
        signal,
        headers: {
          ...headers,
          accept: request.accept ?? 'application/json',
          'user-agent': USER_AGENT,
          ...(body && { 'content-type': request.contentType ?? 'application/json', 'content-length': body.length }),
        },
      },
      (response) => {
        isAnswered = true;
        noteDate(response.headers.date, sentAt, Date.now());
        resolve(response);
      },
    );
    outgoing.on('socket', (socket) => {
      socket.setKeepAlive(true, SOCKET_KEEP_ALIVE_MS);
      if (socket.connecting) limitConnecting(socket, outgoing);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // Then whoever reads the answer finds out.
      if (isAnswered) return;
      // The server closed a connection that was kept, just when it was used again: that says nothing about the request.
      const wasStale = outgoing.reusedSocket && error.code === 'ECONNRESET' && !signal.aborted;
      if (wasStale) resolve(exchange(access, request, body, signal, noteDate));
      else reject(error);
    });
    outgoing.end(body);
  });
}

function limitConnecting(socket: Socket, outgoing: ClientRequest): void {
  const timer = setTimeout(
    () => outgoing.destroy(new Error('the API server could not be connected to in time')),
    CONNECT_TIMEOUT_MS,
  );
  for (const event of ['connect', 'close']) socket.once(event, () => clearTimeout(timer));
}

async function* chunksOf(response: IncomingMessage, deadline: Deadline): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const chunk of response) yield chunk as Buffer;
    if (!response.complete) throw new Error('the connection was closed in the middle of the answer');
  } catch (error) {
    throw failure(error, deadline.signal);
  } finally {
    deadline.end();
    response.destroy();
  }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new ApiError({ message: 'the API server did not answer with JSON', cause: error });
  }
}

async function refusal(request: ApiRequest, response: IncomingMessage, code: number): Promise<ApiError> {
  let text = '';
  try {
    for await (const chunk of response) {
      text += chunk;
      if (text.length > MOST_ERROR_BYTES) break;
    }
  } catch {
    // The status line says enough.
  }
  let status: { readonly message?: unknown; readonly reason?: unknown } = {};
  try {
    status = JSON.parse(text) as typeof status;
  } catch {
    // Proxies in between answer with other things than JSON.
  }
  const retryAfter = Number(response.headers['retry-after']);
  const what = typeof status.message === 'string' ? status.message : text.slice(0, 200).trim();
  return new ApiError({
    message: `${request.method} ${request.path}: ${code}${what === '' ? '' : ` ${what}`}`,
    code,
    ...(typeof status.reason === 'string' && { reason: status.reason }),
    ...(Number.isFinite(retryAfter) && retryAfter >= 0 && { retryAfterMs: retryAfter * 1000 }),
  });
}

/** @param signal when it is aborted, its reason says more than the error that the abort caused. */
function failure(error: unknown, signal?: AbortSignal): ApiError {
  if (error instanceof ApiError) return error;
  const cause: unknown = signal?.aborted ? (signal.reason ?? error) : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new ApiError({ message: message === '' ? 'no answer from the API server' : message, cause });
}

function queryString(query: ApiRequest['query']): string {
  const parts = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  if (parts.length === 0) return '';
  return `?${new URLSearchParams(Object.fromEntries(parts.map(([name, value]) => [name, String(value)]))).toString()}`;
}
