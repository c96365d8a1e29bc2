/**
 * Escapes a literal for the fields that Envoy reads as a format string, where `%ENVIRONMENT(X)%` would show the proxy's
 * environment and a lone `%` is an error.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/advanced/substitution_formatter
 */
export function escapeFormat(literal: string): string {
  return literal.replaceAll('%', '%%');
}
