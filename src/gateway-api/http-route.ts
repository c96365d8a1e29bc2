import {
  type HttpMatch,
  type HttpRetry,
  type HttpRouteKind,
  type HttpRule,
  type HttpTimeouts,
  ROUTE_KINDS,
} from '../model/index.js';
import { preflightParts } from '../model/preflight.js';
import type {
  BackendRef,
  HTTPRoute,
  HTTPRouteRetry,
  HTTPRouteRule,
  HTTPRouteTimeouts,
  ObjectMeta,
  ParentReference,
} from '../resources/types.js';
import { type AttachableRoute, routeHostnames } from './attachment.js';
import { parseDuration } from './duration.js';
import type { CheckedFilters } from './filters/checked-filters.js';
import { checkCombinationWithBackend } from './filters/combination.js';
import { checkHttpRouteFilters } from './filters/index.js';
import { checkMatches } from './http-match.js';
import { httpRank, type Rank, type RouteMatches, type RuleMatches } from './match-precedence.js';
import { objectKey } from './names.js';
import { type Problem, summarize } from './problem.js';
import { RegexBudget } from './regex.js';
import type { Report } from './report.js';
import { withinSize } from './route-size.js';
import type { Warn, Warning } from './warning.js';

/** A route whose rules are HTTP rules, checked as far as it can be on its own. */
export interface CheckedHttpRoute extends AttachableRoute {
  readonly kind: HttpRouteKind;
  readonly name: string;
  readonly generation: number;
  /** When it was created, RFC 3339; empty when unknown. */
  readonly created: string;
  readonly rules: readonly CheckedHttpRule[];
}

export interface CheckedHttpRule {
  /** `kind/namespace/name/index`. */
  readonly key: string;
  readonly route: HttpRule['route'];
  readonly name?: string;
  /** Those that Envoy can be told; none when all are wrong. */
  readonly matches: readonly HttpMatch[];
  /** For each match its rank among those of routes of the same kind. */
  readonly ranks: readonly Rank[];
  readonly filters: CheckedFilters;
  readonly backends: readonly CheckedBackendRef[];
  readonly timeouts: HttpTimeouts;
  readonly retry?: HttpRetry;
  /** Why the rule is not valid. Its requests are answered with an error then, since no part of it may be left out. */
  readonly problem?: Problem;
  readonly warnings: readonly Warning[];
}

export interface CheckedBackendRef {
  readonly ref: BackendRef;
  /** For messages. */
  readonly field: string;
  readonly weight: number;
  readonly filters: CheckedFilters;
}

/** Under the key that a route has among those of all kinds. */
export function checkedHttpRoute(route: HTTPRoute): readonly (readonly [string, CheckedHttpRoute])[] {
  // The API server adds this rule where none is given.
  const checked = checkRoute(route, [{}], checkRule);
  return [[checked.key, checked]];
}

export function checkedHttpRules({ rules }: CheckedHttpRoute): readonly (readonly [string, CheckedHttpRule])[] {
  return rules.map((rule) => [rule.key, rule]);
}

/** What all kinds of routes with HTTP rules have. */
interface HttpRouteObject<Rule> {
  readonly kind: HttpRouteKind;
  readonly metadata: ObjectMeta;
  readonly spec?: {
    readonly parentRefs?: readonly ParentReference[];
    readonly hostnames?: readonly string[];
    readonly rules?: readonly Rule[];
  };
}

/** Checks a rule; `field` is for messages, the budget is that of the route. */
export type RuleCheck<Rule> = (
  rule: Rule,
  field: string,
  key: string,
  route: HttpRule['route'],
  budget: RegexBudget,
) => CheckedHttpRule;

/** @param none rules of a route that gives none */
export function checkRoute<Rule>(
  { kind, metadata, spec }: HttpRouteObject<Rule>,
  none: readonly Rule[],
  check: RuleCheck<Rule>,
): CheckedHttpRoute {
  const { name, namespace = '' } = metadata;
  const route = { kind, namespace, name };
  const key = `${kind}/${objectKey(namespace, name)}`;
  const budget = new RegexBudget();
  const hostnames = routeHostnames(spec?.hostnames);
  const checked = (spec?.rules ?? none).map((rule, index) =>
    check(rule, `spec.rules[${index}]`, `${key}/${index}`, route, budget),
  );
  const services = (spec?.parentRefs ?? []).filter(({ kind }) => kind === 'Service').length;
  const rules = withinSize(checked, hostnames, services);
  const problems = rules.flatMap((rule) => rule.problem ?? []);
  const problem = problems.length === rules.length ? summarize(problems) : undefined;
  return {
    ...route,
    key,
    generation: metadata.generation ?? 0,
    created: metadata.creationTimestamp ?? '',
    parentRefs: spec?.parentRefs ?? [],
    hostnames,
    rules,
    ...(problem && { problem: withAnswer(problem, kind) }),
  };
}

