import { ApiError } from '../../kubernetes/api-error.js';
import type { ApiRequest } from '../../kubernetes/client.js';
import type { Clock } from '../../kubernetes/clock.js';
import type { LiveChange } from '../../kubernetes/live.js';
import type { KubernetesObject, Requester } from '../../kubernetes/objects.js';
import { KINDS } from '../../resources/kinds.js';

// biome-ignore lint/suspicious/noExplicitAny: statuses of every kind.
export type AnyStatus = Record<string, any>;

interface Stored {
  readonly object: KubernetesObject;
  /** What a field manager applied last. */
  readonly applied: Map<string, AnyStatus>;
}

export interface StatusRequest {
  readonly key: string;
  readonly method: string;
  readonly isApply: boolean;
  readonly manager: string;
  readonly body: AnyStatus;
}

/** Lists with keys; what is in other lists is written as a whole. */
const LIST_KEYS: Readonly<Record<string, string>> = {
  conditions: 'type',
  listeners: 'name',
  supportedFeatures: 'name',
};

/**
 * Objects and their statuses as an API server keeps them: versions that count up, server-side apply with the lists of the CRDs, merge
 * patches, preconditions. It answers after a time of a given clock, and fails as it is told.
 */
export class StatusServer implements Requester {
  /** Requests that write, those that failed included. */
  readonly writes: StatusRequest[] = [];
  /** Milliseconds until a request arrives and until its answer does. */
  latencyMs: () => number = () => 1;
  /** Milliseconds until a change is seen. */
  watchMs: () => number = () => 2;
  fault: (request: StatusRequest) => ApiError | undefined = () => undefined;
  /** Told what a write makes of a status. */
  onWrite: (request: StatusRequest, before: AnyStatus, after: AnyStatus) => void = () => {};
  /** What the CRD's schema leaves of a status that is written. */
  prune: (status: AnyStatus) => AnyStatus = (status) => status;
  onLive: (changes: readonly LiveChange[]) => void = () => {};

  readonly #clock: Clock;
  readonly #objects = new Map<string, Stored>();
  readonly #events: LiveChange[] = [];
  #version = 100;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(key: string): KubernetesObject | undefined {
    return this.#objects.get(key)?.object;
  }

  status(key: string): AnyStatus | undefined {
    return this.get(key)?.status as AnyStatus | undefined;
  }

  create(key: string, status?: AnyStatus): void {
    const [kind = '', ...place] = key.split('/');
    const name = place.pop() ?? '';
    const [namespace] = place;
    this.#version += 1;
    const metadata = { name, ...(namespace && { namespace }), uid: `uid-${this.#version}`, resourceVersion: '' };
    const object = { apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata, ...(status && { status }) };
    this.#objects.set(key, { object, applied: new Map() });
    this.#store(key, object);
  }

  delete(key: string): void {
    if (this.#objects.delete(key)) this.#announce(key, undefined);
  }

  /** Somebody else changes the object, reading and writing it at once. */
  update(key: string, change: (status: AnyStatus) => AnyStatus | undefined): void {
    const stored = this.#objects.get(key);
    if (stored === undefined) return;
    const status = change(copy((stored.object.status as AnyStatus | undefined) ?? {}));
    this.#store(key, { ...stored.object, ...(status && { status }) });
  }

  async request<T>(request: ApiRequest): Promise<T> {
    await this.#travel(request.signal);
    const answer = await this.#answer(request);
    await this.#travel(request.signal);
    return copy(answer) as T;
  }

  async #answer({ method, path, query = {}, body, contentType }: ApiRequest): Promise<KubernetesObject> {
    const key = keyOf(path);
    if (method === 'GET') return this.#find(key).object;
    const asked: StatusRequest = {
      key,
      method,
      isApply: contentType === 'application/apply-patch+yaml',
      manager: String(query.fieldManager),
      body: body as AnyStatus,
    };
    this.writes.push(asked);
    const fault = this.fault(asked);
    if (fault !== undefined) throw fault;
    const { object, applied } = this.#find(key);
    const expected = asked.body.metadata?.resourceVersion;
    if (expected !== undefined && expected !== object.metadata.resourceVersion) {
      throw new ApiError({ message: 'the object has been modified', code: 409, reason: 'Conflict' });
    }
    const before = (object.status ?? {}) as AnyStatus;
    let after: AnyStatus;
    if (asked.isApply) {
      after = applyFields(before, applied.get(asked.manager) ?? {}, asked.body.status);
      applied.set(asked.manager, copy(asked.body.status));
    } else {
      const merged = { ...before, ...asked.body.status };
      after = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
    }
    after = this.prune(copy(after));
    this.onWrite(asked, before, after);
    return JSON.stringify(before) === JSON.stringify(after) ? object : this.#store(key, { ...object, status: after });
  }

  #find(key: string): Stored {
    const stored = this.#objects.get(key);
    if (stored === undefined) throw new ApiError({ message: 'not found', code: 404, reason: 'NotFound' });
    return stored;
  }

  #store(key: string, object: KubernetesObject): KubernetesObject {
    this.#version += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } };
    this.#objects.set(key, { object: stored, applied: this.#objects.get(key)?.applied ?? new Map() });
    this.#announce(key, stored);
    return stored;
  }

  /** Changes are seen in order, whatever time each takes. */
  #announce(key: string, object: KubernetesObject | undefined): void {
    const slash = key.indexOf('/');
    this.#events.push({ kind: key.slice(0, slash), key: key.slice(slash + 1), object });
    this.#clock.after(this.watchMs(), () => {
      const event = this.#events.shift();
      if (event !== undefined) this.onLive([event]);
    });
  }

  #travel(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(new ApiError({ message: 'aborted' }));
      if (signal?.aborted) return fail();
      signal?.addEventListener('abort', fail);
      this.#clock.after(this.latencyMs(), () => {
        signal?.removeEventListener('abort', fail);
        resolve();
      });
    });
  }
}

function keyOf(path: string): string {
  const parts = path.replace(/^\/(api|apis\/[^/]+)\/[^/]+\//, '').split('/');
  const namespace = parts[0] === 'namespaces' ? parts.splice(0, 2)[1] : undefined;
  const [plural, name] = parts;
  const kind = KINDS.find((one) => one.plural === plural)?.kind;
  return [kind, namespace, name].filter((part) => part !== undefined).join('/');
}

/** What a manager applied before and does not apply now goes away; what it applies takes effect; the rest stays. */
function applyFields(live: AnyStatus, before: AnyStatus, next: AnyStatus): AnyStatus {
  const kept = Object.entries(live).filter(([field]) => !(field in before) || field in next);
  const result: AnyStatus = Object.fromEntries(kept);
  for (const [field, value] of Object.entries(next)) {
    const key = LIST_KEYS[field];
    result[field] = key === undefined ? value : applyList(key, live[field] ?? [], before[field] ?? [], value);
  }
  return result;
}

function applyList(key: string, live: AnyStatus[], before: AnyStatus[], next: AnyStatus[]): AnyStatus[] {
  const find = (list: AnyStatus[], name: unknown) => list.find((item) => item[key] === name);
  const kept = live.filter((item) => !find(before, item[key]) || find(next, item[key]));
  const added = next.filter((item) => !find(kept, item[key]));
  return [...kept, ...added].map((item) => {
    const wanted = find(next, item[key]);
    return wanted === undefined ? item : applyFields(item, find(before, item[key]) ?? {}, wanted);
  });
}

/** As over the wire. */
function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
