import { LAST_APPLIED } from '../well-known/annotations.js';
import { ApiError } from './api-error.js';
import type { ObjectEvent } from './object-set.js';
import type { KubernetesObject } from './objects.js';

/** One line of a watch. */
export type WatchEvent =
  | ObjectEvent
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string; readonly initialEventsEnd: boolean };

/** What came in a watch cannot be followed, and would come again: only a new list helps. */
export class BrokenWatchError extends ApiError {}

const NEWLINE = 10;
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/**
 * Splits a watch into events, as many at a time as a chunk holds.
 *
 * @throws BrokenWatchError when the server reports an error in the stream, or when a line is not an event. Events before it
 * have been given.
 */
export async function* watchEvents(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly WatchEvent[]> {
  let rest: Buffer[] = [];
  for await (const chunk of chunks) {
    const events: WatchEvent[] = [];
    let broken: unknown;
    let start = 0;
    try {
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        const line = chunk.subarray(start, end);
        const text = (rest.length === 0 ? line : Buffer.concat([...rest, line])).toString('utf8');
        rest = [];
        start = end + 1;
        if (text !== '') events.push(eventOf(text));
      }
    } catch (error) {
      broken = error;
    }
    if (events.length > 0) yield events;
    if (broken !== undefined) throw broken;
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
}

function eventOf(line: string): WatchEvent {
  let event: { readonly type?: unknown; readonly object?: unknown } | null;
  try {
    event = JSON.parse(line) as typeof event;
  } catch (cause) {
    throw new BrokenWatchError({ message: 'the watch sent a line that is not JSON', cause });
  }
  const { type, object } = event ?? {};
  if (type === 'ERROR') throw errorOf(object);
  if (!isObject(object)) throw new BrokenWatchError({ message: 'the watch sent an event without an object' });
  if (type === 'BOOKMARK') {
    const { resourceVersion, annotations } = object.metadata;
    if (!resourceVersion)
      throw new BrokenWatchError({ message: 'the watch sent a bookmark without a resourceVersion' });
    return { type, resourceVersion, initialEventsEnd: annotations?.[INITIAL_EVENTS_END] === 'true' };
  }
  if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') {
    throw new BrokenWatchError({ message: `the watch sent an event of the unknown type ${String(type)}` });
  }
  if (typeof object.metadata.name !== 'string') {
    throw new BrokenWatchError({ message: 'the watch sent an object without a name' });
  }
  return { type, object: slim(object) };
}

function errorOf(status: unknown): BrokenWatchError {
  const { message, code, reason } = (status ?? {}) as Readonly<Record<string, unknown>>;
  return new BrokenWatchError({
    message: `the watch ended: ${typeof message === 'string' ? message : 'the API server does not say why'}`,
    ...(typeof code === 'number' && { code }),
    ...(typeof reason === 'string' && { reason }),
  });
}

/** Whether it has metadata, as every object of the API does. */
export function isObject(value: unknown): value is KubernetesObject {
  const metadata = (value as KubernetesObject | null | undefined)?.metadata;
  return typeof metadata === 'object' && metadata !== null;
}

/** The object without what nobody reads and what is often larger than all the rest. */
export function slim(object: KubernetesObject): KubernetesObject {
  // Copied, since an object that something was deleted from takes more memory for good.
  const { managedFields: _, annotations, ...metadata } = object.metadata;
  const { [LAST_APPLIED]: __, ...kept } = annotations ?? {};
  return { ...object, metadata: Object.keys(kept).length === 0 ? metadata : { ...metadata, annotations: kept } };
}
