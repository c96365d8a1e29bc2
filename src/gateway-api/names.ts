/** Group of the Gateway API's own kinds. */
export const GATEWAY_API = 'gateway.networking.k8s.io';

/** Group of its experimental kinds, whose names start with an X. */
export const GATEWAY_API_X = 'gateway.networking.x-k8s.io';

/** `namespace/name`, as in a source's keys. */
export function objectKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/** A listener of what holds it: `namespace/gateway/listener`, or `ListenerSet/namespace/name/listener`. */
export function listenerKey(holder: string, listener: string): string {
  return `${holder}/${listener}`;
}

/** Under a key that is made of two, neither of which holds a `|`. */
export function pairKey(first: string, second: string): string {
  return `${first}|${second}`;
}

/** The two parts of a {@link pairKey}. */
export function splitPair(key: string): readonly [string, string] {
  const bar = key.indexOf('|');
  return [key.slice(0, bar), key.slice(bar + 1)];
}
