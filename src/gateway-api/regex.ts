import { RE2JS } from 're2js';

/** Most instructions of a program; the limit that the proxy gives Envoy is far above that. */
const MOST_INSTRUCTIONS = 1000;

/** What is wrong with a regular expression in RE2's syntax, or undefined when Envoy takes it. */
export function regexProblem(pattern: string): string | undefined {
  try {
    const size = RE2JS.compile(pattern).programSize();
    return size > MOST_INSTRUCTIONS ? `is too large (${size} instructions, at most ${MOST_INSTRUCTIONS})` : undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `is not a regular expression in RE2 syntax (${reason})`;
  }
}
