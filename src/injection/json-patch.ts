import { isDeepStrictEqual } from 'node:util';
import type { Pod } from './pod.js';

export interface PatchOperation {
  readonly op: 'add';
  readonly path: string;
  readonly value: unknown;
}

/**
 * What makes one pod the other, as operations on fields of `metadata` and `spec`; `add` replaces what is there. Nothing is ever removed.
 *
 * Source: RFC 6902
 */
export function podPatch(before: Pod, after: Pod): readonly PatchOperation[] {
  return [
    ...(before.metadata ? [] : [{ op: 'add' as const, path: '/metadata', value: {} }]),
    ...changes('/metadata', before.metadata ?? {}, after.metadata ?? {}),
    ...changes('/spec', before.spec, after.spec),
  ];
}

function changes(
  path: string,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly PatchOperation[] {
  return Object.entries(after)
    .filter(([field, value]) => !isDeepStrictEqual(value, before[field]))
    .map(([field, value]) => ({ op: 'add', path: `${path}/${field}`, value }));
}
