import type { RouteAction } from '../envoy-api/generated/envoy/config/route/v3.js';
import type { HttpTimeouts } from '../model/index.js';
import { DEFAULT_LISTENER_SETTINGS } from '../model/listener-settings.js';
import { milliseconds } from './values.js';

const { streamIdleTimeout } = DEFAULT_LISTENER_SETTINGS;

/**
 * `timeouts.request` (GEP-1742). Without one there is no limit, in place of Envoy's 15 s, which breaks downloads; what is
 * stuck is found by the idle timeout. A longer limit, or none on purpose, must not be undercut by that.
 */
export function timeouts({ request, idle }: HttpTimeouts): Partial<RouteAction> {
  return {
    timeout: milliseconds(request ?? 0),
    ...(idle !== undefined && { idle_timeout: milliseconds(idle) }),
    ...(request === 0 && { idle_timeout: milliseconds(0) }),
    ...(request !== undefined &&
      request >= streamIdleTimeout && { idle_timeout: milliseconds(request + streamIdleTimeout) }),
  };
}
