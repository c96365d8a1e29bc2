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

/** Filters of a rule followed by those of one of its backends, as one set of filters. */
export function mergeFilters(rule: HttpFilters, backend: HttpFilters): HttpFilters {
  return eachSetting((name, setting) => {
    const [first, second] = [rule[name], backend[name]];
    return first === undefined || second === undefined ? (first ?? second) : setting.merge(first, second);
  });
}

/** Copy of the filters in which `rename` replaces the name of each Backend that they send requests to. */
export function mapFilterBackends(filters: HttpFilters, rename: (backend: string) => string): HttpFilters {
  return eachSetting((name, setting) => {
    const value = filters[name];
    return value === undefined ? undefined : setting.mapBackends(value, rename);
  });
}

function eachSetting(settingOf: (name: keyof HttpFilters, setting: FilterSetting<unknown>) => unknown): HttpFilters {
  const entries = Object.entries<FilterSetting<unknown>>(SETTINGS).map(
    ([name, setting]) => [name, settingOf(name as keyof HttpFilters, setting)] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
