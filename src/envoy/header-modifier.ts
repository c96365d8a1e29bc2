import type { HeaderValueOption } from '../envoy-api/generated/envoy/config/core/v3.js';
import { HeaderValueOption_HeaderAppendAction as AppendAction } from '../envoy-api/generated/envoy/config/core/v3.js';
import type { HeaderModifier, HttpFilters } from '../model/index.js';

/** The header fields that Route and WeightedCluster.ClusterWeight share. */
export interface HeaderMutations {
  readonly request_headers_to_add?: readonly HeaderValueOption[] | undefined;
  readonly request_headers_to_remove?: readonly string[] | undefined;
  readonly response_headers_to_add?: readonly HeaderValueOption[] | undefined;
  readonly response_headers_to_remove?: readonly string[] | undefined;
}

/** RequestHeaderModifier and ResponseHeaderModifier. Envoy removes first, then sets and adds in the given order. */
export function headerMutations({ requestHeaders, responseHeaders }: HttpFilters): HeaderMutations {
  return {
    request_headers_to_add: additions(requestHeaders),
    request_headers_to_remove: requestHeaders?.remove,
    response_headers_to_add: additions(responseHeaders),
    response_headers_to_remove: responseHeaders?.remove,
  };
}

/**
 * Escapes a literal for the fields that Envoy reads as a format string, where `%ENVIRONMENT(X)%` would show the proxy's
 * environment and a lone `%` is an error.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/advanced/substitution_formatter
 */
export function escapeFormat(literal: string): string {
  return literal.replaceAll('%', '%%');
}

function additions(modifier: HeaderModifier | undefined): readonly HeaderValueOption[] | undefined {
  if (modifier === undefined) return undefined;
  const option = (append_action: HeaderValueOption['append_action']) => (header: { name: string; value: string }) => ({
    header: { key: header.name, value: escapeFormat(header.value) },
    append_action,
  });
  return [
    ...modifier.set.map(option(AppendAction.OVERWRITE_IF_EXISTS_OR_ADD)),
    ...modifier.add.map(option(AppendAction.APPEND_IF_EXISTS_OR_ADD)),
  ];
}
