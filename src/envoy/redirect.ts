import type { RedirectAction } from '../envoy-api/generated/envoy/config/route/v3.js';
import { RedirectAction_RedirectResponseCode as ResponseCode } from '../envoy-api/generated/envoy/config/route/v3.js';
import type { PathMatch, PathModifier, Redirect, RouteTable } from '../model/index.js';
import { prefixReplacement } from './rewrite.js';

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

/** RequestRedirect. */
export function redirectAction(redirect: Redirect, match: PathMatch, context: RedirectContext): RedirectAction {
  return {
    scheme_redirect: redirect.scheme,
    host_redirect: redirect.hostname,
    port_redirect: locationPort(redirect, context),
    response_code: RESPONSE_CODES[redirect.statusCode],
    ...(redirect.path !== undefined && redirectPath(redirect.path, match)),
  };
}

/**
 * The port that Location names: the one that is given, else the well-known one of a given scheme, else the listener's.
 * Undefined where that is the well-known port of the scheme, which is not written.
 */
function locationPort({ scheme, port }: Redirect, context: RedirectContext): number | undefined {
  const target = port ?? (scheme === undefined ? context.port : WELL_KNOWN_PORTS[scheme]);
  return target === WELL_KNOWN_PORTS[scheme ?? context.scheme] ? undefined : target;
}

function redirectPath(path: PathModifier, match: PathMatch): Partial<RedirectAction> {
  return path.type === 'ReplaceFullPath' ? { path_redirect: path.value } : prefixReplacement(path.value, match);
}
