import { RE2JS } from 're2js';

/** Most instructions of a program. Envoy counts up to ten times as many for the same expression, and its limit must be above that. */
const MOST_INSTRUCTIONS = 1000;

/** Everything that a backslash can begin. */
const ESCAPE = /\\(?:x\{([0-9a-fA-F]+)\}|([0-7]{3})|[\s\S])/g;

/**
 * What is wrong with a regular expression in RE2's syntax, or undefined when Envoy takes it. Envoy compiles with
 * RE2's Latin-1 option: an expression is a sequence of bytes, and so is what it is matched with.
 */
export function regexProblem(pattern: string): string | undefined {
  if (pattern === '') return 'is empty';
  const large = Array.from(pattern.matchAll(ESCAPE)).find(
    ([, hex, octal]) => Number.parseInt(hex ?? '0', 16) > 0xff || Number.parseInt(octal ?? '0', 8) > 0xff,
  );
  if (large !== undefined) return `has an escape of more than one byte, ${large[0]}`;
  try {
    const size = RE2JS.compile(Buffer.from(pattern).toString('latin1')).programSize();
    return size > MOST_INSTRUCTIONS ? `is too large (${size} instructions, at most ${MOST_INSTRUCTIONS})` : undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `is not in RE2 syntax (${reason})`;
  }
}
