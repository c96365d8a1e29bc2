import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { ApiError } from './api-error.js';
import type { ClusterCredentials } from './credentials.js';

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
const SOCKET_KEEP_ALIVE_MS = 15_000;
const USER_AGENT = 'gatewright';
const MOST_ERROR_BYTES = 1 << 20;

/** Requests to one API server over kept connections. Every failure is an {@link ApiError}. */
export class KubernetesClient {
  readonly #credentials: ClusterCredentials;

  constructor(credentials: ClusterCredentials) {
    this.#credentials = credentials;
  }

  /** @returns the parsed JSON of the answer. @throws ApiError */
  async request<T = unknown>(request: ApiRequest): Promise<T> {
    const timeout = AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const signal = request.signal === undefined ? timeout : AbortSignal.any([request.signal, timeout]);
    const response = await this.#send(request, signal);
    return parse(await readAll(response)) as T;
  }

  /**
   * The bytes of an answer as they arrive, for a watch. The caller breaks the loop, or aborts its signal, to end it; the
   * connection is closed then.
   *
   * @throws ApiError when the answer is an error, does not begin in time, or breaks off.
   */
  async *stream(request: StreamRequest): AsyncGenerator<Buffer, void, undefined> {
    const begun = new AbortController();
    const timer = setTimeout(
      () => begun.abort(new Error('the answer did not begin in time')),
      request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    );
    const signal = request.signal === undefined ? begun.signal : AbortSignal.any([request.signal, begun.signal]);
    let response: IncomingMessage;
    try {
      response = await this.#send({ ...request, method: 'GET' }, signal);
    } finally {
      clearTimeout(timer);
    }
    try {
      for await (const chunk of response) yield chunk as Buffer;
      if (!response.complete) throw new Error('the connection was closed in the middle of the answer');
    } catch (error) {
      throw failure(error);
    } finally {
      response.destroy();
    }
  }

  /** Closes idle connections. */
  close(): void {
    this.#credentials.close();
  }

  async #send(request: ApiRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const { server, headers, agent } = await this.#credentials.access().catch((error: unknown) => {
      throw failure(error);
    });
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
    const send = server.protocol === 'http:' ? httpRequest : httpsRequest;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = send(
        {
          host: server.hostname.replace(/^\[|\]$/g, ''),
          port: server.port || (server.protocol === 'http:' ? 80 : 443),
          path: `${server.pathname.replace(/\/$/, '')}${request.path}${queryString(request.query)}`,
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
        resolve,
      );
      outgoing.on('socket', (socket) => socket.setKeepAlive(true, SOCKET_KEEP_ALIVE_MS));
      outgoing.on('error', (error) => reject(failure(signal.aborted ? (signal.reason ?? error) : error)));
      outgoing.end(body);
    });
    const code = response.statusCode ?? 0;
    if (code >= 200 && code < 300) return response;
    if (code === 401) this.#credentials.refresh();
    throw await refusal(request, response, code);
  }
}

async function readAll(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk as Buffer);
  } catch (error) {
    throw failure(error);
  }
  return Buffer.concat(chunks);
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

function failure(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError({ message: message === '' ? 'no answer from the API server' : message, cause: error });
}

function queryString(query: ApiRequest['query']): string {
  const parts = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  if (parts.length === 0) return '';
  return `?${new URLSearchParams(Object.fromEntries(parts.map(([name, value]) => [name, String(value)]))).toString()}`;
}
