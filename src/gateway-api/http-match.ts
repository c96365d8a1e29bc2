import type { HttpMatch, PathMatch, ValueMatch } from '../model/index.js';
import type { HTTPPathMatch, HTTPRouteMatch } from '../resources/types.js';
import { isReachable, unreachablePath, upperCaseEncodings } from './http-path.js';
import { isToken } from './http-token.js';
import { patternOfEncodings } from './query-pattern.js';
import { encodingsOfValue, isWrittenAsIs, matchesSomeValue } from './query-value.js';
import { type RegexBudget, regexProblem } from './regex.js';
import type { Report } from './report.js';
import { AT_GATEWAYS, type Warn } from './warning.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];

/** What a path may consist of that is compared literally; in particular neither `?` nor `#`. */
const LITERAL_PATH = /^\/(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})*$/;

export const EVERYTHING: HttpMatch = { path: { type: 'Prefix', value: '/' }, headers: [], queryParams: [] };

/** The matches of a rule that can be told to Envoy; the others are reported. No matches at all match everything. */
export function checkMatches(
  matches: readonly HTTPRouteMatch[] | undefined,
  field: string,
  report: Report,
  budget: RegexBudget,
  warn: Warn,
): HttpMatch[] {
  if (matches === undefined || matches.length === 0) return [EVERYTHING];
  return matches.flatMap((match, index) => checkMatch(match, `${field}[${index}]`, report, budget, warn) ?? []);
}

function checkMatch(
  match: HTTPRouteMatch,
  field: string,
  report: Report,
  budget: RegexBudget,
  warn: Warn,
): HttpMatch | undefined {
  const path = checkPath(match.path ?? {}, `${field}.path`, report, budget, warn);
  const headers = checkHeaders(match.headers, `${field}.headers`, report, budget, warn);
  const queryParams = checkQueryParams(match.queryParams, `${field}.queryParams`, report, budget, warn);
  if (match.method !== undefined && !METHODS.includes(match.method)) {
    report(`${field}.method: "${match.method}" is not one of ${METHODS.join(', ')}.`);
    return undefined;
  }
  if (path === undefined || headers === undefined || queryParams === undefined) return undefined;
  return { path, ...(match.method && { method: match.method }), headers, queryParams };
}

function checkPath(
  { type = 'PathPrefix', value = '/' }: HTTPPathMatch,
  field: string,
  report: Report,
  budget: RegexBudget,
  warn: Warn,
): PathMatch | undefined {
  if (type === 'RegularExpression') {
    const problem = regexProblem(value, budget);
    if (problem !== undefined) {
      report(`${field}.value: "${value}" ${problem}.`);
      return undefined;
    }
    if (!isReachable(value)) {
      warn(
        `${field}.value: "${value}" matches no path that a request can have. It has to match the whole path, without the query, after "//", "." and "..", %2F and %5C are resolved and needless percent-encodings decoded.`,
      );
    }
    return { type: 'Regex', value };
  }
  if (type !== 'Exact' && type !== 'PathPrefix') {
    report(`${field}.type: "${type}" is not one of Exact, PathPrefix, RegularExpression.`);
    return undefined;
  }
  if (!LITERAL_PATH.test(value) || value.includes('//')) {
    report(`${field}.value: "${value}" must start with one slash and hold neither "//" nor a query nor a fragment.`);
    return undefined;
  }
  const unreachable = unreachablePath(value);
  if (unreachable !== undefined) warn(`${field}.value: "${value}" matches no request: ${unreachable}.`);
  const path = upperCaseEncodings(value);
  if (type === 'Exact') return { type: 'Exact', value: path };
  return { type: 'Prefix', value: path === '/' ? path : path.replace(/\/$/, '') };
}

interface ValueMatchSpec {
  readonly name: string;
  readonly type?: string;
  readonly value: string;
}

/** The headers of a match; undefined after a report. */
export function checkHeaders(
  headers: readonly ValueMatchSpec[] | undefined,
  field: string,
  report: Report,
  budget: RegexBudget,
  warn: Warn,
): ValueMatch[] | undefined {
  for (const [index, { name = '' }] of (headers ?? []).entries()) {
    if (!name.includes('_')) continue;
    warn(
      `${field}[${index}].name: "${name}" matches no request: one with an underscore in the name of a header is answered 400. Use "-" instead.`,
      AT_GATEWAYS,
    );
  }
  return checkValues(headers ?? [], field, (name) => name.toLowerCase(), report, budget);
}

/** The query parameters of a match; undefined after a report. Envoy compares what is in the URL, as it is. */
function checkQueryParams(
  params: readonly ValueMatchSpec[] | undefined,
  field: string,
  report: Report,
  budget: RegexBudget,
  warn: Warn,
): ValueMatch[] | undefined {
  for (const [index, { name = '' }] of (params ?? []).entries()) {
    if (!isToken(name) || isWrittenAsIs(name)) continue;
    warn(
      `${field}[${index}].name: "${name}" matches only where the URL has it unencoded, and clients encode some of its characters. Use letters, digits, "-", "." and "_".`,
    );
  }
  return checkValues(params ?? [], field, (name) => name, report, budget)?.map((param) => {
    const { type, name, value } = param;
    if (type === 'Exact' && isWrittenAsIs(value)) return param;
    const encodings = type === 'Exact' ? budget.encodings.made(value, encodingsOfValue) : patternOfEncodings(value);
    if (encodings === undefined || regexProblem(encodings, budget.encodings) !== undefined) {
      warn(
        `${field}: the value of "${name}" matches only unencoded, since the encodings of this value, or of all values of the route, are too many. Use a shorter value.`,
      );
      return param;
    }
    if (type === 'Regex' && !matchesSomeValue(encodings))
      warn(`${field}: the value of "${name}", "${value}", matches no value that a URL can have.`);
    return { type: 'Regex', name, value: encodings };
  });
}

/** Of several with one name only the first counts, as the API says. */
function checkValues(
  specs: readonly ValueMatchSpec[],
  field: string,
  normalize: (name: string) => string,
  report: Report,
  budget: RegexBudget,
): ValueMatch[] | undefined {
  const matches = new Map<string, ValueMatch>();
  for (const [index, { name = '', type = 'Exact', value = '' }] of specs.entries()) {
    const problem = isToken(name) ? valueProblem(type, value, budget) : `.name: "${name}" is not a valid name.`;
    if (problem !== undefined) {
      report(`${field}[${index}]${problem}`);
      return undefined;
    }
    const key = normalize(name);
    if (!matches.has(key)) matches.set(key, { type: type === 'Exact' ? 'Exact' : 'Regex', name: key, value });
  }
  return [...matches.values()];
}

function valueProblem(type: string, value: string, budget: RegexBudget): string | undefined {
  if (type === 'Exact') return undefined;
  if (type !== 'RegularExpression') return `.type: "${type}" is not one of Exact, RegularExpression.`;
  const problem = regexProblem(value, budget);
  return problem && `.value: "${value}" ${problem}.`;
}
