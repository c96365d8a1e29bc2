import { labelValueProblem, qualifiedNameProblem } from '../resources/names.js';
import type { LabelSelector, LabelSelectorRequirement } from '../resources/types.js';

/**
 * What is wrong with a selector, as `metav1.LabelSelectorAsSelector` sees it: the API server takes any in resources of a CRD.
 * @param field for messages
 */
export function selectorProblem({ matchLabels, matchExpressions }: LabelSelector, field: string): string | undefined {
  for (const [key, value] of Object.entries(matchLabels ?? {})) {
    const problem = qualifiedNameProblem(key) ?? labelValueProblem(value);
    if (problem !== undefined) return `${field}.matchLabels: "${key}: ${value}" ${problem}.`;
  }
  for (const [index, requirement] of (matchExpressions ?? []).entries()) {
    const problem = requirementProblem(requirement);
    if (problem !== undefined) return `${field}.matchExpressions[${index}]${problem}.`;
  }
  return undefined;
}

function requirementProblem({ key, operator, values = [] }: LabelSelectorRequirement): string | undefined {
  const keyProblem = qualifiedNameProblem(key ?? '');
  if (keyProblem !== undefined) return `.key: "${key}" ${keyProblem}`;
  switch (operator) {
    case 'In':
    case 'NotIn': {
      if (values.length === 0) return `.values: operator ${operator} needs at least one`;
      const wrong = values.find((value) => labelValueProblem(value) !== undefined);
      return wrong === undefined ? undefined : `.values: "${wrong}" ${labelValueProblem(wrong)}`;
    }
    case 'Exists':
    case 'DoesNotExist':
      return values.length > 0 ? `.values: operator ${operator} has none. Remove them` : undefined;
    default:
      return `.operator: "${operator}" is not one of In, NotIn, Exists, DoesNotExist`;
  }
}

/** Whether labels are selected, by a selector that is right. */
export function selects(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  const label = (key: string) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => label(key) === value) &&
    (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const value = label(key);
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return false;
      }
    })
  );
}
