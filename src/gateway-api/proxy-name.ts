import type { Entry, Lookup } from '../collections/index.js';
import type { Gateway } from '../resources/types.js';
import type { OwnClass } from './gateway-class.js';
import { objectKey } from './names.js';
import type { Problem } from './problem.js';

/** A Gateway that wants its proxy to be called after itself and its class (GEP-1762), where two may come to one name. */
export interface ProxyNameClaim {
  /** `namespace/gateway-class`. */
  readonly name: string;
  /** `namespace/name` of the Gateway. */
  readonly gateway: string;
  /** When it was created, RFC 3339. */
  readonly created: string;
}

export function proxyNameClaim(
  { metadata, spec }: Gateway,
  { classes }: { readonly classes: Lookup<OwnClass> },
): ProxyNameClaim | undefined {
  const { name, namespace = '', creationTimestamp: created = '' } = metadata;
  const className = spec?.gatewayClassName ?? '';
  if (classes.get(className) === undefined) return undefined;
  return { name: proxyName(namespace, name, className), gateway: objectKey(namespace, name), created };
}

export function proxyName(namespace: string, gateway: string, className: string): string {
  return objectKey(namespace, `${gateway}-${className}`);
}

/** Key of the Gateway that has the name: the oldest, then the first by key. */
export function nameHolder(claims: readonly Entry<ProxyNameClaim>[]): string | undefined {
  const rank = ({ created, gateway }: ProxyNameClaim) => `${created} ${gateway}`;
  const [first, ...others] = claims.map(({ value }) => value);
  return others.reduce((best, each) => (best !== undefined && rank(best) <= rank(each) ? best : each), first)?.gateway;
}

/** @param holder key of the Gateway that has the name */
export function nameTaken(name: string, holder: string): Problem {
  return {
    reason: 'Invalid',
    message: `metadata.name: with its class it gives its proxy the name ${name.slice(name.indexOf('/') + 1)}, which that of Gateway ${holder} has, and takes precedence. Use another name.`,
  };
}
