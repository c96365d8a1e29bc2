import type { HeaderMatcher, RedirectAction, Route } from '../envoy-api/generated/envoy/config/route/v3.js';
import { RedirectAction_RedirectResponseCode as ResponseCode } from '../envoy-api/generated/envoy/config/route/v3.js';
import type { PathMatch, PathModifier, Redirect, RouteTable } from '../model/index.js';
import { withoutPortInLocation } from './filters/location.js';
import { prefixReplacement } from './prefix-replacement.js';

/** What a redirect keeps from where it is attached. */
export type RedirectContext = Pick<RouteTable, 'scheme' | 'port'>;

const WELL_KNOWN_PORTS = { http: 80, https: 443 } as const;

const RESPONSE_CODES = {
  301: ResponseCode.MOVED_PERMANENTLY,
  302: ResponseCode.FOUND,
  303: ResponseCode.SEE_OTHER,
  307: ResponseCode.TEMPORARY_REDIRECT,
  308: ResponseCode.PERMANENT_REDIRECT,
} as const;

/**
 * RequestRedirect, for the requests of `route`.
 *
 * The port of Location is the one that is given, else the well-known one of a given scheme, else the listener's. It is
 * not written where it is well known, also where the host is kept and has a port of its own.
 */
export function redirectRoutes(
  route: Route,
  redirect: Redirect,
  match: PathMatch,
  context: RedirectContext,
): readonly Route[] {
  const scheme = redirect.scheme ?? context.scheme;
  const port = redirect.port ?? (redirect.scheme === undefined ? context.port : WELL_KNOWN_PORTS[redirect.scheme]);
  const action: RedirectAction = {
    scheme_redirect: redirect.scheme,
    host_redirect: redirect.hostname,
    response_code: RESPONSE_CODES[redirect.statusCode],
    ...(redirect.path !== undefined && redirectPath(redirect.path, match)),
  };
  const withPort: Route = { ...route, redirect: { ...action, port_redirect: port } };
  if (port !== WELL_KNOWN_PORTS[scheme]) return [withPort];
  const withoutPort: Route = { ...route, redirect: action };
  if (redirect.hostname !== undefined) return [withoutPort];
  return [
    {
      ...withPort,
      match: { ...route.match, headers: [...(route.match?.headers ?? []), HOST_WITH_PORT] },
      typed_per_filter_config: { ...route.typed_per_filter_config, ...withoutPortInLocation(port) },
    },
    withoutPort,
  ];
}

/** Whatever follows the last colon, outside of the brackets of an IPv6 address, is what Envoy replaces. */
const HOST_WITH_PORT: HeaderMatcher = { name: ':authority', string_match: { safe_regex: { regex: '.*:[^\\]]*' } } };

function redirectPath(path: PathModifier, match: PathMatch): Partial<RedirectAction> {
  return path.type === 'ReplaceFullPath' ? { path_redirect: path.value } : prefixReplacement(path.value, match);
}
