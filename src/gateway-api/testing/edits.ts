import fc from 'fast-check';
import type { Resource } from '../../resources/types.js';

/** Edits below `spec` and `data` that leave every type as it is: a field that is missing, a value nobody expects. */
export type Edit =
  | { readonly type: 'remove'; readonly at: number }
  | { readonly type: 'replace'; readonly at: number; readonly index: number };

const STRINGS = [
  '',
  '*',
  '/',
  '//',
  '|',
  '__proto__',
  'constructor',
  'a\r\nb: c',
  '\u0000',
  'ü',
  '日本',
  '%',
  '-',
  '.',
  '127.0.0.1',
  'x'.repeat(5000),
];
const NUMBERS = [-1, 0, 0.5, 65536, 1e12];

export const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ type: fc.constant('remove' as const), at: fc.nat(200) }),
  fc.record({ type: fc.constant('replace' as const), at: fc.nat(200), index: fc.nat(STRINGS.length - 1) }),
);

interface Place {
  readonly holder: Record<string, unknown>;
  readonly field: string;
}

function places(holder: unknown): Place[] {
  if (typeof holder !== 'object' || holder === null) return [];
  const fields = holder as Record<string, unknown>;
  return Object.keys(fields)
    .filter((field) => !isListenerName(fields, field))
    .flatMap((field) => [{ holder: fields, field }, ...places(fields[field])]);
}

/** Identities, as names in metadata are: a schema has checked them before anything is translated. */
function isListenerName(holder: Record<string, unknown>, field: string): boolean {
  return field === 'name' && 'protocol' in holder && 'port' in holder;
}

export function edited(original: Resource, edits: readonly Edit[]): Resource {
  const copy = structuredClone(original) as Resource & Record<string, unknown>;
  for (const each of edits) {
    const { kind: _, apiVersion: __, metadata: ___, ...content } = copy;
    const all = [...places(content), ...Object.keys(content).map((field) => ({ holder: copy, field }))];
    const place = all[each.at % Math.max(all.length, 1)];
    if (place === undefined) continue;
    const { holder, field } = place;
    if (each.type === 'remove') {
      if (Array.isArray(holder)) holder.splice(Number(field), 1);
      else delete holder[field];
    } else if (typeof holder[field] === 'string') holder[field] = STRINGS[each.index];
    else if (typeof holder[field] === 'number') holder[field] = NUMBERS[each.index % NUMBERS.length];
  }
  return copy;
}
