import { createHash } from 'node:crypto';
import type { KubernetesClient } from '../kubernetes/client.js';
import { createObject } from '../kubernetes/objects.js';
import type { ApiResource } from '../kubernetes/paths.js';

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
  readonly client: KubernetesClient;
  readonly controllerName: string;
  /** Name of the pod that reports. */
  readonly instance: string;
  readonly onLog: (level: 'debug', message: string) => void;
}

const EVENTS: ApiResource = { group: 'events.k8s.io', version: 'v1', plural: 'events', namespaced: true };
const ACTION = 'Translate';
const MOST_NOTE = 1_000;
/** The same event is not said again for this long. */
const QUIET_MS = 10 * 60_000;
const MOST_REMEMBERED = 1_000;
/** In one minute. */
const MOST_EVENTS = 30;

/** Writes Events as long as it leads: each only once for a while, few in a minute, and without insisting. */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #said = new Map<string, number>();
  #minute = { begun: 0, count: 0 };
  #leads = false;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
  }

  lead(leads: boolean): void {
    this.#leads = leads;
  }

  note(event: ObjectEvent): void {
    if (!this.#leads || !this.#isNew(event)) return;
    const { client, onLog } = this.#options;
    createObject(client, EVENTS, this.#object(event)).catch((error: Error) =>
      onLog('debug', `the Event ${event.reason} of ${event.regarding.name} was not written: ${error.message}`),
    );
  }

  #isNew(event: ObjectEvent): boolean {
    const now = performance.now();
    const id = JSON.stringify(event);
    const saidAt = this.#said.get(id);
    if (saidAt !== undefined && now - saidAt < QUIET_MS) return false;
    if (now - this.#minute.begun > 60_000) this.#minute = { begun: now, count: 0 };
    this.#minute.count += 1;
    if (this.#minute.count > MOST_EVENTS) return false;
    this.#said.delete(id);
    this.#said.set(id, now);
    for (const oldest of this.#said.keys()) {
      if (this.#said.size <= MOST_REMEMBERED) break;
      this.#said.delete(oldest);
    }
    return true;
  }

  #object({ regarding, type, reason, note }: ObjectEvent) {
    const { controllerName, instance } = this.#options;
    const now = new Date().toISOString().replace('Z', '000Z');
    const id = createHash('sha256').update(`${now}${note}`).digest('hex').slice(0, 16);
    return {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: `${regarding.name.slice(0, 200)}.${id}`, namespace: regarding.namespace },
      eventTime: now,
      reportingController: controllerName,
      reportingInstance: instance,
      action: ACTION,
      reason,
      regarding,
      type,
      note: note.slice(0, MOST_NOTE),
    };
  }
}
