import type { Lookup } from '../collections/index.js';
import type { ReferenceGrant } from '../resources/types.js';
import { plainName } from './names.js';

/** Who refers: a kind in a namespace. */
export interface Referrer {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
}

/** What is referred to. */
export interface Referent {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** How many ReferenceGrants allow a reference, by {@link grantKeys}. */
export type Grants = Lookup<number>;

/** Stands for every name, in place of one. A `*` in a grant is no name of anything. */
const ANY_NAME = '*';

/** Everything that a grant allows, one key per combination of `from` and `to`. */
export function grantKeys({ metadata, spec }: ReferenceGrant): string[] {
  const namespace = metadata.namespace ?? '';
  const froms = spec?.from ?? [];
  const tos = spec?.to ?? [];
  return froms.flatMap((from) => tos.map((to) => grantKey(from, { ...to, namespace }, nameOf(to.name))));
}

/**
 * Whether a reference is allowed: inside a namespace always, to another one only when a ReferenceGrant there says so.
 * Every cross-namespace reference of every kind is decided here.
 */
export function isPermitted(from: Referrer, to: Referent, grants: Grants): boolean {
  if (from.namespace === to.namespace) return true;
  const granted = (name: string) => grants.get(grantKey(from, to, name)) !== undefined;
  return granted(nameOf(to.name)) || granted(ANY_NAME);
}

/** For messages: what is missing, in the words of the grant to write. */
export function missingGrant(from: Referrer, to: Referent): string {
  return (
    `${to.kind} ${to.namespace}/${to.name} is in another namespace, and no ReferenceGrant in namespace ` +
    `${to.namespace} allows ${from.kind} from namespace ${from.namespace} to refer to it.`
  );
}

function nameOf(name: string | undefined): string {
  return name ? plainName(name) : ANY_NAME;
}

function grantKey(from: Referrer, to: Omit<Referent, 'name'>, name: string): string {
  return [from.group, from.kind, from.namespace, to.group, to.kind, to.namespace].map(plainName).concat(name).join('|');
}
