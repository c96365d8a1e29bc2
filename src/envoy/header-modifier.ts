import type { HeaderValueOption } from '../envoy-api/generated/envoy/config/core/v3.js';
import { HeaderValueOption_HeaderAppendAction as AppendAction } from '../envoy-api/generated/envoy/config/core/v3.js';
import type { HeaderModifier, HeaderValue } from '../model/index.js';

/** What a modifier sets and adds. Envoy removes first, then goes through these in order. */
export function headerAdditions(modifier: HeaderModifier | undefined): readonly HeaderValueOption[] | undefined {
  if (modifier === undefined) return undefined;
  return [
    ...modifier.set.map((header) => option(header, AppendAction.OVERWRITE_IF_EXISTS_OR_ADD)),
    ...modifier.add.map((header) => option(header, AppendAction.APPEND_IF_EXISTS_OR_ADD)),
  ];
}

function option({ name, value }: HeaderValue, append_action: AppendAction): HeaderValueOption {
  return { header: { key: name, value: escapeFormat(value) }, append_action };
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
