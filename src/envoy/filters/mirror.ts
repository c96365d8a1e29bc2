import type { RouteAction_RequestMirrorPolicy } from '../../envoy-api/generated/envoy/config/route/v3.js';
import { FractionalPercent_DenominatorType as Denominator } from '../../envoy-api/generated/envoy/type/v3.js';
import { isPartial } from '../../model/filters/mirror.js';
import type { Mirror } from '../../model/index.js';
import type { Share } from '../share.js';
import type { HttpFilterFeature } from './feature.js';

/** RequestMirror: fields of the RouteAction, which no entry of a weighted list has. */
export const mirror: HttpFilterFeature<'mirrors'> = {
  name: 'request mirroring',
  setting: 'mirrors',
  routeAction: (mirrors, { share }) => ({ request_mirror_policies: mirrors.map((each) => mirrorPolicy(each, share)) }),
  needsRoute: () => true,
  dependsOnShare: (mirrors) => mirrors.some(isPartial),
};

/**
 * Policy for the requests of one route, which are that share of what its match takes.
 *
 * Envoy draws one random number per request and compares it with every fraction on the way, so the mirrored requests
 * are the first ones of the share.
 */
function mirrorPolicy(mirror: Mirror, share: Share): RouteAction_RequestMirrorPolicy {
  const { backend, fraction } = mirror;
  const policy = { cluster: backend, disable_shadow_host_suffix_append: true };
  if (!isPartial(mirror)) return policy;
  const part = ((share.to - share.from) * fraction.numerator) / fraction.denominator;
  const numerator = share.from + Math.round(part);
  return { ...policy, runtime_fraction: { default_value: { numerator, denominator: Denominator.MILLION } } };
}
