import type { FilterSetting } from './filter-setting.js';

/** RequestMirror: a copy of the request whose answer is thrown away. */
export interface Mirror {
  /** Name of the Backend. */
  readonly backend: string;
  /** Share of the requests, `numerator` of `denominator`; all when equal. */
  readonly fraction: { readonly numerator: number; readonly denominator: number };
}

export const mirrors: FilterSetting<readonly Mirror[]> = {
  merge: (rule, backend) => [...rule, ...backend],
  mapBackends: (value, rename) => value.map((mirror) => ({ ...mirror, backend: rename(mirror.backend) })),
};

/** Whether a mirror takes only a part of the requests. */
export function isPartial({ fraction }: Pick<Mirror, 'fraction'>): boolean {
  return fraction.numerator < fraction.denominator;
}
