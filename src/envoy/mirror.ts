import type { RouteAction_RequestMirrorPolicy } from '../envoy-api/generated/envoy/config/route/v3.js';
import { FractionalPercent_DenominatorType as Denominator } from '../envoy-api/generated/envoy/type/v3.js';
import type { Mirror } from '../model/index.js';
import type { Share } from './share.js';

/**
 * RequestMirror, for the requests of one route, which are that share of what its match takes.
 *
 * Envoy draws one random number per request and compares it with every fraction on the way, so the mirrored requests
 * are the first ones of the share.
 */
export function mirrorPolicy({ backend, fraction }: Mirror, share: Share): RouteAction_RequestMirrorPolicy {
  const policy = { cluster: backend, disable_shadow_host_suffix_append: true };
  if (!isPartial({ fraction })) return policy;
  const part = ((share.to - share.from) * fraction.numerator) / fraction.denominator;
  const numerator = share.from + Math.round(part);
  return { ...policy, runtime_fraction: { default_value: { numerator, denominator: Denominator.MILLION } } };
}

/** Whether a mirror takes only a part of the requests. */
export function isPartial({ fraction }: Pick<Mirror, 'fraction'>): boolean {
  return fraction.numerator < fraction.denominator;
}
