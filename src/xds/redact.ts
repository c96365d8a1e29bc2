import { SECRET } from './type-rules.js';

/** Most characters of a reason that are kept. */
const REASON_LIMIT = 256;

/**
 * Makes Envoy's words about a rejected resource fit for statuses, events and logs: one line, bounded, and without the resource itself.
 *
 * A violated validation rule is reported by Envoy as `(rule): <dump of the resource>`; the dump goes. Of a secret nothing is kept.
 */
export function redactReason(typeUrl: string, message: string): string {
  if (typeUrl === SECRET) return 'Envoy rejected the secret';
  const line = message
    .replace(/^Proto constraint validation failed \(([^)]*)\):.*$/s, 'Proto constraint validation failed ($1)')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  if (line === '') return 'Envoy gave no reason';
  return line.length > REASON_LIMIT ? `${line.slice(0, REASON_LIMIT - 1)}…` : line;
}
