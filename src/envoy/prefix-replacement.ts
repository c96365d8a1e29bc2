import type { RegexMatchAndSubstitute } from '../envoy-api/generated/envoy/type/matcher/v3.js';
import type { PathMatch } from '../model/index.js';
import { escapeRegex, literalPattern } from './literal-pattern.js';

/** Fields by which Envoy replaces a prefix, in a RouteAction as in a RedirectAction. */
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
