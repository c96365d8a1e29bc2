import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HostNames, refusal } from './callers.js';

/** What a path answers; 200 and plain text unless said otherwise. */
export interface AdminResponse {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

export type AdminRoute = () => AdminResponse | Promise<AdminResponse>;

export interface AdminServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves paths over HTTP, for GET and HEAD only, to who asks by an IP address, `localhost`, or the host of `listen`.
 *
 * @param listen `host:port`; an IPv6 address stands in brackets; port 0 is chosen by the system.
 * @param names `any`: whatever name it is asked by.
 * @throws Error of Node's `listen`, such as EADDRINUSE.
 */
export async function startAdmin(
  listen: string,
  routes: Readonly<Record<string, AdminRoute>>,
  names: HostNames = [splitAddress(listen).host.toLowerCase()],
): Promise<AdminServer> {
  const { host, port } = splitAddress(listen);
  const server = createServer(async (request, response) => {
    const { status = 200, type = 'text/plain; charset=utf-8', body } = await answer(request, routes, names);
    response.writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      ...(status === 405 && { allow: 'GET, HEAD' }),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { address, port: bound, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** @throws RangeError when it is not `host:port`. */
export function splitAddress(listen: string): HostAndPort {
  const [, host, port] = /^(.*):(\d{1,5})$/.exec(listen) ?? [];
  if (host === undefined || Number(port) > 65_535) throw new RangeError(`${listen} is not host:port`);
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}

async function answer(
  { method, url = '', headers }: IncomingMessage,
  routes: Readonly<Record<string, AdminRoute>>,
  names: HostNames,
): Promise<AdminResponse> {
  const refused = refusal(headers, names);
  if (refused !== undefined) return { status: 403, body: `${refused}\n` };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, body: 'only GET and HEAD\n' };
  const path = url.replace(/\?.*$/, '');
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (route === undefined)
    return { status: 404, body: `there is no ${path}; there are ${Object.keys(routes).join(', ')}\n` };
  try {
    return await route();
  } catch (error) {
    return { status: 500, body: `${error instanceof Error ? error.message : String(error)}\n` };
  }
}
