/**
 * A hash of host names with 64 values, computed here and, the same, by Envoy for each request.
 *
 * Envoy's CEL has no hash function and cannot join strings, but it can match regular expressions, and "the number of
 * characters from a set is odd" is one. So each bit of the hash is such a parity, with one set for even and one for odd
 * positions, and the sets are chosen so that the bits look random: the hash is the XOR of a number for each character.
 */

const BITS = 6;

/** All that a hostname of Gateway API consists of; a hyphen at the end of a character class is one. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789.-';

/** All buckets, in order: `000000` to `111111`. */
export const BUCKETS: readonly string[] = Array.from({ length: 2 ** BITS }, (_, hash) => bits(hash));

/** The bucket of a host: lower case, without a port. */
export function bucketOf(host: string): string {
  let hash = 0;
  for (let position = 0; position < host.length; position++) {
    hash ^= characterHash(host.charCodeAt(position), position % 2);
  }
  return bits(hash);
}

/**
 * A format string that gives the bucket of the request's host, whatever its case and port. A host which is not a
 * hostname gets any bucket.
 */
export function bucketFormat(): string {
  return Array.from(
    { length: BITS },
    (_, bit) => `%CEL(request.host.matches('${parityPattern(bit)}') ? '1' : '0')%`,
  ).join('');
}

/** Numbers that spread the names people use: numbered ones, words, UUIDs, the same label under many domains. */
function characterHash(character: number, parity: number): number {
  return (Math.imul(character + 131 * parity, 0xc2b2ae35) >>> 16) & (2 ** BITS - 1);
}

function bits(hash: number): string {
  return hash.toString(2).padStart(BITS, '0');
}

/**
 * Matches the hosts whose hash has that bit, counted from the left. It reads characters in pairs: `same` and `other` are
 * the pairs that keep and that change the parity.
 */
function parityPattern(bit: number): string {
  const [even, odd] = [members(bit, 0), members(bit, 1)];
  const same = `(?:[${even}][${odd}]|[^:${even}][^:${odd}])`;
  const other = `(?:[${even}][^:${odd}]|[^:${even}][${odd}])`;
  return `(?i)^(?:${same}|${other}${same}*${other})*(?:${other}${same}*[^:${even}]?|[${even}])(?::[0-9]*)?$`;
}

function members(bit: number, parity: number): string {
  const mask = 1 << (BITS - 1 - bit);
  return Array.from(ALPHABET)
    .filter((character) => (characterHash(character.charCodeAt(0), parity) & mask) !== 0)
    .join('');
}
