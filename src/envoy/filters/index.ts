import type { HttpFilters } from '../../model/index.js';
import { authority } from './authority.js';
import { cors } from './cors.js';
import { externalAuth } from './external-auth.js';
import type { HttpFilterFeature } from './feature.js';
import { requestHeaderModifier, responseHeaderModifier } from './header-modifier.js';
import { listenerFilters } from './listener-filters.js';
import { location } from './location.js';
import { mirror } from './mirror.js';
import { requestAsReceived } from './request-as-received.js';
import { rewrite } from './rewrite.js';
import { router } from './router.js';

/** A feature with any setting, or with none. */
export type AnyFeature = HttpFilterFeature<keyof HttpFilters>;

/**
 * All features, in the order in which their HTTP filters see a request; they see its answer in reverse. It is the order at Gateways and in
 * sidecars alike, and there is no other.
 */
export const HTTP_FILTERS = complete([
  authority,
  requestAsReceived,
  location,
  listenerFilters,
  cors,
  externalAuth,
  requestHeaderModifier,
  responseHeaderModifier,
  rewrite,
  mirror,
  router,
]);

type SettingOf<Feature> = Feature extends HttpFilterFeature<infer Setting> ? Setting : never;

type Unhandled<Features extends readonly AnyFeature[]> = Exclude<keyof HttpFilters, SettingOf<Features[number]>>;

/** Identity. Does not compile when no feature has one of the settings, which it names. */
export function complete<const Features extends readonly AnyFeature[]>(
  features: Features & ([Unhandled<Features>] extends [never] ? unknown : { readonly without: Unhandled<Features> }),
): readonly AnyFeature[] {
  return features;
}
