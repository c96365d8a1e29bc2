import type { HeaderMatcher, Route } from '../envoy-api/generated/envoy/config/route/v3.js';
import type { Cors, HttpMatch, HttpRule, PreflightPart } from '../model/index.js';
import { isForeseen, preflightMethod, preflightParts } from '../model/preflight.js';
import { preflightHeaders, withCorsHeaders } from './filters/cors.js';
import { escapeRegex } from './literal-pattern.js';
import { routeMatch } from './route-match.js';
import { below, EVERYTHING, type Share, shares } from './share.js';

/** The routes that answer the preflights of a match. */
export type Preflights = { readonly [Part in PreflightPart]?: readonly Route[] };

const OK = 200;

/**
 * CORS (GEP-1767) for the preflights of one match of a rule, which have neither the method nor the headers of the request to come. They are
 * direct responses, so that no filter after the one for CORS and no backend sees them. Empty for a rule without CORS.
 */
export function preflightRoutes(rule: HttpRule, match: HttpMatch): Preflights {
  const policies = policiesOf(rule);
  if (policies.every(({ cors }) => cors === undefined)) return {};
  return Object.fromEntries(
    preflightParts(match).map((part) => [part, policies.flatMap((policy) => answers(rule, match, part, policy))]),
  );
}

interface Policy {
  /** Absent: nothing is allowed. */
  readonly cors?: Cors | undefined;
  readonly share: Share;
}

/** Of the rule, or where its backends have CORS of their own, of the shares that they take. */
function policiesOf({ filters, action }: HttpRule): readonly Policy[] {
  const backends = action.type === 'Forward' ? action.backends : [];
  if (!backends.some((each) => each.filters.cors)) return [{ cors: filters.cors, share: EVERYTHING }];
  const parts = shares(backends.map(({ weight }) => weight));
  const policies = backends.map((backend, index) => ({
    cors: backend.filters.cors ?? filters.cors,
    share: parts[index] ?? EVERYTHING,
  }));
  // A share reaches from the one before it, so that the last of equal neighbors answers for all of them.
  return policies.filter(({ cors }, index) => {
    const next = policies[index + 1];
    return next === undefined || JSON.stringify(cors) !== JSON.stringify(next.cors);
  });
}

function answers(rule: HttpRule, match: HttpMatch, part: PreflightPart, { cors, share }: Policy): readonly Route[] {
  const { method: _, isGrpc: __, ...rest } = match;
  const own = routeMatch({ ...rest, headers: match.headers.filter((header) => !isForeseen(header)) });
  const route: Route = {
    name: rule.key,
    match: { ...own, ...below(share), headers: [...(own.headers ?? []), ...preflightOf(match, part)] },
    direct_response: { status: OK },
  };
  return part === 'Path' || cors === undefined ? [route] : withCorsHeaders(route, cors, preflightHeaders(cors));
}

const PREFLIGHT: readonly HeaderMatcher[] = [
  { name: ':method', string_match: { exact: 'OPTIONS' } },
  { name: 'origin', present_match: true },
];

function preflightOf(match: HttpMatch, part: PreflightPart): readonly HeaderMatcher[] {
  const method = part === 'Path' ? undefined : preflightMethod(match);
  const name = 'access-control-request-method';
  return [
    ...PREFLIGHT,
    method === undefined ? { name, present_match: true } : { name, string_match: { exact: method } },
    ...(part === 'Request' ? match.headers.filter(isForeseen).map(listed) : []),
  ];
}

/** Source: the `Access-Control-Request-Headers` of https://fetch.spec.whatwg.org/#cors-preflight-fetch. */
function listed({ name }: { readonly name: string }): HeaderMatcher {
  const regex = `(?i)(?:.*,)?[ \\t]*${escapeRegex(name)}[ \\t]*(?:,.*)?`;
  return { name: 'access-control-request-headers', string_match: { safe_regex: { regex } } };
}
