import type { GRPCRoute, GRPCRouteRule } from '../resources/types.js';
import { checkGrpcRouteFilters } from './filters/index.js';
import { checkGrpcMatches } from './grpc-match.js';
import {
  type CheckedBackendRef,
  type CheckedHttpRoute,
  checkRoute,
  type RuleCheck,
  warnOfNoBackend,
} from './http-route.js';
import { type Problem, summarize } from './problem.js';
import type { Report } from './report.js';
import type { Warn, Warning } from './warning.js';

/** In milliseconds. Streams of events may well be silent for long, and a GRPCRoute has no field to say so. */
const IDLE_TIMEOUT = 3_600_000;

/** A gRPC request is an HTTP request, so a GRPCRoute has HTTP rules. Under the key that it has among routes of all kinds. */
export function checkedGrpcRoute(route: GRPCRoute): readonly (readonly [string, CheckedHttpRoute])[] {
  const checked = checkRoute(route, [], checkRule);
  return [[checked.key, checked]];
}

const checkRule: RuleCheck<GRPCRouteRule> = (rule, field, key, route, budget) => {
  const problems: Problem[] = [];
  const report: Report = (message, reason = 'UnsupportedValue') => problems.push({ reason, message });
  const warnings: Warning[] = [];
  const warn: Warn = (message, scope) => warnings.push({ message, ...scope });
  const checked = checkGrpcMatches(rule.matches, `${field}.matches`, report, budget, warn);
  const matches = checked.map(({ match }) => match);
  const context = { matches, report, warn };
  const filters = checkGrpcRouteFilters(rule.filters, `${field}.filters`, context);
  const backends = (rule.backendRefs ?? []).map((ref, index): CheckedBackendRef => {
    const at = `${field}.backendRefs[${index}]`;
    const { weight = 1 } = ref;
    if (!(weight >= 0)) report(`${at}.weight: ${weight} must not be negative.`);
    return {
      ref,
      field: at,
      weight,
      filters: checkGrpcRouteFilters(ref.filters, `${at}.filters`, context),
    };
  });
  if (rule.sessionPersistence !== undefined) {
    report(`${field}.sessionPersistence: it is not supported. Remove it.`);
  }
  const problem = summarize(problems);
  if (problem === undefined) warnOfNoBackend(backends, field, route.kind, warn);
  return {
    key,
    route,
    ...(rule.name && { name: rule.name }),
    matches,
    ranks: checked.map(({ rank }) => rank),
    filters,
    backends,
    timeouts: { idle: IDLE_TIMEOUT },
    ...(problem && { problem }),
    warnings,
  };
};
