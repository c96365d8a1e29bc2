import type { HttpMatch, PathMatch } from '../model/index.js';
import type { GRPCMethodMatch, GRPCRouteMatch } from '../resources/types.js';
import { checkHeaders, EVERYTHING } from './http-match.js';
import { grpcRank, type Rank } from './match-precedence.js';
import { type RegexBudget, regexProblem } from './regex.js';
import type { Report } from './report.js';
import type { Warn } from './warning.js';

/** A match of gRPC requests as one of HTTP requests, whose path is `/service/method`. */
export interface CheckedGrpcMatch {
  readonly match: HttpMatch;
  readonly rank: Rank;
}

/** What the service or the method has to be; with an empty value anything. */
interface NamePattern {
  readonly type: 'Exact' | 'RegularExpression';
  /** An expression is without anchors. */
  readonly value: string;
}

const SERVICE = /^\.?[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*$/i;
const METHOD = /^[a-z_][a-z_0-9]*$/i;

const ANY_NAME = '[^/]+';

/** The matches of a rule that can be told to Envoy; the others are reported. No matches at all match everything. */
export function checkGrpcMatches(
  matches: readonly GRPCRouteMatch[] | undefined,
  field: string,
  report: Report,
  budget: RegexBudget,
  warn: Warn,
): CheckedGrpcMatch[] {
  const given = matches === undefined || matches.length === 0 ? [{}] : matches;
  return given.flatMap((match, index) => checkMatch(match, `${field}[${index}]`, report, budget, warn) ?? []);
}

function checkMatch(
  match: GRPCRouteMatch,
  field: string,
  report: Report,
  budget: RegexBudget,
  warn: Warn,
): CheckedGrpcMatch | undefined {
  const method = checkMethod(match.method ?? {}, `${field}.method`, report, budget);
  const headers = checkHeaders(match.headers, `${field}.headers`, report, budget, warn);
  if (method === undefined || headers === undefined) return undefined;
  const { path, rank } = method;
  const checked: HttpMatch = { path, isGrpc: true, headers, queryParams: [] };
  return { match: checked, rank: grpcRank(rank, checked) };
}

function checkMethod(
  { type = 'Exact', service: givenService, method: givenMethod }: GRPCMethodMatch,
  field: string,
  report: Report,
  budget: RegexBudget,
): { readonly path: PathMatch; readonly rank: Rank } | undefined {
  if (type !== 'Exact' && type !== 'RegularExpression') {
    report(`${field}.type: "${type}" is not one of Exact, RegularExpression.`);
    return undefined;
  }
  const service = checkName(type, givenService, SERVICE, `${field}.service`, report, budget);
  const method = checkName(type, givenMethod, METHOD, `${field}.method`, report, budget);
  if (service === undefined || method === undefined) return undefined;
  const path = pathOf(service, method);
  const tooLarge = path.type === 'Regex' ? regexProblem(path.value, budget) : undefined;
  if (tooLarge !== undefined) {
    report(`${field}: service and method together are an expression that ${tooLarge}.`);
    return undefined;
  }
  return { path, rank: [...rankOf(service), ...rankOf(method)] };
}

/**
 * The characters of the service count, then those of the method; exact names come before regular expressions of any length.
 * Source: GRPCRouteRule's `matches`.
 */
function rankOf({ type, value }: NamePattern): Rank {
  return [value === '' ? 2 : type === 'Exact' ? 0 : 1, -value.length];
}

/** @param valid what an exact name must look like */
function checkName(
  type: NamePattern['type'],
  given: string | undefined,
  valid: RegExp,
  field: string,
  report: Report,
  budget: RegexBudget,
): NamePattern | undefined {
  if (!given) return { type, value: '' };
  const value = type === 'Exact' ? given : withoutAnchors(given);
  const problem =
    type === 'RegularExpression' ? regexProblem(value, budget) : valid.test(value) ? undefined : 'is not a valid name';
  if (problem === undefined) return { type, value };
  report(`${field}: "${given}" ${problem}.`);
  return undefined;
}

/** Exact names have no characters that mean something in a regular expression, except for dots, which only services have. */
function pathOf(service: NamePattern, method: NamePattern): PathMatch {
  const { type } = service;
  if (service.value === '' && method.value === '') return EVERYTHING.path;
  if (type === 'Exact' && service.value !== '') {
    if (method.value === '') return { type: 'Prefix', value: `/${service.value}` };
    return { type: 'Exact', value: `/${service.value}/${method.value}` };
  }
  const part = ({ value }: NamePattern) => (value === '' ? ANY_NAME : `(?:${value})`);
  return { type: 'Regex', value: `/${part(service)}/${part(method)}` };
}

/** Escapes, character classes (also one without an end, so that each character is looked at once), and anchors. */
const TOKENS = /\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]?|[\^$]/g;

const ANCHORS = ['^', '$', '\\A', '\\z'];

/** An expression is for the whole name anyway; in the middle of a path, anchors would let it match nothing. */
function withoutAnchors(pattern: string): string {
  return pattern.replace(TOKENS, (token) => (ANCHORS.includes(token) ? '' : token));
}
