/** What takes some milliseconds at most. */
const ITEMS_PER_STEP = 500;

/** The items, and `undefined` where a step ends. */
export function* inSteps<T>(items: Iterable<T>): Generator<T | undefined> {
  let count = 0;
  for (const item of items) {
    yield item;
    count += 1;
    if (count % ITEMS_PER_STEP === 0) yield undefined;
  }
}
