import type { HttpFilters } from '../../model/index.js';
import type { CheckedFilters, SettingsWithReferences } from './checked-filters.js';
import { resolveExternalAuth } from './external-auth.js';
import { resolveMirrors } from './mirror.js';
import type { FilterReferences, ResolvedSetting } from './references.js';

interface Resolution<Checked, Setting> {
  resolve(checked: Checked, references: FilterReferences): ResolvedSetting<Setting>;
}

/** Resolution of each setting with references, in the order in which problems are listed. A setting without an entry does not compile. */
const RESOLUTIONS: {
  readonly [Name in keyof SettingsWithReferences]: Resolution<
    SettingsWithReferences[Name],
    NonNullable<HttpFilters[Name]>
  >;
} = {
  mirrors: { resolve: resolveMirrors },
  externalAuth: { resolve: resolveExternalAuth },
};

/** Follows the references of filters. Undefined: requests must not be forwarded without one of them. */
export function resolveFilters(
  { redirect: _, unresolved: __, ...checked }: CheckedFilters,
  references: FilterReferences,
): HttpFilters | undefined {
  const resolved = new Map<string, ResolvedSetting<unknown>>();
  for (const [name, { resolve }] of Object.entries<Resolution<unknown, unknown>>(RESOLUTIONS)) {
    const value = checked[name as keyof SettingsWithReferences];
    if (value !== undefined) resolved.set(name, resolve(value, references));
  }
  if ([...resolved.values()].includes(undefined)) return undefined;
  const settings = Object.entries(checked).map(([name, value]) => {
    return [name, resolved.has(name) ? resolved.get(name)?.value : value] as const;
  });
  return Object.fromEntries(settings.filter(([, value]) => value !== undefined));
}
