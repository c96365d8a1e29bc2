import type { HeaderMatcher, QueryParameterMatcher, RouteMatch } from '../envoy-api/generated/envoy/config/route/v3.js';
import type { StringMatcher } from '../envoy-api/generated/envoy/type/matcher/v3.js';
import type { HttpMatch, PathMatch, ValueMatch } from '../model/index.js';
import { literalPattern } from './literal-pattern.js';

/** When a route applies: the path, method, headers and query parameters of a match, all of them. */
export function routeMatch(match: HttpMatch): RouteMatch {
  return {
    ...pathMatch(match.path),
    headers: [
      ...(match.method === undefined ? [] : [methodMatcher(match.method)]),
      ...(match.isGrpc ? [GRPC] : []),
      ...match.headers.map(valueMatcher),
    ],
    query_parameters: match.queryParams.map(valueMatcher),
  };
}

function pathMatch({ type, value }: PathMatch): RouteMatch {
  if (type === 'Regex') return { safe_regex: { regex: value } };
  const pattern = literalPattern(value);
  if (type === 'Exact') return pattern === undefined ? { path: value } : { safe_regex: { regex: pattern } };
  if (pattern !== undefined) return { safe_regex: { regex: `${pattern}(?:/.*)?` } };
  // Every path has the element "before" the root; path_separated_prefix does not take it.
  return value === '/' ? { prefix: '/' } : { path_separated_prefix: value };
}

/** `RouteMatch.grpc` does not take gRPC-Web. */
const GRPC: HeaderMatcher = {
  name: 'content-type',
  string_match: { prefix: 'application/grpc', ignore_case: true },
};

function methodMatcher(method: string): HeaderMatcher {
  return { name: ':method', string_match: { exact: method } };
}

function valueMatcher({ type, name, value }: ValueMatch): HeaderMatcher & QueryParameterMatcher {
  const string_match: StringMatcher = type === 'Exact' ? { exact: value } : { safe_regex: { regex: value } };
  return { name, string_match };
}
