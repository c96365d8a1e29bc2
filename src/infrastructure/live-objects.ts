import { isOlder, type KubernetesObject } from '../kubernetes/objects.js';
import { GATEWAY_NAME_LABEL } from '../well-known/labels.js';
import { labelValue } from './names.js';

/** `kind/namespace/name`. */
export function objectId({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.namespace}/${metadata.name}`;
}

/** Where the objects of a Gateway's proxy are found: its namespace and the label with its name. */
export function placeOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${labelValue(name)}`;
}

/** Namespace of a place; what is fair between namespaces is decided by it. */
export function namespaceOfPlace(place: string): string {
  return place.slice(0, place.indexOf('/'));
}

function placeOfObject({ metadata }: KubernetesObject): string {
  return `${metadata.namespace}/${metadata.labels?.[GATEWAY_NAME_LABEL]}`;
}

/** What there is for proxies, as far as it is known: what was watched last, or what an own write came back with. */
export class LiveObjects {
  readonly #objects = new Map<string, KubernetesObject>();
  readonly #byPlace = new Map<string, Map<string, KubernetesObject>>();

  get(id: string): KubernetesObject | undefined {
    return this.#objects.get(id);
  }

  of(place: string): readonly KubernetesObject[] {
    return [...(this.#byPlace.get(place)?.values() ?? [])];
  }

  places(): Iterable<string> {
    return this.#byPlace.keys();
  }

  /** @returns the places that it concerns; none when something newer is known. */
  set(id: string, object: KubernetesObject): readonly string[] {
    const known = this.#objects.get(id);
    if (known !== undefined && isOlder(object, known)) return [];
    const before = this.delete(id);
    this.#objects.set(id, object);
    const place = placeOfObject(object);
    const there = this.#byPlace.get(place) ?? new Map<string, KubernetesObject>();
    this.#byPlace.set(place, there.set(id, object));
    return before.includes(place) ? before : [...before, place];
  }

  delete(id: string): readonly string[] {
    const known = this.#objects.get(id);
    if (known === undefined) return [];
    this.#objects.delete(id);
    const place = placeOfObject(known);
    const there = this.#byPlace.get(place);
    there?.delete(id);
    if (there?.size === 0) this.#byPlace.delete(place);
    return [place];
  }
}
