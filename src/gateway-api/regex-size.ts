/** Work for a Unicode class such as `\pL`, in instructions: it is built from a large table. */
const UNICODE_CLASS = 100;

/** RE2 refuses more. */
const MOST_REPETITIONS = 1000;

/** One token of RE2's syntax: quoted text, an escape, a class, flags, the beginning of a group, a repetition, or one character. */
const TOKEN =
  /\\Q(?:[^\\]|\\(?!E))*(?:\\E)?|\\[pP]\{[^{}]{0,40}\}|\\[pP].|\\x\{[0-9a-fA-F]*\}|\\[\s\S]|\[\^?\]?(?:\[:\^?[a-z]{1,10}:\]|\\[pP]\{[^{}]{0,40}\}|\\[\s\S]|[^\]\\])*\]?|\(\?P?<\w*>|\(\?[a-zA-Z-]*[:)]?|\{(\d+)(,(\d*))?\}|[\s\S]/g;

/** After a group its branch is not empty, whatever the group adds. */
const NO_BRANCH = -1;

const NO_GROUP = { before: 0, capture: 0 };

const UNICODE = /\\[pP]/g;

export interface RegexSize {
  /** Of the program. */
  readonly instructions: number;
  /** What it costs to compile it, in instructions. */
  readonly work: number;
}

/**
 * About how large the program of a regular expression is, from one look at its text: each part, times the repetitions around it.
 * Common beginnings and alternatives of one character are not shared, so it can be more. What is not in RE2's syntax gets some size.
 */
export function regexSize(pattern: string): RegexSize {
  // What is inside the groups that are open, outermost first; `last` is what a repetition applies to.
  const outer: { readonly before: number; readonly capture: number }[] = [];
  let sum = 0;
  let last = 0;
  let classes = 0;
  // The sum where the branch of an alternative began; one that is empty is an instruction, too.
  let branch = 0;
  const ofEmptyBranch = () => (sum === branch ? 1 : 0);
  const add = (size: number) => {
    sum += size;
    last = size;
  };
  for (const [token, least, open, most] of pattern.matchAll(TOKEN)) {
    if (token === ')') {
      const { before, capture } = outer.pop() ?? NO_GROUP;
      const inner = sum + capture + ofEmptyBranch();
      branch = NO_BRANCH;
      sum = before;
      add(inner);
    } else if (token.startsWith('(')) {
      if (token.endsWith(')')) continue;
      outer.push({ before: sum, capture: /^\(\?[^P<]/.test(token) ? 0 : 2 });
      sum = 0;
      last = 0;
      branch = 0;
    } else if (token === '|') {
      add(1 + ofEmptyBranch());
      branch = sum;
    } else if (least !== undefined) {
      const repeated = repeatedSize(last, count(least), count(open === undefined ? least : most || least));
      sum += repeated - last;
      last = repeated;
    } else if (token.startsWith('\\Q')) {
      sum += token.length;
      last = 1;
    } else if (token === '*' || token === '+' || token === '?') {
      sum += 1;
      last += 1;
    } else {
      classes += token.length > 1 ? (token.match(UNICODE)?.length ?? 0) : 0;
      add(1);
    }
  }
  const instructions = outer.reduce((total, { before }) => total + before, sum) + 2;
  return { instructions, work: Math.max(instructions, pattern.length) + classes * UNICODE_CLASS };
}

/** Each repetition that may be left out has one more instruction. */
function repeatedSize(size: number, least: number, most: number): number {
  const required = Math.max(least, 1);
  return size * required + (size + 1) * Math.max(most - required, 0);
}

function count(digits: string | undefined): number {
  return Math.min(Number(digits), MOST_REPETITIONS + 1);
}
