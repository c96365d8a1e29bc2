import type { HeaderModifier, HttpFilters } from '../model/index.js';

/** The filters of a rule followed by those of one of its backends, as one set of filters. */
export function mergeFilters(rule: HttpFilters, backend: HttpFilters): HttpFilters {
  const requestHeaders = mergeModifiers(rule.requestHeaders, backend.requestHeaders);
  const responseHeaders = mergeModifiers(rule.responseHeaders, backend.responseHeaders);
  const cors = backend.cors ?? rule.cors;
  const externalAuth = backend.externalAuth ?? rule.externalAuth;
  return {
    ...(requestHeaders && { requestHeaders }),
    ...(responseHeaders && { responseHeaders }),
    ...(cors && { cors }),
    ...(externalAuth && { externalAuth }),
    rewrite: { ...rule.rewrite, ...backend.rewrite },
    mirrors: [...(rule.mirrors ?? []), ...(backend.mirrors ?? [])],
  };
}

/** What the second sets or removes makes no difference any more in the first; then the order of the parts is free. */
function mergeModifiers(
  first: HeaderModifier | undefined,
  second: HeaderModifier | undefined,
): HeaderModifier | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  const settled = new Set([...second.set.map(({ name }) => name), ...second.remove]);
  const open = ({ name }: { readonly name: string }) => !settled.has(name);
  return {
    set: [...first.set.filter(open), ...second.set],
    add: [...first.add.filter(open), ...second.add],
    remove: [...new Set([...first.remove, ...second.remove])],
  };
}
