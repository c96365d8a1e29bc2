import { createHash } from 'node:crypto';

/** Names of Services and values of labels have at most so many characters. */
const LONGEST = 63;
const HASH = 8;

/** Eight hexadecimal digits that stand for a text. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH);
}

/**
 * The name of what is made for a Gateway (GEP-1762): `<gateway>-<class>`. Where that is no DNS label, what fits of it, and a
 * hash of the whole, so that no two Gateways of a namespace that differ only in the rest get one name.
 */
export function objectName(gateway: string, className: string): string {
  const name = `${gateway}-${className}`;
  if (name.length <= LONGEST && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name)) return name;
  const label = name.replace(/[^-a-z0-9]/g, '-');
  const start = /^[a-z]/.test(label) ? label : `g-${label}`;
  return `${start.slice(0, LONGEST - HASH - 1).replace(/-+$/, '')}-${shortHash(name)}`;
}

/** A name derived from another by what it is for. */
export function derivedName(name: string, purpose: string): string {
  return `${name.slice(0, LONGEST - HASH - 1).replace(/-+$/, '')}-${shortHash(`${name}|${purpose}`)}`;
}

/** A name as the value of a label, which is shorter than names may be. */
export function labelValue(name: string): string {
  if (name.length <= LONGEST) return name;
  return `${name.slice(0, LONGEST - HASH - 1).replace(/[^A-Za-z0-9]+$/, '')}-${shortHash(name)}`;
}
