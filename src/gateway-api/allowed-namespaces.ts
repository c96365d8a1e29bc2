import type { Lookup } from '../collections/index.js';
import type { LabelSelector } from '../resources/types.js';
import { NAMESPACE_NAME_LABEL } from '../well-known/labels.js';
import { selectorProblem, selects } from './label-selector.js';
import type { Problem } from './problem.js';

/** The namespaces whose routes, or whose ListenerSets, may attach. */
export interface AllowedNamespaces {
  readonly from: 'All' | 'Same' | 'Selector' | 'None';
  readonly selector?: LabelSelector;
  /** What is wrong with the selector, where one is needed: no other namespace is allowed then. */
  readonly problem?: Problem;
}

/** Labels of Namespaces, by name. */
export type NamespaceLabels = Lookup<Readonly<Record<string, string>>>;

/**
 * @param otherwise what counts where nothing is said
 * @param field for messages
 */
export function allowedNamespaces(
  given: Pick<Partial<AllowedNamespaces>, 'from' | 'selector'> | undefined,
  otherwise: AllowedNamespaces['from'],
  field: string,
): AllowedNamespaces {
  const { from = otherwise, selector } = given ?? {};
  if (from !== 'Selector') return { from };
  const message = selector === undefined ? '.selector: it is missing.' : selectorProblem(selector, '.selector');
  if (message === undefined && selector !== undefined) return { from, selector };
  return { from, problem: { reason: 'UnsupportedValue', message: `${field}${message}` } };
}

/**
 * Whether an object in `namespace` may attach.
 * @param own the namespace of who allows it
 */
export function allowsNamespace(
  { from, selector }: AllowedNamespaces,
  own: string,
  namespace: string,
  namespaceLabels: NamespaceLabels,
): boolean {
  switch (from) {
    case 'All':
      return true;
    case 'Same':
      return namespace === own;
    case 'Selector': {
      // Every namespace has this label in a cluster; in files it need not even be declared.
      const labels = { [NAMESPACE_NAME_LABEL]: namespace, ...namespaceLabels.get(namespace) };
      return selector !== undefined && selects(selector, labels);
    }
    default:
      return false;
  }
}
