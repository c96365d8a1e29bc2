import { isPartial } from '../model/filters/mirror.js';
import type { HttpMatch } from '../model/index.js';
import { preflightParts } from '../model/preflight.js';
import type { CheckedFilters } from './filters/checked-filters.js';
import { type Problem, summarize } from './problem.js';

/** Bytes of what Envoy gets for the rules of one route, by our estimate; a route of usual size has some thousand. */
const MOST_BYTES = 8_000_000;

/** The same for all hostnames and Services of the route, each of which has the rules for itself. */
const MOST_COPIED_BYTES = 256_000_000;

/** Where there are many hostnames, they are divided into so many parts, each of which has those with a wildcard. */
const WILDCARD_COPIES = 64;

/** A route of a Service goes to each sidecar whose workload may call it, whatever memory that has. */
const SERVICE_COPIES = 8;

/** What a route of Envoy has beside its match, its filters and its name: policies, and the names of fields and extensions. */
const OWN_BYTES = 300;

/** What filters of any number have in Envoy beside what is in them. */
const FILTERS_BYTES = 25;

/** Of expressions for origins that one route of Envoy has. */
const ORIGIN_BYTES = 2_000;

/** What the size of a checked rule depends on. */
interface SizedRule {
  readonly key: string;
  readonly matches: readonly HttpMatch[];
  readonly ranks: readonly unknown[];
  readonly filters: CheckedFilters;
  readonly backends: readonly SizedBackend[];
  readonly retry?: unknown;
  readonly problem?: Problem;
}

interface SizedBackend {
  readonly weight: number;
  readonly filters: CheckedFilters;
}

/**
 * Refuses rules that do not fit any more. Matches, backends with filters of their own, and the origins of CORS multiply in Envoy, which has no
 * alternatives within a route, so that an object of some kilobytes can stand for gigabytes. A refused rule loses what multiplies and keeps its matches,
 * which are answered with an error, as far as these fit. It depends on nothing but the object.
 *
 * @param services number of Services that the route is attached to.
 */
export function withinSize<Rule extends SizedRule>(
  rules: readonly Rule[],
  hostnames: readonly string[],
  services: number,
): Rule[] {
  const copies = hostnames.reduce(
    (sum, hostname) => sum + (hostname.startsWith('*') ? WILDCARD_COPIES : 1),
    services * SERVICE_COPIES,
  );
  const most = Math.min(MOST_BYTES, Math.floor(MOST_COPIED_BYTES / Math.max(copies, 1)));
  let left = most;
  return rules.map((rule, index) => {
    const size = ruleSize(rule);
    if (size <= left) {
      left -= size;
      return rule;
    }
    const refused: Rule = { ...rule, backends: rule.backends, filters: withoutSettings(rule.filters) };
    const bare = ruleSize({ ...refused, backends: [] });
    const fits = bare <= left;
    if (fits) left -= bare;
    const message =
      `spec.rules[${index}]: its matches, backends, filters and allowed origins multiply to about ${megabytes(size)} of configuration, and those ` +
      `of one route${most < MOST_BYTES ? ' with such hostnames and parents' : ''} may take ${megabytes(most)} together. Give the rule fewer of them, or move it to another route.` +
      (fits ? '' : ' It matches no requests.');
    const problem = summarize([...(rule.problem ? [rule.problem] : []), { reason: 'UnsupportedValue', message }]);
    return { ...refused, ...(problem && { problem }), ...(!fits && { matches: [], ranks: [] }) };
  });
}

function ruleSize(rule: SizedRule): number {
  const { key, matches, filters, backends, retry } = rule;
  const used = backends.filter(({ weight }) => weight > 0);
  const own = key.length + OWN_BYTES;
  const common = sizeOf(filters);
  const { cors } = filters;
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  const perBackend = used.map((each) => own + common + sizeOf(each.filters));
  const isSplit = used.some(needsRoute) || filters.mirrors?.some(isPartial) === true;
  const attempts = retry === undefined ? 1 : 2;
  const forwards = used.length > 0 && filters.redirect === undefined;
  const policies = used.filter((each) => each.filters.cors !== undefined);
  // Neighbors without CORS of their own share a policy.
  const shared = Math.min(used.length - policies.length, policies.length + 1);
  const preflight = (match: number) =>
    sum(policies.map((each) => withOrigins(each.filters, match + own))) +
    (policies.length === 0 || shared > 0 ? Math.max(shared, 1) * withOrigins(filters, match + own) : 0);
  return sum(
    matches.map((match) => {
      const size = JSON.stringify(match).length;
      const parts = cors === undefined && policies.length === 0 ? 0 : preflightParts(match).length;
      const answers = forwards
        ? attempts * (sum(perBackend) + (isSplit ? used.length : 1) * size) +
          sum(used.filter(isRedirect).map((each) => withOrigins(each.filters, size + own + common)))
        : withOrigins(filters, size + own);
      return answers + parts * preflight(size);
    }),
  );
}

/** Whether it has filters that need a route of their own. */
function needsRoute({ filters }: SizedBackend): boolean {
  return filters.redirect !== undefined || filters.rewrite?.path !== undefined || filters.mirrors !== undefined;
}

function isRedirect({ filters }: SizedBackend): boolean {
  return filters.redirect !== undefined;
}

/** Of answers that the proxy gives by itself: a route for each expression for origins, and one for other origins. */
function withOrigins(filters: CheckedFilters, match: number): number {
  const each = match + sizeOf(filters);
  const origins = filters.cors?.allowOrigins ?? [];
  const bytes = origins.reduce((total, origin) => total + 2 * origin.length, 0);
  return origins.length === 0 ? each : (Math.ceil(bytes / ORIGIN_BYTES) + 1) * each;
}

function sizeOf(filters: CheckedFilters): number {
  return JSON.stringify(filters).length + FILTERS_BYTES;
}

/** References, which the status of the route still has to name. */
function withoutSettings({ externalAuth, unresolved }: CheckedFilters): CheckedFilters {
  return { ...(externalAuth && { externalAuth }), ...(unresolved && { unresolved }) };
}

function megabytes(bytes: number): string {
  return `${Math.max(bytes / 1_000_000, 0.1).toFixed(1)} MB`;
}
