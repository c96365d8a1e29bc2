import type { KubernetesObject } from './objects.js';

/** Keys are `namespace/name`, or `name` for cluster-scoped kinds; `undefined`: gone. */
export type Changes = ReadonlyMap<string, KubernetesObject | undefined>;

export type ObjectEvent = {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubernetesObject;
};

/** The objects of one collection, as it was told last; what differs is told on. */
export class ObjectSet {
  readonly #objects = new Map<string, KubernetesObject>();
  readonly #project: (object: KubernetesObject) => KubernetesObject;
  readonly #onChanges: (changes: Changes) => void;

  /**
   * @param project what is kept of an object, its metadata at least.
   * @param onChanges never called without changes. When it throws, nothing has changed, so the next list brings it again.
   */
  constructor(project: (object: KubernetesObject) => KubernetesObject, onChanges: (changes: Changes) => void) {
    this.#project = project;
    this.#onChanges = onChanges;
  }

  get objects(): ReadonlyMap<string, KubernetesObject> {
    return this.#objects;
  }

  /** A complete list says what there is. */
  replace(objects: ReadonlyMap<string, KubernetesObject>): void {
    const changes = new Map<string, KubernetesObject | undefined>();
    for (const key of this.#objects.keys()) if (!objects.has(key)) changes.set(key, undefined);
    for (const [key, object] of objects) if (!isSame(this.#objects.get(key), object)) changes.set(key, object);
    this.#commit(changes);
  }

  /**
   * Events follow one another; of a key that occurs several times only the last state counts. That something is gone is told even if it
   * came just before: who made it may know it already.
   */
  apply(events: readonly ObjectEvent[]): void {
    const changes = new Map<string, KubernetesObject | undefined>();
    for (const { type, object } of events) changes.set(keyOf(object), type === 'DELETED' ? undefined : object);
    for (const [key, object] of changes) if (object && isSame(this.#objects.get(key), object)) changes.delete(key);
    this.#commit(changes);
  }

  #commit(changes: Changes): void {
    if (changes.size === 0) return;
    const before = new Map(Array.from(changes.keys(), (key) => [key, this.#objects.get(key)] as const));
    this.#set(new Map(Array.from(changes, ([key, object]) => [key, object && this.#project(object)])));
    try {
      this.#onChanges(changes);
    } catch (error) {
      this.#set(before);
      throw error;
    }
  }

  #set(changes: Changes): void {
    for (const [key, object] of changes) {
      if (object === undefined) this.#objects.delete(key);
      else this.#objects.set(key, object);
    }
  }
}

export function keyOf({ metadata: { namespace, name } }: KubernetesObject): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** A resource version says everything about an object, but not about another one of the same name. */
function isSame(one: KubernetesObject | undefined, other: KubernetesObject | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const { uid, resourceVersion } = one.metadata;
  return (
    resourceVersion !== undefined && resourceVersion === other.metadata.resourceVersion && uid === other.metadata.uid
  );
}
