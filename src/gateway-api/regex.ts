import { RE2JS } from 're2js';
import { Memo } from './memo.js';
import { regexSize } from './regex-size.js';

/** Most instructions of a program, by our estimate. The limit that the bootstrap gives Envoy leaves room above that. */
const MOST_INSTRUCTIONS = 5000;
/** By the text alone, which is counted without compiling it. What alternatives share can make the program smaller than that. */
const MOST_BEFORE_COMPILING = 2 * MOST_INSTRUCTIONS;
/** For all expressions of an object. */
const MOST_WORK = 40_000;
/** For an expression of any length. */
const WORK_FOR_EACH = 50;
/** Characters of expressions whose verdicts are remembered. */
const MOST_REMEMBERED = 1 << 20;

/** Everything that a backslash can begin. */
const ESCAPE = /\\(?:x\{([0-9a-fA-F]+)\}|([0-7]{3})|[\s\S])/g;

const LARGEST_BYTE = 0xff;

/**
 * What the regular expressions of one object may cost together, in instructions: some hundred expressions of usual length, or a tenth of a second.
 * One that is given twice costs once. It depends on nothing but the object.
 */
export class RegexBudget {
  #left = MOST_WORK;
  readonly #paid = new Set<string>();
  /** What was made of texts. */
  readonly #made = new Map<string, string>();

  #encodings: RegexBudget | undefined;

  /** Another one, for what is made of values that are no expressions, or that were paid for: however many there are, no expression is refused for it. */
  get encodings(): RegexBudget {
    this.#encodings ??= new RegexBudget();
    return this.#encodings;
  }

  /** Whether there was enough left for it. After the first that is too much nothing is left, so that no more are looked at. */
  pay(pattern: string): boolean {
    if (this.#paid.has(pattern)) return true;
    // Even the size of an expression costs a look at all of it.
    if (this.#left < pattern.length) return this.#exhaust();
    const { instructions, work } = regexSize(bytesOf(pattern));
    const cost = WORK_FOR_EACH + (instructions > MOST_BEFORE_COMPILING ? pattern.length : work);
    if (this.#left < cost) return this.#exhaust();
    this.#left -= cost;
    this.#paid.add(pattern);
    return true;
  }

  /** The expression that `make` makes of a text, no shorter than that; undefined when there is not enough left for so much, so that none is made. */
  made(text: string, make: (text: string) => string): string | undefined {
    const known = this.#made.get(text);
    if (known !== undefined || this.#left < text.length) return known;
    const pattern = make(text);
    this.#made.set(text, pattern);
    return pattern;
  }

  #exhaust(): false {
    this.#left = 0;
    return false;
  }
}

/**
 * What is wrong with a regular expression in RE2's syntax, or undefined when Envoy takes it. Envoy compiles with
 * RE2's Latin-1 option: an expression is a sequence of bytes, and so is what it is matched with.
 * @param budget of the object that has the expression.
 */
export function regexProblem(pattern: string, budget = new RegexBudget()): string | undefined {
  if (pattern === '') return 'is empty';
  if (!budget.pay(pattern)) {
    return `is one regular expression too many: those of one object may take ${MOST_WORK} instructions together; move rules to another route`;
  }
  return verdicts.of(pattern);
}

const verdicts = new Memo(judge, MOST_REMEMBERED);

function judge(pattern: string): string | undefined {
  const large = Array.from(pattern.matchAll(ESCAPE)).find(
    ([, hex = '0', octal = '0']) => Number.parseInt(hex, 16) > LARGEST_BYTE || Number.parseInt(octal, 8) > LARGEST_BYTE,
  );
  if (large !== undefined) return `has an escape of more than one byte, ${large[0]}`;
  const bytes = bytesOf(pattern);
  const { instructions } = regexSize(bytes);
  if (instructions > MOST_BEFORE_COMPILING) return tooLarge(instructions);
  try {
    const size = programSize(RE2JS.compile(bytes));
    return size > MOST_INSTRUCTIONS ? tooLarge(size) : undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `is not in RE2 syntax (${reason})`;
  }
}

function tooLarge(instructions: number): string {
  return `is too large (${instructions} instructions, at most ${MOST_INSTRUCTIONS})`;
}

function bytesOf(pattern: string): string {
  return Buffer.from(pattern).toString('latin1');
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
