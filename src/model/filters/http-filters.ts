import { type Cors, cors } from './cors.js';
import { type ExternalAuth, externalAuth } from './external-auth.js';
import type { FilterSetting } from './filter-setting.js';
import { type HeaderModifier, headerModifier } from './header-modifier.js';
import { type Mirror, mirrors } from './mirror.js';
import { type UrlRewrite, urlRewrite } from './url-rewrite.js';

/** Settings of the filters of a rule, or of one of its backends. */
export interface HttpFilters {
  readonly requestHeaders?: HeaderModifier;
  readonly responseHeaders?: HeaderModifier;
  readonly rewrite?: UrlRewrite;
  readonly mirrors?: readonly Mirror[];
  readonly cors?: Cors;
  /** Before everything that is forwarded, mirrors included. */
  readonly externalAuth?: ExternalAuth;
}

/** Behavior of each setting. A setting without an entry does not compile. */
const SETTINGS: { readonly [Name in keyof HttpFilters]-?: FilterSetting<NonNullable<HttpFilters[Name]>> } = {
  requestHeaders: headerModifier,
  responseHeaders: headerModifier,
  rewrite: urlRewrite,
  mirrors,
  cors,
  externalAuth,
};

const ENTRIES = Object.entries(SETTINGS) as readonly (readonly [keyof HttpFilters, FilterSetting<unknown>])[];

/** Filters of a rule followed by those of one of its backends, as one set of filters. */
export function mergeFilters(rule: HttpFilters, backend: HttpFilters): HttpFilters {
  const merged: Record<string, unknown> = { ...rule, ...backend };
  for (const [name, setting] of ENTRIES) {
    const [first, second] = [rule[name], backend[name]];
    if (first !== undefined && second !== undefined) merged[name] = setting.merge(first, second);
  }
  return merged;
}

/** Copy of the filters in which `rename` replaces the name of each Backend that they send requests to. */
export function mapFilterBackends(filters: HttpFilters, rename: (backend: string) => string): HttpFilters {
  const mapped: Record<string, unknown> = { ...filters };
  for (const [name, setting] of ENTRIES) {
    const value = filters[name];
    if (value !== undefined) mapped[name] = setting.mapBackends(value, rename);
  }
  return mapped;
}
