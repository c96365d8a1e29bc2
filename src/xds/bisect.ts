/**
 * Two parts of the names of a refused batch, so that the next responses find the bad ones. Envoy names the culprit of most errors; its
 * words only choose the parts, so a wrong guess costs no more than another round.
 */
export function split(names: readonly string[], message: string): [string[], string[]] {
  const blamed = names.filter((name) => message.includes(name));
  const half = new Set(blamed.length > 0 && blamed.length < names.length ? blamed : names.slice(names.length / 2));
  return [names.filter((name) => !half.has(name)), [...half]];
}
