import type { Path } from '../errors.js';

type Container = Record<string | number, unknown>;

/** Reads a path as the cases write it, e.g. `spec.rules[0].name` or `metadata.labels["a.b/c"]`. */
export function parsePath(text: string): Path {
  return [...text.matchAll(/\[(\d+)\]|\["([^"]+)"\]|([^.[\]]+)/g)].map(([, index, quoted, name]) =>
    index === undefined ? (quoted ?? name ?? '') : Number(index),
  );
}

/** A copy of an object in which the value at a path is another, or is gone. */
export function withValue(object: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const copy = (Array.isArray(object) ? [...object] : { ...(object as object) }) as Container;
  const part = rest.length === 0 ? value : withValue(copy[key] ?? (typeof rest[0] === 'number' ? [] : {}), rest, value);
  if (part === undefined && Array.isArray(copy)) copy.splice(Number(key), 1);
  else if (part === undefined) delete copy[key];
  else copy[key] = part;
  return copy;
}
