import { fieldError, forbidden, invalid, type TypedError } from '../errors.js';
import { dataKeyProblem } from '../names.js';
import type { CoreObject } from './kind.js';

const MOST_BYTES = 1024 * 1024;

export type Data = Readonly<Record<string, string>>;

export function checkKeys(data: Data, field: string): TypedError[] {
  return Object.keys(data).flatMap((key) => {
    const problem = dataKeyProblem(key);
    return problem === undefined ? [] : [invalid([field, key], key, problem)];
  });
}

/** Whether the values together are larger than etcd takes. */
export function checkTotal(values: readonly number[], path: readonly string[]): TypedError[] {
  const total = values.reduce((sum, bytes) => sum + bytes, 0);
  return total <= MOST_BYTES
    ? []
    : [fieldError('too-long', path, `Too long: all values together may be at most ${MOST_BYTES} bytes, not ${total}`)];
}

/** Bytes behind base64. */
export function decodedLength(base64: string): number {
  return Buffer.from(base64, 'base64').length;
}

/** What `immutable: true` forbids to change. */
export function checkImmutable(object: CoreObject, old: CoreObject, fields: readonly string[]): TypedError[] {
  if (old.immutable !== true) return [];
  const reason = 'cannot change because immutable was set';
  const changed = fields.filter((field) => !sameData(object[field], old[field]));
  return [...(object.immutable === true ? [] : ['immutable']), ...changed].map((field) => forbidden([field], reason));
}

function sameData(a: unknown, b: unknown): boolean {
  const sorted = (data: unknown): string =>
    JSON.stringify(Object.entries((data ?? {}) as Data).sort(([x], [y]) => (x < y ? -1 : 1)));
  return sorted(a) === sorted(b);
}
