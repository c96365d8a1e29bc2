/** Group of the Gateway API's own kinds. */
export const GATEWAY_API = 'gateway.networking.k8s.io';

/** Group of its experimental kinds, whose names start with an X. */
export const GATEWAY_API_X = 'gateway.networking.x-k8s.io';

/**
 * `namespace/name`, as in a source's keys. References may name what no object can be called: such a name is written so that it holds nothing
 * by which names are joined, and the key leads nowhere.
 */
export function objectKey(namespace: string, name: string): string {
  return `${plainName(namespace)}/${plainName(name)}`;
}

/** What no object's name has. Only such characters join names to keys. */
const ODD = /[^A-Za-z0-9._-]/g;

/** A name as a part of keys: itself if an object can be called so, else with the code of each other character. One to one. */
export function plainName(name: string): string {
  // In what no API server has seen it can be anything.
  return `${name}`.replace(ODD, (character) => `%${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A listener of what holds it: `namespace/gateway/listener`, or `ListenerSet/namespace/name/listener`. */
export function listenerKey(holder: string, listener: string): string {
  return `${holder}/${plainName(listener)}`;
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
