import type { Problem } from '../../problem.js';

/** Options of this implementation would begin so, and those without a domain are the API's; others belong to other controllers. */
const OWN_OPTION = /^(gatewright\.dev\/.*|[^/]*)$/;

/** No option is known: what an unknown one asks for could be what makes the connection secure. */
export function optionProblems(options: Readonly<Record<string, unknown>> = {}): readonly Problem[] {
  return Object.keys(options)
    .filter((option) => OWN_OPTION.test(option))
    .map((option) => ({ reason: 'Invalid', message: `spec.options: "${option}" is not known. Remove it.` }));
}
