import type { HttpConnectionManager } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import { HttpConnectionManager_PathWithEscapedSlashesAction as EscapedSlashes } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import { bool } from './values.js';

/**
 * How proxies of Gateways and sidecars read the path of a request before they look for a route: routes, authorization services and
 * backends have to see one and the same path, so that no spelling of it gets past a rule (CVE-2021-29492).
 */
export function requestPath(): Pick<
  HttpConnectionManager,
  'normalize_path' | 'merge_slashes' | 'path_with_escaped_slashes_action'
> {
  return {
    normalize_path: bool(true),
    merge_slashes: true,
    path_with_escaped_slashes_action: EscapedSlashes.UNESCAPE_AND_REDIRECT,
  };
}
