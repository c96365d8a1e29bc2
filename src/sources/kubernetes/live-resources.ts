import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../../kubernetes/objects.js';
import { type FieldError, formatError } from '../../resources/errors.js';
import { readLive } from '../../resources/read-live.js';
import type { KindName, Resource } from '../../resources/types.js';
import type { ResourceChange, SourceProblem } from '../source.js';

const MOST_ERRORS = 10;

/** What could be read of the objects of a cluster, what is new about it, and what could not be read. */
export class LiveResources {
  readonly #resources = new Map<string, Resource>();
  readonly #problems = new Map<string, readonly SourceProblem[]>();
  readonly #changes = new Map<string, ResourceChange>();
  #isNew = false;

  /** Whether there is anything that was not taken. */
  get isNew(): boolean {
    return this.#isNew || this.#changes.size > 0;
  }

  get changes(): readonly ResourceChange[] {
    return [...this.#changes.values()];
  }

  /** All that there are now, ordered by object. */
  get problems(): readonly SourceProblem[] {
    return [...this.#problems].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, problems]) => problems);
  }

  /** The changes have been delivered. */
  taken(): void {
    this.#changes.clear();
    this.#isNew = false;
  }

  /** @param object as the API server has it now; `undefined`: it is gone. */
  read(kind: KindName, key: string, object: KubernetesObject | undefined): void {
    const id = `${kind} ${key}`;
    const old = this.#resources.get(id);
    // An object of the same name that was created anew is another one.
    if (old !== undefined && old.metadata.uid !== object?.metadata.uid) this.#remove(id, kind, key);
    const admission = object && readLive(object, this.#resources.get(id));
    if (admission?.ok === false) this.#refuse(id, admission.errors);
    else if (this.#problems.delete(id)) this.#isNew = true;
    if (admission?.ok !== true || isDeepStrictEqual(old, admission.object)) return;
    this.#resources.set(id, admission.object);
    this.#changes.set(id, { kind, key, resource: admission.object });
  }

  #remove(id: string, kind: KindName, key: string): void {
    this.#resources.delete(id);
    this.#changes.set(id, { kind, key });
  }

  #refuse(subject: string, errors: readonly FieldError[]): void {
    const kept = this.#resources.has(subject) ? '; what it said before stays in effect' : '';
    const problems = errors.slice(0, MOST_ERRORS).map((error) => ({
      severity: 'error' as const,
      subject,
      message: `${formatError(error)}${kept}`,
    }));
    this.#problems.set(subject, problems);
    this.#isNew = true;
  }
}
