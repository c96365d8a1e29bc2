import { expect, test } from '@jest/globals';
import { messageJson } from '../testing/message-json.js';
import { withoutPortInLocation } from './location.js';

interface ChainJson {
  readonly filter_chain: {
    readonly filters: readonly {
      readonly name: string;
      readonly typed_config: {
        readonly response_rules?: readonly {
          readonly on_header_present: {
            readonly regex_value_rewrite: {
              readonly pattern: { readonly regex: string };
              readonly substitution: string;
            };
          };
        }[];
      };
    }[];
  };
}

function filtersFor(port: number): ChainJson['filter_chain']['filters'] {
  const json = messageJson('envoy.config.route.v3.Route', { typed_per_filter_config: withoutPortInLocation(port) });
  return (json.typed_per_filter_config as unknown as { readonly 'gatewright.location': ChainJson })[
    'gatewright.location'
  ].filter_chain.filters;
}

test.each([
  ['https://a.test:443/path:443/', 'https://a.test/path:443/'],
  ['https://[::1]:443/', 'https://[::1]/'],
  ['https://a.test:8443/', 'https://a.test:8443/'],
])('without the port 443, %s is %s', (location, expected) => {
  const [rule] = filtersFor(443).flatMap(({ typed_config }) => typed_config.response_rules ?? []);
  const { pattern, substitution } = rule?.on_header_present.regex_value_rewrite ?? {};
  // RE2 writes a group as `\1`.
  expect(location.replace(new RegExp(pattern?.regex ?? ''), substitution?.replace('\\1', '$1') ?? '')).toBe(expected);
});

test('an answer passes the filter that reads before the one that writes', () => {
  // The last filter of a chain sees an answer first.
  expect(filtersFor(80).map(({ name }) => name)).toEqual(['write', 'read']);
});
