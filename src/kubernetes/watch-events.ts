import { ApiError } from './api-error.js';
import type { KubernetesObject } from './objects.js';

/** One line of a watch. */
export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubernetesObject }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string; readonly initialEventsEnd: boolean };

const NEWLINE = 10;
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/**
 * Splits a watch into events, as many at a time as a chunk holds.
 *
 * @throws ApiError when the server reports an error in the stream, or when a line is not an event: nothing that
 * follows can be trusted then.
 */
export async function* watchEvents(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly WatchEvent[]> {
  let rest: Buffer[] = [];
  for await (const chunk of chunks) {
    const events: WatchEvent[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = Buffer.concat([...rest, chunk.subarray(start, end)]);
      rest = [];
      start = end + 1;
      if (line.length > 0) events.push(eventOf(line));
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
    if (events.length > 0) yield events;
  }
}

function eventOf(line: Buffer): WatchEvent {
  let event: { type?: unknown; object?: unknown };
  try {
    event = JSON.parse(line.toString('utf8')) as typeof event;
  } catch (cause) {
    throw new ApiError({ message: 'the watch sent a line that is not JSON', cause });
  }
  const { type, object } = event;
  if (type === 'ERROR') throw errorOf(object as Readonly<Record<string, unknown>>);
  if (!isObject(object)) throw new ApiError({ message: 'the watch sent an event without an object' });
  if (type === 'BOOKMARK') {
    const { resourceVersion = '', annotations } = object.metadata;
    return { type, resourceVersion, initialEventsEnd: annotations?.[INITIAL_EVENTS_END] === 'true' };
  }
  if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') {
    throw new ApiError({ message: `the watch sent an event of the unknown type ${String(type)}` });
  }
  return { type, object: slim(object) };
}

function isObject(value: unknown): value is KubernetesObject {
  return typeof (value as KubernetesObject | undefined)?.metadata === 'object';
}

function errorOf(status: Readonly<Record<string, unknown>> | undefined): ApiError {
  const { message, code, reason } = status ?? {};
  return new ApiError({
    message: `the watch ended: ${typeof message === 'string' ? message : 'the API server does not say why'}`,
    ...(typeof code === 'number' && { code }),
    ...(typeof reason === 'string' && { reason }),
  });
}

/** Drops what nobody reads and what is often larger than all the rest. */
export function slim(object: KubernetesObject): KubernetesObject {
  const metadata = object.metadata as { managedFields?: unknown; annotations?: Record<string, string> };
  delete metadata.managedFields;
  if (metadata.annotations?.[LAST_APPLIED] !== undefined) delete metadata.annotations[LAST_APPLIED];
  return object;
}
