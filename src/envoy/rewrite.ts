import type { RouteAction } from '../envoy-api/generated/envoy/config/route/v3.js';
import type { RegexMatchAndSubstitute } from '../envoy-api/generated/envoy/type/matcher/v3.js';
import type { PathMatch, UrlRewrite } from '../model/index.js';
import { escapeFormat } from './header-modifier.js';
import { escapeRegex, literalPattern } from './literal-pattern.js';

/** The path of a URLRewrite. The query is kept. */
export function pathRewrite(rewrite: UrlRewrite | undefined, match: PathMatch): Partial<RouteAction> {
  const path = rewrite?.path;
  if (path === undefined) return {};
  if (path.type === 'ReplaceFullPath') return { path_rewrite: escapeFormat(path.value) };
  return prefixReplacement(path.value, match);
}

/** How Envoy replaces a prefix, in a route as in a redirect. */
export interface PrefixReplacement {
  readonly prefix_rewrite?: string;
  readonly regex_rewrite?: RegexMatchAndSubstitute;
}

/**
 * Replaces the matched prefix by `replacement`, whose trailing slash does not count: `/a/b` with `/a` replaced by `/x`
 * or `/x/` becomes `/x/b`, and with `/a` replaced by `/` or nothing it becomes `/b`.
 *
 * Envoy only exchanges strings, which is right unless one side is the root: there a slash is missing or doubled.
 */
export function prefixReplacement(replacement: string, match: PathMatch): PrefixReplacement {
  const prefix = replacement.replace(/\/+$/, '');
  if (match.type !== 'Prefix') return { prefix_rewrite: prefix || '/' };
  if (match.value === '/') return prefix === '' ? {} : { prefix_rewrite: `${prefix}/` };
  const encoded = literalPattern(match.value);
  const pattern = encoded ?? escapeRegex(match.value);
  if (prefix === '') return { regex_rewrite: { pattern: { regex: `^${pattern}/*` }, substitution: '/' } };
  // Where the route matches an expression, Envoy would exchange the whole path.
  if (encoded === undefined) return { prefix_rewrite: prefix };
  return { regex_rewrite: { pattern: { regex: `^${pattern}` }, substitution: prefix.replaceAll('\\', '\\\\') } };
}
