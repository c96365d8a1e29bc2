import { Memo } from './memo.js';
import { language, matchesSome } from './regex-reach.js';

/** Source: RFC 3986, section 2.3. */
const UNRESERVED = /^[-A-Za-z0-9._~]$/;

const PERCENT_ENCODED = /%([0-9a-fA-F]{2})/g;

/** With the hexadecimal digits of percent-encodings in upper case. Source: RFC 3986, section 6.2.2.1. */
export function upperCaseEncodings(path: string): string {
  return path.replace(PERCENT_ENCODED, (encoded) => encoded.toUpperCase());
}

/** Without needless percent-encodings: paths that are equal then are one path. Source: RFC 3986, section 6.2.2. */
export function normalizedPath(path: string): string {
  return path.replace(PERCENT_ENCODED, (encoded, hex) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return UNRESERVED.test(character) ? character : encoded.toUpperCase();
  });
}

/** Whether a segment of a path is "." or "..", in whatever encoding. */
export function hasDotSegment(path: string): boolean {
  return path.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment));
}

/** What proxies make of encoded slashes and of NUL before it looks for a route. */
const NEVER_SEEN: Readonly<Record<string, string>> = {
  '%2F': 'a request with %2F in its path is redirected to the path with "/" in its place',
  '%5C': 'a request with %5C in its path is redirected to the path with "/" in its place',
  '%00': 'a request with %00 in its path is answered 400',
};

/** Why no request has a path that is, or begins with, this one; undefined: some may. The path is valid. */
export function unreachablePath(path: string): string | undefined {
  const encoding = normalizedPath(path)
    .match(PERCENT_ENCODED)
    ?.find((each) => NEVER_SEEN[each] !== undefined);
  if (encoding !== undefined) return NEVER_SEEN[encoding];
  return hasDotSegment(path) ? 'segments "." and ".." of a request are resolved before a route is chosen' : undefined;
}

/** Whether an expression matches the whole path of some request. */
export function isReachable(pattern: string): boolean {
  return reachable.of(pattern) !== undefined;
}

/** Characters of expressions whose verdicts are remembered. */
const MOST_REMEMBERED = 1 << 18;

const reachable = new Memo((pattern) => (matchesSome(pattern, REQUEST_PATHS) ? pattern : undefined), MOST_REMEMBERED);

/** Bytes that Envoy leaves in a path; it refuses the others, ends the path there, encodes or replaces them. */
const PATH_BYTE = /^[-!$%&'()*+,./0-9:;=@A-Z[\]_a-z~]$/;

/** States in a segment: at its begin, after one dot, after two, after something else. */
const SEGMENT = { BEGIN: 0, DOT: 1, DOTS: 2, OTHER: 3 } as const;

/** After `%`; behind that, after `%` and a hexadecimal digit. */
const PERCENT = 4;
const DIGIT = 5;
const START = DIGIT + 16;

/** The paths that routes see, at the edge and in the mesh: normalized by Envoy's `normalize_path`, `merge_slashes` and `path_with_escaped_slashes_action`. */
const REQUEST_PATHS = language({
  states: START + 1,
  start: START,
  step(state, byte) {
    const character = String.fromCharCode(byte);
    if (state === START) return character === '/' ? SEGMENT.BEGIN : undefined;
    const digit = hexDigit(character);
    if (state === PERCENT && digit !== undefined) return DIGIT + digit;
    if (state >= DIGIT && digit !== undefined) {
      const code = (state - DIGIT) * 16 + digit;
      const encoded = `%${code.toString(16).padStart(2, '0').toUpperCase()}`;
      return UNRESERVED.test(String.fromCharCode(code)) || NEVER_SEEN[encoded] ? undefined : SEGMENT.OTHER;
    }
    return inSegment(Math.min(state, SEGMENT.OTHER), character);
  },
  accepts: (state) => state !== START && state !== SEGMENT.DOT && state !== SEGMENT.DOTS,
});

function inSegment(state: number, character: string): number | undefined {
  if (!PATH_BYTE.test(character)) return undefined;
  if (character === '%') return PERCENT;
  if (character === '/') return state === SEGMENT.OTHER ? SEGMENT.BEGIN : undefined;
  return character === '.' && state < SEGMENT.DOTS ? state + 1 : SEGMENT.OTHER;
}

function hexDigit(character: string): number | undefined {
  return /^[0-9a-fA-F]$/.test(character) ? Number.parseInt(character, 16) : undefined;
}
