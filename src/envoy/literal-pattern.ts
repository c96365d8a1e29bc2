const PERCENT_ENCODED = /%([0-9A-F]{2})/g;

/** Source: RFC 3986, section 2.3. */
const UNRESERVED = /^[-A-Za-z0-9._~]$/;

/**
 * A regular expression for a path and for those that differ from it only in the case of hexadecimal digits, or in whether an unreserved
 * character is percent-encoded (RFC 3986, section 6.2.2); undefined where there is no other. Envoy's normalization decodes
 * unreserved characters and leaves the case of digits.
 */
export function literalPattern(path: string): string | undefined {
  let changed = false;
  let pattern = '';
  let last = 0;
  for (const found of path.matchAll(PERCENT_ENCODED)) {
    const [encoded, hex = ''] = found;
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    const digits = /[A-F]/.test(hex) ? `%(?i:${hex})` : encoded;
    const either = UNRESERVED.test(character) ? `(?:${escapeRegex(character)}|${digits})` : digits;
    changed ||= either !== encoded;
    pattern += escapeRegex(path.slice(last, found.index)) + either;
    last = found.index + encoded.length;
  }
  return changed ? pattern + escapeRegex(path.slice(last)) : undefined;
}

export function escapeRegex(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
