import type { LocalObjectReference } from '../../resources/types.js';
import type { Problem } from '../problem.js';
import type { FilterCheck } from './filter-check.js';

/** ExtensionRef: no kind of object is one yet. */
export const extensionRef: FilterCheck = {
  isSupported: false,
  check: ({ extensionRef }, field) => ({ unresolved: unknownExtension(extensionRef, `${field}.extensionRef`) }),
};

export function unknownExtension(
  ref: LocalObjectReference | undefined,
  field: string,
  reason = 'InvalidKind',
): readonly Problem[] {
  if (ref === undefined) return [];
  return [{ reason, message: `${field}: ${ref.kind} in group "${ref.group}" is not a kind of filter. Remove it.` }];
}
