import type { Http1ProtocolOptions } from '../envoy-api/generated/envoy/config/core/v3.js';
import type { HttpConnectionManager } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';

const WEBSOCKET = 'websocket';

/**
 * WebSockets are offered. Any other upgrade is ignored, as by a server that does not offer it (RFC 9110, section 7.8): without
 * this Envoy answers 403. Of a list the tokens that are not offered are taken out.
 */
export function upgrades(
  http1: Http1ProtocolOptions = {},
): Pick<HttpConnectionManager, 'upgrade_configs' | 'http_protocol_options'> {
  return {
    upgrade_configs: [{ upgrade_type: WEBSOCKET }],
    http_protocol_options: { ...http1, ignore_http_11_upgrade: [{ safe_regex: { regex: otherThan(WEBSOCKET) } }] },
  };
}

/** Ignores every upgrade. */
export function noUpgrades(): Pick<HttpConnectionManager, 'http_protocol_options'> {
  return { http_protocol_options: { ignore_http_11_upgrade: [{ safe_regex: { regex: '.*' } }] } };
}

/** Matches every token but this one, in any case. RE2 has no negative lookahead, so each character may be where they part. */
function otherThan(token: string): string {
  const parting = Array.from(token, (character, index) => `${token.slice(0, index)}(?:[^${character}].*)?`);
  return `(?i)(?:${[...parting, `${token}.+`].join('|')})`;
}
