import { createHash } from 'node:crypto';

/** What the reference takes on the machine that the bounds were chosen on, in milliseconds of CPU. */
const REFERENCE_MS = 10;
/** Work is measured again when it seems to be too much: others on the machine make it slower, never faster. */
const TRIES = 6;

/** Milliseconds of CPU that a call costs, of this process. */
function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const SAMPLE = JSON.stringify(
  Array.from({ length: 6_000 }, (_, index) => ({
    name: `name-${index}`,
    labels: { a: `${index}`, b: 'x' },
    port: index,
  })),
);

/** Some of everything that is done with an object: it is parsed, looked through, changed, sorted, written and hashed. */
function reference(): void {
  const items = JSON.parse(SAMPLE) as { name: string; labels: Record<string, string>; port: number }[];
  const changed = items.map(({ name, labels, port }) => [name.toUpperCase(), { ...labels, c: `${port}` }] as const);
  const sorted = new Map([...changed].sort(([a], [b]) => (a < b ? -1 : 1)));
  createHash('sha256')
    .update(JSON.stringify([...sorted]))
    .digest('hex');
}

/** The reference is compiled by the time that it counts. */
for (let times = 0; times < 10; times++) reference();
let usual = Math.min(...Array.from({ length: 5 }, () => cpuOf(reference)));

/**
 * What a call costs, in milliseconds of CPU of the machine that the bounds were chosen on: the same reference is measured beside it, so that neither a
 * slow machine nor one that others use has another result. The least of some tries, no more than are needed to be below `bound`.
 */
export function costOf(work: () => void, bound: number): number {
  return leastOf(bound, (tries) => {
    const own = cpuOf(work);
    if (tries > 0) usual = cpuOf(reference);
    return (own * REFERENCE_MS) / usual;
  });
}

/** How many times longer a call takes than another beside it: the least of some tries, no more than are needed to be below `bound`. */
export function ratioOf(work: () => void, other: () => void, bound: number): number {
  return leastOf(bound, () => cpuOf(work) / cpuOf(other));
}

/** @param measure gets the number of tries before. */
function leastOf(bound: number, measure: (tries: number) => number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < TRIES && least > bound; tries++) least = Math.min(least, measure(tries));
  return least;
}

/** How many times longer the reference takes now than on the machine that the bounds were chosen on; at least once. */
export function slowness(): number {
  return Math.max(1, cpuOf(reference) / REFERENCE_MS);
}
