import { RE2JS } from 're2js';

/** Most instructions of a program, by our estimate. The limit that the bootstrap gives Envoy leaves room above that. */
const MOST_INSTRUCTIONS = 5000;

/** Everything that a backslash can begin. */
const ESCAPE = /\\(?:x\{([0-9a-fA-F]+)\}|([0-7]{3})|[\s\S])/g;

const LARGEST_BYTE = 0xff;

/**
 * What is wrong with a regular expression in RE2's syntax, or undefined when Envoy takes it. Envoy compiles with
 * RE2's Latin-1 option: an expression is a sequence of bytes, and so is what it is matched with.
 */
export function regexProblem(pattern: string): string | undefined {
  if (pattern === '') return 'is empty';
  const large = Array.from(pattern.matchAll(ESCAPE)).find(
    ([, hex = '0', octal = '0']) => Number.parseInt(hex, 16) > LARGEST_BYTE || Number.parseInt(octal, 8) > LARGEST_BYTE,
  );
  if (large !== undefined) return `has an escape of more than one byte, ${large[0]}`;
  try {
    const size = programSize(RE2JS.compile(Buffer.from(pattern).toString('latin1')));
    return size > MOST_INSTRUCTIONS ? `is too large (${size} instructions, at most ${MOST_INSTRUCTIONS})` : undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `is not in RE2 syntax (${reason})`;
  }
}

/** Envoy's RE2 has one instruction for each range of bytes in a character class, where this one has one for the class. */
function programSize(regex: RE2JS): number {
  let size = 0;
  for (const { runes = [] } of regex.re2Input.prog.inst as { readonly runes?: readonly number[] }[]) {
    let ranges = 0;
    for (let index = 0; index < runes.length && (runes[index] ?? 0) <= LARGEST_BYTE; index += 2) ranges++;
    size += Math.max(ranges, 1);
  }
  return size;
}