/** A route without a valid rule answers the requests that match it nevertheless. */
function withAnswer({ reason, message }: Problem, kind: HttpRouteKind): Problem {
  return {
    reason,
    message: `${message} No rule is valid: requests that match are answered ${ROUTE_KINDS[kind].refusal.seen}.`,
  };
}

const checkRule: RuleCheck<HTTPRouteRule> = (rule, field, key, route, budget) => {
  const problems: Problem[] = [];
  const report: Report = (message, reason = 'UnsupportedValue') => problems.push({ reason, message });
  const warnings: Warning[] = [];
  const warn: Warn = (message, scope) => warnings.push({ message, ...scope });
  const matches = checkMatches(rule.matches, `${field}.matches`, report, budget, warn);
  const context = { matches, report, warn };
  const filters = checkHttpRouteFilters(rule.filters, `${field}.filters`, context);
  const backends = (rule.backendRefs ?? []).map((ref, index): CheckedBackendRef => {
    const at = `${field}.backendRefs[${index}]`;
    const { weight = 1 } = ref;
    if (!(weight >= 0)) report(`${at}.weight: ${weight} must not be negative.`);
    const own = checkHttpRouteFilters(ref.filters, `${at}.filters`, context);
    checkCombinationWithBackend({ filters, backend: own }, field, at, report);
    return { ref, field: at, weight, filters: own };
  });
  const timeouts = checkTimeouts(rule.timeouts ?? {}, `${field}.timeouts`, report);
  const retry = rule.retry && checkRetry(rule.retry, `${field}.retry`, report);
  if (rule.sessionPersistence !== undefined) {
    report(`${field}.sessionPersistence: it is not supported. Remove it.`);
  }
  const problem = summarize(problems);
  if (problem === undefined && filters.redirect === undefined) warnOfNoBackend(backends, field, route.kind, warn);
  return {
    key,
    route,
    ...(rule.name && { name: rule.name }),
    matches,
    ranks: matches.map(httpRank),
    filters,
    backends,
    timeouts,
    ...(retry && { retry }),
    ...(problem && { problem }),
    warnings,
  };
};

/** Warns of a rule whose requests go to no backend by what it says, rather than by what it refers to. */
export function warnOfNoBackend(
  backends: readonly CheckedBackendRef[],
  field: string,
  kind: HttpRouteKind,
  warn: Warn,
): void {
  if (backends.some(({ weight }) => weight > 0)) return;
  const found = backends.length === 0 ? 'it has no backendRefs' : 'all its backendRefs have weight 0';
  const { seen } = ROUTE_KINDS[kind].refusal;
  warn(`${field}: ${found}, so requests that match are answered ${seen}. Add a backend to send them to.`);
}

function checkTimeouts({ request, backendRequest }: HTTPRouteTimeouts, field: string, report: Report): HttpTimeouts {
  const whole = checkDuration(request, `${field}.request`, report);
  const attempt = checkDuration(backendRequest, `${field}.backendRequest`, report);
  if (whole !== undefined && whole > 0 && attempt !== undefined && attempt > whole) {
    report(`${field}.backendRequest: ${backendRequest} is longer than the request timeout, ${request}.`);
  }
  return {
    ...(whole !== undefined && { request: whole }),
    ...(attempt !== undefined && { backendRequest: attempt }),
  };
}

function checkRetry({ codes = [], attempts, backoff }: HTTPRouteRetry, field: string, report: Report): HttpRetry {
  const wrong = codes.find((code) => !(code >= 400 && code <= 599));
  if (wrong !== undefined) report(`${field}.codes: ${wrong} is not between 400 and 599.`);
  if (attempts !== undefined && !(attempts >= 0)) report(`${field}.attempts: ${attempts} must not be negative.`);
  const pause = checkDuration(backoff, `${field}.backoff`, report);
  return {
    codes: [...new Set(codes)],
    ...(attempts !== undefined && { attempts }),
    ...(pause !== undefined && { backoff: pause }),
  };
}

function checkDuration(text: string | undefined, field: string, report: Report): number | undefined {
  if (text === undefined) return undefined;
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) report(`${field}: "${text}" is not a duration such as 10s or 1h30m.`);
  return milliseconds;
}

function ruleMatches(rule: CheckedHttpRule): RuleMatches {
  const { key, ranks, matches } = rule;
  return { key, ranks, matches, ...(hasCors(rule) && { preflights: matches.map(preflightParts) }) };
}

/** Whether answers of the rule can have CORS. A rule that is not valid has no backends. */
function hasCors({ filters, backends, problem }: CheckedHttpRule): boolean {
  if (filters.cors !== undefined) return true;
  return problem === undefined && backends.some((each) => each.weight > 0 && each.filters.cors !== undefined);
}

/** What virtual hosts need of a route: nothing of what its rules do with a request. */
export function matchesOf({ created, namespace, name, rules }: CheckedHttpRoute): RouteMatches {
  return {
    created,
    name: objectKey(namespace, name),
    rules: rules.map(ruleMatches).filter(({ ranks }) => ranks.length > 0),
  };
}
