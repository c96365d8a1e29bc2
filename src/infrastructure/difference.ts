/** Elements of a list that have a name are told apart by it, as the API server does; others by their position. */
function namedBy(list: readonly unknown[]): boolean {
  return list.length > 0 && list.every((each) => typeof nameOf(each) === 'string');
}

function nameOf(value: unknown): unknown {
  return (value as { readonly name?: unknown } | null)?.name;
}

/**
 * What a live object has where the wanted one says something: what others added, and what the API server filled in, is left
 * out. Two projections by the same wanted object are equal when nobody touched what is ours.
 */
export function projection(live: unknown, wanted: unknown): unknown {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(live)) return live;
    if (!namedBy(wanted))
      return live.map((each, index) => (index < wanted.length ? projection(each, wanted[index]) : each));
    return wanted.map((each) =>
      projection(
        live.find((other) => nameOf(other) === nameOf(each)),
        each,
      ),
    );
  }
  if (typeof wanted !== 'object' || wanted === null) return live;
  if (typeof live !== 'object' || live === null || Array.isArray(live)) return live;
  const fields = live as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, projection(fields[name], value)]));
}
