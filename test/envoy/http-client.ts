import type { Agent, IncomingHttpHeaders } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Echoed } from './echo.js';

/** One request of {@link send}. */
export interface SendOptions {
  /** TCP port on `address`, or the path of a unix socket. */
  readonly to: number | string;
  /** IP address to connect to when `to` is a port; default 127.0.0.1. */
  readonly address?: string;
  /** Host header (and SNI with `tls`); default `localhost`. */
  readonly host?: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string | readonly string[] };
  readonly body?: string;
  /** Speak HTTPS: trusted CA and client certificate as PEM. Without `ca` the server is not verified. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly servername?: string };
  /** Keeps connections between requests; default is one connection per request. */
  readonly agent?: Agent;
  /** Milliseconds until the request fails; default 10,000. */
  readonly timeoutMs?: number;
}

/** A whole response. */
export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as the echo upstream wrote it; throws when something else answered. */
  echoed(): Echoed;
}

/**
 * Sends one HTTP/1.1 request and reads the whole response.
 *
 * @throws Error when the connection is refused or reset or the time is over; an HTTP error status does not throw.
 */
export function send(options: SendOptions): Promise<Received> {
  const { to, address = '127.0.0.1', host = 'localhost', tls, body = '' } = options;
  return new Promise((resolve, reject) => {
    const request = (tls ? httpsRequest : httpRequest)(
      {
        ...(typeof to === 'number' ? { host: address, port: to } : { socketPath: to }),
        path: options.path ?? '/',
        method: options.method ?? 'GET',
        headers: {
          host,
          ...(body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
          ...(options.headers as { [name: string]: string | string[] }),
        },
        agent: options.agent ?? false,
        ...(tls && {
          servername: tls.servername ?? host.replace(/:\d+$/, ''),
          rejectUnauthorized: tls.ca !== undefined,
          ca: tls.ca,
          cert: tls.cert,
          key: tls.key,
        }),
      },
      async (response) => {
        const chunks: Buffer[] = [];
        try {
          for await (const chunk of response) chunks.push(chunk);
        } catch (error) {
          reject(error);
          return;
        }
        const text = Buffer.concat(chunks).toString();
        const status = response.statusCode ?? 0;
        resolve({
          status,
          headers: response.headers,
          body: text,
          echoed() {
            if (!response.headers['x-echo-name']) throw new Error(`no echo upstream answered: ${status} ${text}`);
            return JSON.parse(text) as Echoed;
          },
        });
      },
    );
    const timeoutMs = options.timeoutMs ?? 10_000;
    request.setTimeout(timeoutMs, () => request.destroy(new Error(`no response within ${timeoutMs} ms`)));
    request.once('error', reject);
    request.end(body);
  });
}
