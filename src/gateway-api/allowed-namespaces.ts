import type { Collection, Reader } from '../collections/index.js';
import type { LabelSelector } from '../resources/types.js';
import { selects } from './label-selector.js';

/** The namespaces whose routes, or whose ListenerSets, may attach. */
export interface AllowedNamespaces {
  readonly from: 'All' | 'Same' | 'Selector' | 'None';
  readonly selector?: LabelSelector;
}

/** Labels of Namespaces, by name. */
export type NamespaceLabels = Collection<Readonly<Record<string, string>>>;

const NAME_LABEL = 'kubernetes.io/metadata.name';

/** @param otherwise what counts where nothing is said */
export function allowedNamespaces(
  given: Partial<AllowedNamespaces> | undefined,
  otherwise: AllowedNamespaces['from'],
): AllowedNamespaces {
  return { from: given?.from ?? otherwise, ...(given?.selector && { selector: given.selector }) };
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
  read: Reader,
): boolean {
  switch (from) {
    case 'All':
      return true;
    case 'Same':
      return namespace === own;
    case 'Selector': {
      // Every namespace has this label in a cluster; in files it need not even be declared.
      const labels = { [NAME_LABEL]: namespace, ...read.get(namespaceLabels, namespace) };
      return selector !== undefined && selects(selector, labels);
    }
    default:
      return false;
  }
}
