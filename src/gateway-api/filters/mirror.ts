import type { Mirror } from '../../model/index.js';
import type { HTTPRequestMirrorFilter } from '../../resources/types.js';
import type { Report } from '../report.js';
import type { CheckedMirror } from './checked-filters.js';
import type { FilterCheck } from './filter-check.js';
import type { FilterReferences, ResolvedSetting } from './references.js';

/** RequestMirror. */
export const requestMirror: FilterCheck = {
  isRepeatable: true,
  check: ({ requestMirror }, field, { report }) => {
    const mirror = checkMirror(requestMirror, `${field}.requestMirror`, report);
    return mirror === undefined ? {} : { mirrors: [mirror] };
  },
};

function checkMirror(
  filter: HTTPRequestMirrorFilter | undefined,
  field: string,
  report: Report,
): CheckedMirror | undefined {
  if (filter?.backendRef === undefined) {
    report(`${field}.backendRef: it is missing.`);
    return undefined;
  }
  const { backendRef: ref, percent = 100, fraction } = filter;
  const numerator = fraction?.numerator ?? percent;
  const denominator = fraction === undefined ? 100 : (fraction.denominator ?? 100);
  if (!(numerator >= 0 && denominator > 0 && numerator <= denominator)) {
    report(`${field}: ${numerator} of ${denominator} is not a share of the requests.`);
    return undefined;
  }
  return { ref, field: `${field}.backendRef`, fraction: { numerator, denominator } };
}

/** Mirrors to the backends that there are: requests do not depend on the others. */
export function resolveMirrors(
  mirrors: readonly CheckedMirror[],
  { follow }: FilterReferences,
): ResolvedSetting<readonly Mirror[]> {
  const found = mirrors.flatMap(({ ref, field, fraction }) => {
    const backend = follow(ref, field);
    return backend === undefined || fraction.numerator === 0 ? [] : [{ backend, fraction }];
  });
  return found.length > 0 ? { value: found } : {};
}
