/** Key of the status of an object. @param object `namespace/name`, or the name of one that is in no namespace */
export function statusKey(kind: string, object: string): string {
  return `${kind}/${object}`;
}

/** The kind and the namespace in a {@link statusKey}; the namespace of what is in none is empty. */
export function placeOfStatus(key: string): { readonly kind: string; readonly namespace: string } {
  const [kind = '', first = '', second] = key.split('/', 3);
  return { kind, namespace: second === undefined ? '' : first };
}
