import type { RouteAction } from '../../envoy-api/generated/envoy/config/route/v3.js';
import type { PathMatch, UrlRewrite } from '../../model/index.js';
import { escapeFormat } from '../format-string.js';
import { prefixReplacement } from '../prefix-replacement.js';
import type { HttpFilterFeature } from './feature.js';

/** URLRewrite: fields of the RouteAction, where an entry of a weighted list can have the hostname, too. */
export const rewrite: HttpFilterFeature<'rewrite'> = {
  name: 'URL rewrite',
  setting: 'rewrite',
  routeAction: (value, { match }) => pathRewrite(value, match.path),
  destination: ({ hostname }) => ({ host_rewrite_literal: hostname }),
  needsRoute: ({ path }) => path !== undefined,
};

/** The query is kept. */
function pathRewrite({ path }: UrlRewrite, match: PathMatch): Partial<RouteAction> {
  if (path === undefined) return {};
  if (path.type === 'ReplaceFullPath') return { path_rewrite: escapeFormat(path.value) };
  return prefixReplacement(path.value, match);
}
