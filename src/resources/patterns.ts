import { RE2JS } from 're2js';

interface Compiled {
  readonly expression: RE2JS;
  /** Answers for short values: names, groups and kinds repeat in every object. */
  readonly answers: Map<string, boolean>;
}

const LONGEST_REMEMBERED = 64;
const MOST_REMEMBERED = 1000;
const compiled = new Map<string, Compiled>();

function compile(pattern: string): Compiled {
  const known = compiled.get(pattern) ?? { expression: RE2JS.compile(pattern), answers: new Map() };
  compiled.set(pattern, known);
  return known;
}

/**
 * Whether a part of the value matches. RE2 as the API server has it: the same syntax, and time linear in the value's
 * length, which JavaScript's own engine does not promise.
 */
export function matchesPattern(pattern: string, value: string): boolean {
  const { expression, answers } = compile(pattern);
  if (value.length > LONGEST_REMEMBERED) return expression.test(value);
  const known = answers.get(value);
  if (known !== undefined) return known;
  const answer = expression.test(value);
  if (answers.size >= MOST_REMEMBERED) answers.clear();
  answers.set(value, answer);
  return answer;
}
