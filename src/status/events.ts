import { createHash } from 'node:crypto';
import { isApiError } from '../kubernetes/api-error.js';
import { type Clock, SYSTEM_CLOCK } from '../kubernetes/clock.js';
import { createObject, type KubernetesObject, type Requester } from '../kubernetes/objects.js';
import { type ApiResource, objectPath } from '../kubernetes/paths.js';

/** Something that happened to an object, for those who `kubectl describe` it. */
export interface ObjectEvent {
  readonly regarding: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
    readonly uid?: string;
  };
  readonly type: 'Normal' | 'Warning';
  /** CamelCase word for programs. */
  readonly reason: string;
  /** A sentence for people. */
  readonly note: string;
}

export interface EventRecorderOptions {
  readonly client: Requester;
  readonly controllerName: string;
  /** Name of the pod that reports. */
  readonly instance: string;
  readonly onLog: (level: 'debug', message: string) => void;
  readonly clock?: Clock;
}

const EVENTS: ApiResource = { group: 'events.k8s.io', version: 'v1', plural: 'events', namespaced: true };
const ACTION = 'Translate';
const MOST_NOTE = 1_000;

/** What happens again within this time is the same series. */
const SERIES_MS = 10 * 60_000;
/** A series is written when it begins, and then at most this often with its count. */
const SERIES_WRITE_MS = 60_000;
const MOST_SERIES = 1_000;
/** Writes in a minute: for one object, and for all. */
const MOST_OF_OBJECT = 10;
const MOST_WRITES = 60;

interface Series {
  readonly event: ObjectEvent;
  readonly name: string;
  count: number;
  lastAt: number;
  /** How many times were written, and when. */
  writtenCount: number;
  writtenAt: number;
}

/**
 * Writes Events as long as it leads: what happens again counts up the Event that there is, few are written in a minute, and one that
 * cannot be written is not insisted on.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
 */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #clock: Clock;
  /** By what is said; the one that was said longest ago comes first. */
  readonly #series = new Map<string, Series>();
  #minute: { readonly begun: number; readonly writes: Map<string, number> };
  #leads = false;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    this.#minute = { begun: this.#clock.now(), writes: new Map() };
  }

  lead(leads: boolean): void {
    this.#leads = leads;
    if (!leads) this.#series.clear();
  }

  note(event: ObjectEvent): void {
    if (!this.#leads) return;
    const now = this.#clock.now();
    const series = this.#seriesOf(event, now);
    series.count += 1;
    series.lastAt = now;
    const isDue = series.writtenCount === 0 || now - series.writtenAt >= SERIES_WRITE_MS;
    if (!isDue || !this.#mayWrite(event, now)) return;
    const isFirst = series.writtenCount === 0;
    series.writtenCount = series.count;
    series.writtenAt = now;
    const write = isFirst ? this.#create(series) : this.#count(series);
    write.catch((error: Error) =>
      this.#options.onLog(
        'debug',
        `the Event ${event.reason} of ${event.regarding.name} was not written: ${error.message}`,
      ),
    );
  }

  #seriesOf(event: ObjectEvent, now: number): Series {
    const id = JSON.stringify(event);
    let series = this.#series.get(id);
    if (series === undefined || now - series.lastAt > SERIES_MS) {
      const hash = createHash('sha256').update(`${this.#options.instance} ${timestamp()} ${id}`).digest('hex');
      const name = `${event.regarding.name.slice(0, 200)}.${hash.slice(0, 16)}`;
      series = { event, name, count: 0, lastAt: now, writtenCount: 0, writtenAt: now };
    }
    this.#series.delete(id);
    this.#series.set(id, series);
    const [oldest] = this.#series.keys();
    if (this.#series.size > MOST_SERIES && oldest !== undefined) this.#series.delete(oldest);
    return series;
  }

  #mayWrite({ regarding: { kind, namespace, name } }: ObjectEvent, now: number): boolean {
    if (now - this.#minute.begun >= 60_000) this.#minute = { begun: now, writes: new Map() };
    const { writes } = this.#minute;
    const object = `${kind}/${namespace}/${name}`;
    const [ofObject, ofAll] = [writes.get(object) ?? 0, writes.get('') ?? 0];
    if (ofObject >= MOST_OF_OBJECT || ofAll >= MOST_WRITES) return false;
    writes.set(object, ofObject + 1);
    writes.set('', ofAll + 1);
    return true;
  }

  #create({ event, name, count }: Series): Promise<KubernetesObject> {
    const { client, controllerName, instance } = this.#options;
    const { regarding, type, reason, note } = event;
    const now = timestamp();
    return createObject(client, EVENTS, {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name, namespace: regarding.namespace },
      eventTime: now,
      // Those that came while nothing could be written count too.
      ...(count > 1 && { series: { count, lastObservedTime: now } }),
      reportingController: controllerName,
      reportingInstance: instance.slice(0, 128),
      action: ACTION,
      reason,
      regarding,
      type,
      note: note.slice(0, MOST_NOTE),
    });
  }

  /** Events are deleted after a while: then it begins anew. */
  async #count(series: Series): Promise<unknown> {
    const { name, count, event } = series;
    try {
      return await this.#options.client.request({
        method: 'PATCH',
        path: objectPath(EVENTS, { namespace: event.regarding.namespace, name }),
        body: { series: { count, lastObservedTime: timestamp() } },
        contentType: 'application/merge-patch+json',
      });
    } catch (error) {
      if (!isApiError(error, 404)) throw error;
      return this.#create(series);
    }
  }
}

/** RFC 3339 with microseconds. */
function timestamp(): string {
  return new Date().toISOString().replace('Z', '000Z');
}
