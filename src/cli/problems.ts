import { formatProblem, type SourceProblem } from '../sources/source.js';
import { colorsFor } from './colors.js';
import { printable } from './printable.js';

/** Problems of files on standard error, a line each. */
export function printProblems(problems: readonly SourceProblem[]): void {
  const colors = colorsFor(process.stderr);
  for (const problem of problems) {
    const paint = { error: colors.red, warning: colors.yellow, note: colors.dim }[problem.severity];
    console.error(`${paint(problem.severity)} ${printable(formatProblem(problem))}`);
  }
}
