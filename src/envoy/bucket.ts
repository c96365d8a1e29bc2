/**
 * A hash of host names with 64 values, computed here and, the same, by Envoy for each request.
 *
 * Envoy's CEL has no hash function, but it has regular expressions of up to a hundred instructions, and one that finds
 * out whether the number of characters from a set is odd is smaller than that. So each bit of the hash is such a parity.
 */

/** All that a hostname of Gateway API consists of. The hyphen is last, as it has to be in a character class. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789.-';

/**
 * The sets, for the bits from left to right. They are the best of many random ones for names as people choose them:
 * numbered, words, UUIDs, one label under many domains; the fullest bucket gets about twice its share at most.
 */
const SETS = [
  'bghijklpqrsuvxz278-',
  'bfgijnowy125678.',
  'abegjopqrstuy018.-',
  'abfgiklnortxz149.',
  'aghlpqrsx23568.',
  'abghmpqrstwyz0246',
] as const;

/** All buckets: `0` to `63`. */
export const BUCKETS: readonly string[] = Array.from({ length: 2 ** SETS.length }, (_, bucket) => String(bucket));

/** The bucket of a host: lower case, without a port, and without the dot at the end of a name in its absolute form. */
export function bucketOf(host: string): string {
  const characters = Array.from(host);
  const isOdd = (set: string) => characters.filter((character) => set.includes(character)).length % 2;
  return String(SETS.reduce((bits, set) => 2 * bits + isOdd(set), 0));
}

/**
 * A format string with one expression, since each has a price of its own, that gives the bucket of the request's host, whatever its case and port, and whether it is in its absolute form. A
 * host that is no hostname gets some bucket too.
 */
export function bucketFormat(): string {
  const bits = SETS.map((set, index) => `(${isEven(set)} ? 0 : ${2 ** (SETS.length - 1 - index)})`);
  return `%CEL(${bits.join(' + ')})%`;
}

/** An expression: whether a host has an even number of characters from the set, the dot at the end of an absolute name not counted. */
function isEven(set: string): string {
  const even = matches(evenCount(set));
  return set.includes('.') ? `${even} != ${matches('[.](?::|$)')}` : even;
}

function matches(regex: string): string {
  return `request.host.matches('${regex}')`;
}

/** Matches a host with an even number of characters from the set, up to the port. */
function evenCount(set: string): string {
  const member = characterClass((character) => set.includes(character));
  const other = characterClass((character) => !set.includes(character));
  return `(?i)^(?:${other}|${member}${other}*${member})*(?::|$)`;
}

function characterClass(has: (character: string) => boolean): string {
  return `[${Array.from(ALPHABET).filter(has).join('')}]`;
}
