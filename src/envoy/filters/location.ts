import { any } from '../../envoy-api/codec.js';
import { HeaderValueOption_HeaderAppendAction as AppendAction } from '../../envoy-api/generated/envoy/config/core/v3.js';
import type { FilterConfigs, HttpFilterFeature } from './feature.js';

/** Name of the filter in every HTTP connection manager, and of its configuration in a route. */
const LOCATION = 'gatewright.location';

/** Filters that change Location of the answers of routes with {@link withoutPortInLocation}. */
export const location: HttpFilterFeature = {
  name: 'Location',
  filters: () => [
    { name: LOCATION, typed_config: any('envoy.extensions.filters.http.filter_chain.v3.FilterChainConfig', {}) },
  ],
};

/**
 * Takes the port out of Location, for a redirect that keeps a host which had a port of its own: Envoy can replace that, but not take
 * it away. The part before it is kept as metadata of the request; filters see answers from the last of them to the first.
 */
export function withoutPortInLocation(port: number): FilterConfigs {
  const value = { metadata_namespace: LOCATION, key: 'location' };
  const pattern = { regex: `^([a-z]+://[^/]+):${port}/` };
  const config = any('envoy.extensions.filters.http.filter_chain.v3.FilterChainConfigPerRoute', {
    filter_chain: {
      filters: [
        {
          name: 'write',
          typed_config: any('envoy.extensions.filters.http.header_mutation.v3.HeaderMutation', {
            mutations: {
              response_mutations: [
                {
                  append: {
                    header: { key: 'location', value: `%DYNAMIC_METADATA(${value.metadata_namespace}:${value.key})%` },
                    append_action: AppendAction.OVERWRITE_IF_EXISTS,
                  },
                },
              ],
            },
          }),
        },
        {
          name: 'read',
          typed_config: any('envoy.extensions.filters.http.header_to_metadata.v3.Config', {
            response_rules: [
              {
                header: 'location',
                on_header_present: { ...value, regex_value_rewrite: { pattern, substitution: '\\1/' } },
              },
            ],
          }),
        },
      ],
    },
  });
  return { [LOCATION]: config };
}
