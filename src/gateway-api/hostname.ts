/**
 * Hostnames of listeners and routes: exact, `*.suffix` for any number of labels in front of the suffix, or `*` for any
 * hostname, which is how an absent one is written here.
 */
export const ANY_HOSTNAME = '*';

const HOSTNAME = /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Whether it is a hostname as the API's `Hostname` type has it: in lower case, with or without `*.` in front. */
export function isHostname(hostname: string): boolean {
  return hostname.length <= 253 && HOSTNAME.test(hostname);
}

/** Whether `pattern` takes every hostname that `hostname` takes. */
export function covers(pattern: string, hostname: string): boolean {
  if (pattern === hostname || pattern === ANY_HOSTNAME) return true;
  return pattern.startsWith('*.') && hostname !== ANY_HOSTNAME && hostname.endsWith(pattern.slice(1));
}

/** The hostnames that both take: the more specific of the two, or undefined when they have none in common. */
export function intersect(a: string, b: string): string | undefined {
  if (covers(a, b)) return b;
  return covers(b, a) ? a : undefined;
}

/** Every hostname that covers `hostname`, from itself to `*`: what may take its requests, most specific first. */
export function* covering(hostname: string): Generator<string> {
  yield hostname;
  if (hostname === ANY_HOSTNAME) return;
  const start = hostname.startsWith('*.') ? 2 : 0;
  for (let dot = hostname.indexOf('.', start); dot >= 0; dot = hostname.indexOf('.', dot + 1)) {
    yield `*${hostname.slice(dot)}`;
  }
  yield ANY_HOSTNAME;
}
