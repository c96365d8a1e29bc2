/**
 * Deep equality of plain data: primitives (by `Object.is`), arrays, plain objects, `Uint8Array`, `Map` and `Set`.
 * Everything else, class instances and functions included, is equal to itself only.
 *
 * Order counts, in objects, maps and sets too: values which a function could tell apart by iterating are not equal.
 * Were they, a result could depend on which of the two had come first. Members of a `Set` and keys of a `Map` are
 * compared by `Object.is`. Data must have no cycles.
 */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && equalArrays(a, b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  if (a instanceof Map) return b instanceof Map && equalMaps(a, b);
  if (a instanceof Set) return b instanceof Set && equalSets(a, b);
  return isPlainObject(a) && isPlainObject(b) && equalObjects(a, b);
}

/** Whether `value` was written as a literal, parsed, or has no prototype. Holds across realms. */
export function isPlainObject(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: object | null = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function equalArrays(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (!equal(a[index], b[index])) return false;
  return true;
}

function equalObjects(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(a);
  const others = Object.keys(b);
  if (keys.length !== others.length) return false;
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as string;
    if (key !== others[index] || !equal(a[key], b[key])) return false;
  }
  return true;
}

function equalMaps(a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>): boolean {
  if (a.size !== b.size) return false;
  const others = b.entries();
  for (const [key, value] of a) {
    const [otherKey, otherValue] = others.next().value as [unknown, unknown];
    if (!Object.is(key, otherKey) || !equal(value, otherValue)) return false;
  }
  return true;
}

function equalSets(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean {
  if (a.size !== b.size) return false;
  const others = b.values();
  for (const member of a) if (!Object.is(member, others.next().value)) return false;
  return true;
}
