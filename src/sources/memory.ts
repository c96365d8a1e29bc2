import { formatError } from '../resources/errors.js';
import { keyOf } from '../resources/kinds.js';
import type { KindName, Resource } from '../resources/types.js';
import { judge } from './judge.js';
import type { ResourceChange, Source, SourceProblem, SourceUpdate } from './source.js';

/** Objects that a program gives. Judged like those of any other source; what is refused changes nothing. */
export class MemorySource implements Source {
  readonly #resources = new Map<string, Resource>();
  readonly #problems = new Map<string, readonly SourceProblem[]>();
  readonly #changes = new Map<string, ResourceChange>();
  #listener: ((update: SourceUpdate) => void) | undefined;
  #scheduled = false;

  /** Sets objects. What is set and deleted in one turn of the event loop becomes one update. */
  set(...objects: readonly unknown[]): void {
    for (const object of objects) {
      const judgement = judge(object);
      if (judgement.verdict === 'taken') this.#put(judgement.resource);
      else if (judgement.verdict === 'refused') {
        const { subject = 'object', errors } = judgement;
        const problems = errors.map((error) => ({
          severity: 'error' as const,
          subject,
          message: formatError(error),
        }));
        this.#problems.set(subject, problems);
      }
    }
    this.#schedule();
  }

  delete(kind: KindName, key: string): void {
    const id = `${kind} ${key}`;
    if (this.#resources.delete(id)) this.#changes.set(id, { kind, key });
    this.#problems.delete(id);
    this.#schedule();
  }

  async start(listener: (update: SourceUpdate) => void): Promise<void> {
    this.#listener = listener;
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#listener = undefined;
  }

  #put(resource: Resource): void {
    const { kind } = resource;
    const key = keyOf(resource);
    const id = `${kind} ${key}`;
    this.#problems.delete(id);
    if (JSON.stringify(this.#resources.get(id)) === JSON.stringify(resource)) return;
    this.#resources.set(id, resource);
    this.#changes.set(id, { kind, key, resource });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#listener === undefined) return;
      const changes = [...this.#changes.values()];
      this.#changes.clear();
      this.#listener({ changes, problems: [...this.#problems.values()].flat(), synced: true });
    });
  }
}
