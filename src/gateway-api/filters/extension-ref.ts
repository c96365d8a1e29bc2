import type { LocalObjectReference } from '../../resources/types.js';
import type { Problem } from '../problem.js';
import type { FilterCheck } from './filter-check.js';

/** ExtensionRef, which no kind of object can be. */
export const extensionRef: FilterCheck = {
  isSupported: false,
  check: ({ extensionRef }, field) => {
    const unresolved = unknownExtension(extensionRef, `${field}.extensionRef`);
    return unresolved.length > 0 ? { unresolved } : {};
  },
};

export function unknownExtension(
  ref: LocalObjectReference | undefined,
  field: string,
  reason = 'InvalidKind',
): readonly Problem[] {
  if (ref === undefined) return [];
  return [{ reason, message: `${field}: ${ref.kind} in group "${ref.group}" is not a kind of filter. Remove it.` }];
}
