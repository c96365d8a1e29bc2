import type { Colors } from './colors.js';
import { printable } from './printable.js';

/** What Envoy says of a request, or of a connection that carried none, in its access log (docs/access-log.md). */
interface Access {
  /** Of a request only. */
  readonly protocol?: string;
  readonly method?: string;
  readonly host?: string;
  readonly path?: string;
  readonly status?: number;
  readonly details?: string;
  /** Milliseconds. */
  readonly duration?: number;
  readonly route?: string;
  readonly backend?: string;
  readonly endpoint?: string;
  readonly client?: string;
  readonly bytes_received?: number;
  readonly bytes_sent?: number;
}

/** As Envoy names the reason when a backend has answered. */
const ANSWERED = 'via_upstream';

/**
 * A line of the access log for people: `GET host/path 200 4ms HTTPRoute/default/www/0 → 127.0.0.1:9001`, or who answered instead of a backend.
 * A request that is refused before its headers are complete has its client's address in place of method and host.
 * What a client sent is shown without its control characters.
 */
export function accessLine(json: string, colors: Colors): string {
  const access = read(json);
  if (access === undefined) return printable(json);
  return access.protocol === undefined ? connection(access) : request(access, colors);
}

function request(access: Access, colors: Colors): string {
  const { client = '', method, host = '', path = '', status = 0, duration = 0, details = '', endpoint, route } = access;
  const paint = status >= 500 || status === 0 ? colors.red : status >= 400 ? colors.yellow : colors.green;
  const place = [route, endpoint && `→ ${endpoint}`, details !== ANSWERED && details && `(${details})`];
  const asked = method === undefined ? client : `${method} ${host}${path}`;
  const rest = [`${duration}ms`, ...place.filter(Boolean)].join(' ');
  return `${printable(asked)} ${paint(`${status}`)} ${printable(rest)}`;
}

function connection({ client = '', duration = 0, details, endpoint, backend, ...access }: Access): string {
  const { bytes_received: received = 0, bytes_sent: sent = 0 } = access;
  const place = [backend, endpoint && `→ ${endpoint}`, details && `(${details})`].filter(Boolean);
  return printable([client, `${duration}ms`, `${received}B in`, `${sent}B out`, ...place].join(' '));
}

function read(json: string): Access | undefined {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null));
  } catch {
    return undefined;
  }
}
