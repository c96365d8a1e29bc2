import { isPlainObject } from './equal.js';

/** Freezes plain data all the way down: what {@link equal} looks into, except bytes, which cannot be frozen. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map || value instanceof Set) {
    for (const [key, member] of value.entries()) {
      deepFreeze(key);
      deepFreeze(member);
    }
    for (const method of ['set', 'add', 'delete', 'clear']) {
      if (method in value) Object.defineProperty(value, method, { value: refuse });
    }
    return Object.freeze(value);
  }
  if (Array.isArray(value) || isPlainObject(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}

function refuse(): never {
  throw new TypeError('a value of a collection is immutable');
}
