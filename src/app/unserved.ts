import { keyOf } from '../resources/kinds.js';
import type { KindName, Resource } from '../resources/types.js';
import type { Place, SourceProblem } from '../sources/source.js';
import type { Pipeline } from './pipeline.js';

/**
 * Names the objects that are not served and the fields without effect, as the translation finds them, and objects of kinds that the
 * translation does not read. In a cluster silence is right, since another controller may serve them; in files there is no other.
 */
export class Unserved {
  readonly #pipeline: Pipeline;
  readonly #unread = new Map<string, Resource>();

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  /** Call it for every change of an object. */
  set(kind: KindName, key: string, resource: Resource | undefined): void {
    if (this.#pipeline.objects(kind) !== undefined) return;
    if (resource === undefined) this.#unread.delete(`${kind}/${key}`);
    else this.#unread.set(`${kind}/${key}`, resource);
  }

  /** @param placeOf where an object is written, if it is known. */
  problems(placeOf: (resource: Resource) => Place | undefined = () => undefined): SourceProblem[] {
    const problem = (resource: Resource, severity: SourceProblem['severity'], message: string): SourceProblem => {
      const place = placeOf(resource);
      return { severity, ...(place && { place }), subject: `${resource.kind} ${keyOf(resource)}`, message };
    };
    const notices = [...this.#pipeline.notices.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
    const said = notices.flatMap(([id, { severity, message }]) => {
      const resource = this.#objectOf(id);
      return resource === undefined ? [] : [problem(resource, severity, message)];
    });
    const unread = [...this.#unread].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, resource]) => resource);
    return [
      ...said.filter(({ severity }) => severity === 'warning'),
      ...unread.map((resource) => {
        return problem(resource, 'warning', `is not served: this version does not read ${resource.kind} objects yet`);
      }),
      ...said.filter(({ severity }) => severity === 'note'),
    ];
  }

  #objectOf(id: string): Resource | undefined {
    const slash = id.indexOf('/');
    return this.#pipeline.objects(id.slice(0, slash) as KindName)?.get(id.slice(slash + 1));
  }
}
