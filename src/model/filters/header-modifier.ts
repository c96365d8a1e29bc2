import { callsNoBackend, type FilterSetting } from './filter-setting.js';

/** RequestHeaderModifier or ResponseHeaderModifier. Values are as the user wrote them, not escaped. Names are lower case. */
export interface HeaderModifier {
  readonly set: readonly HeaderValue[];
  readonly add: readonly HeaderValue[];
  readonly remove: readonly string[];
}

export interface HeaderValue {
  readonly name: string;
  readonly value: string;
}

/** Both modifiers apply, that of the rule first. */
export const headerModifier: FilterSetting<HeaderModifier> = { merge, mapBackends: callsNoBackend };

/** Drops operations of `first` that `second` overrides, so that the order of set, add and remove cannot matter. */
function merge(first: HeaderModifier, second: HeaderModifier): HeaderModifier {
  const overridden = new Set([...second.set.map(({ name }) => name), ...second.remove]);
  const remains = ({ name }: HeaderValue) => !overridden.has(name);
  return {
    set: [...first.set.filter(remains), ...second.set],
    add: [...first.add.filter(remains), ...second.add],
    remove: [...new Set([...first.remove, ...second.remove])],
  };
}
