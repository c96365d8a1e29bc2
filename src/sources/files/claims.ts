import { keyOf } from '../../resources/kinds.js';
import type { Resource } from '../../resources/types.js';
import type { Place, ResourceChange, SourceProblem } from '../source.js';

/** An object and where it is written. */
export interface PlacedResource {
  readonly resource: Resource;
  readonly place: Place;
}

/** Which file says what: of several that say the same object the first by path counts, the others are told so. */
export class Claims {
  readonly #byFile = new Map<string, ReadonlyMap<string, PlacedResource>>();
  /** Identity of an object to the files that have it, sorted. */
  readonly #files = new Map<string, string[]>();
  readonly #contested = new Set<string>();
  readonly #delivered = new Map<string, Resource>();
  readonly #touched = new Set<string>();

  /** Replaces what a file says. It must not say an object twice; see {@link repeatedIn}. */
  set(file: string, resources: readonly PlacedResource[]): void {
    const before = this.#byFile.get(file);
    const after = new Map(resources.map((placed) => [identityOf(placed.resource), placed]));
    if (after.size > 0) this.#byFile.set(file, after);
    else this.#byFile.delete(file);
    for (const [id, { resource }] of before ?? []) {
      if (!after.has(id)) this.#retract(id, file);
      else if (after.get(id)?.resource !== resource) this.#touched.add(id);
    }
    for (const id of after.keys()) if (!before?.has(id)) this.#claim(id, file);
  }

  /** What came out different since the last call. */
  takeChanges(): ResourceChange[] {
    const changes: ResourceChange[] = [];
    for (const id of this.#touched) {
      const before = this.#delivered.get(id);
      const after = this.#winner(id)?.resource;
      if (before === after) continue;
      if (after === undefined) {
        this.#delivered.delete(id);
        changes.push(changeOf(before as Resource));
      } else {
        this.#delivered.set(id, after);
        if (JSON.stringify(before) !== JSON.stringify(after)) changes.push({ ...changeOf(after), resource: after });
      }
    }
    this.#touched.clear();
    return changes;
  }

  /** Every object that counts. */
  resources(): Iterable<Resource> {
    return this.#delivered.values();
  }

  /** Where an object is written that counts. */
  placeOf(resource: Resource): Place | undefined {
    return this.#winner(identityOf(resource))?.place;
  }

  /**
   * A problem for each object of a file that does not count, because another file has it too.
   *
   * @param isDoubtful whether a file may be gone: a renamed one and its old name are not two.
   */
  contests(isDoubtful: (file: string) => boolean): SourceProblem[] {
    return [...this.#contested].sort().flatMap((id) => {
      const files = (this.#files.get(id) ?? []).filter((file) => !isDoubtful(file));
      const [first, ...others] = files.map((file) => this.#byFile.get(file)?.get(id));
      return others.flatMap((placed) => (placed && first ? repetition(placed, first.place) : []));
    });
  }

  #winner(id: string): PlacedResource | undefined {
    const file = this.#files.get(id)?.[0];
    return file === undefined ? undefined : this.#byFile.get(file)?.get(id);
  }

  #claim(id: string, file: string): void {
    const files = [...(this.#files.get(id) ?? []), file].sort();
    this.#files.set(id, files);
    if (files.length > 1) this.#contested.add(id);
    this.#touched.add(id);
  }

  #retract(id: string, file: string): void {
    const files = (this.#files.get(id) ?? []).filter((each) => each !== file);
    if (files.length > 0) this.#files.set(id, files);
    else this.#files.delete(id);
    if (files.length < 2) this.#contested.delete(id);
    this.#touched.add(id);
  }
}

/** The objects that are there twice in one file. */
export function repeatedIn(resources: readonly PlacedResource[]): SourceProblem[] {
  const first = new Map<string, Place>();
  return resources.flatMap((placed) => {
    const id = identityOf(placed.resource);
    const other = first.get(id);
    if (other !== undefined) return [repetition(placed, other)];
    first.set(id, placed.place);
    return [];
  });
}

function repetition({ resource, place }: PlacedResource, other: Place): SourceProblem {
  return {
    severity: 'error',
    place,
    subject: `${resource.kind} ${keyOf(resource)}`,
    message: `is already in ${other.file}:${other.line}, which counts; remove one of them`,
  };
}

/** What is the same for two versions of one object. */
export function identityOf(resource: Resource): string {
  return `${resource.kind} ${keyOf(resource)}`;
}

function changeOf(resource: Resource): ResourceChange {
  return { kind: resource.kind, key: keyOf(resource) };
}
