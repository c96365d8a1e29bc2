import { keyOf } from '../object-set.js';
import type { KubernetesObject } from '../objects.js';
import { Reflector, type ReflectorOptions } from '../reflector.js';
import type { ListWatchTiming } from '../watch-timing.js';
import type { ScriptedApiServer, ServedResource } from './scripted-api-server.js';

export const WIDGETS: ServedResource = {
  group: 'example.com',
  version: 'v1',
  plural: 'widgets',
  kind: 'Widget',
  namespaced: true,
};

export function widget(name: string, size = 1, namespace = 'team'): KubernetesObject {
  return { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name, namespace }, spec: { size } };
}

/** Watches last long, failures are retried at once: what a test waits for is never a clock. */
export const QUICK: ListWatchTiming = {
  watchMs: 60_000,
  graceMs: 5_000,
  initialMs: 10_000,
  answerMs: 10_000,
  shortMs: 1_000,
  outageMs: 60_000,
  absentMs: 5,
  firstRetryMs: 2,
  mostRetryMs: 10,
  mostUnreachableMs: 10,
};

/** A reflector, and everything that it said. */
export class Follower {
  readonly reflector: Reflector;
  readonly batches: ReadonlyMap<string, KubernetesObject | undefined>[] = [];
  /** What follows from all changes together. */
  readonly objects = new Map<string, KubernetesObject>();
  readonly log: string[] = [];
  readonly served: boolean[] = [];
  syncs = 0;
  /** Called before changes are taken. */
  before: (changes: ReadonlyMap<string, KubernetesObject | undefined>) => void = () => {};

  constructor(server: ScriptedApiServer, options: Partial<ReflectorOptions> = {}) {
    this.reflector = new Reflector({
      client: server.client(),
      resource: WIDGETS,
      ...options,
      timing: { ...QUICK, ...options.timing },
      onChanges: (changes) => {
        this.before(changes);
        this.batches.push(changes);
        for (const [key, object] of changes) {
          if (object === undefined) this.objects.delete(key);
          else this.objects.set(key, object);
        }
      },
      onSynced: () => {
        this.syncs += 1;
      },
      onServed: (served) => this.served.push(served),
      onLog: (level, message) => this.log.push(`${level} ${message}`),
    });
  }

  /** Keys with a resource version, sorted. */
  get versions(): string[] {
    return versionsOf(this.objects.values());
  }

  /** Keys that changed, batch by batch; what is gone has a minus. */
  get story(): string[] {
    return this.batches.map((changes) =>
      Array.from(changes, ([key, object]) => (object === undefined ? `-${key}` : key)).join(' '),
    );
  }
}

export function versionsOf(objects: Iterable<KubernetesObject>): string[] {
  return Array.from(objects, (object) => `${keyOf(object)}@${object.metadata.resourceVersion}`).sort();
}
