import type { UrlRewrite } from '../../model/index.js';
import type { HTTPURLRewriteFilter } from '../../resources/types.js';
import type { FilterCheck, FilterContext } from './filter-check.js';
import { checkHostname, checkPathModifier } from './path-modifier.js';

/** URLRewrite. */
export const urlRewrite: FilterCheck = {
  check: ({ urlRewrite = {} }, field, context) => {
    const rewrite = checkRewrite(urlRewrite, `${field}.urlRewrite`, context);
    return rewrite === undefined ? {} : { rewrite };
  },
};

function checkRewrite(
  filter: HTTPURLRewriteFilter,
  field: string,
  { matches, report }: FilterContext,
): UrlRewrite | undefined {
  const { hostname } = filter;
  const path = filter.path && checkPathModifier(filter.path, matches, `${field}.path`, report);
  if (!checkHostname(hostname, field, report) || (filter.path && !path)) return undefined;
  return { ...(hostname && { hostname }), ...(path && { path }) };
}
