import { serviceAccountUser } from '../well-known/identities.js';

/** A token of a service account (a JWT) as it says it is: nothing here is proven yet. */
export interface ServiceAccountToken {
  readonly algorithm: string;
  readonly keyId: string;
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** Seconds since the epoch. */
  readonly notBefore: number;
  readonly expires: number;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** The pod that it was made for, without which it is good for nothing; absent: for none. */
  readonly pod?: { readonly name: string; readonly uid: string };
  /** What was signed. */
  readonly signed: string;
  readonly signature: Buffer;
}

/** Those of the API server have about 1.5 KiB. */
const MOST_CHARACTERS = 16_384;

const PARTS = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;
/** Names and UIDs of Kubernetes: what else a forged token says must not get into logs or further. */
const NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/**
 * Reads a token of a service account.
 *
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#schema-for-service-account-private-claims
 *
 * @returns `undefined` when it is anything else.
 */
export function parseToken(text: string): ServiceAccountToken | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const [, head, body, signature] = PARTS.exec(text) ?? [];
  if (head === undefined || body === undefined || signature === undefined) return undefined;
  const header = fieldsOf(decode(head));
  const claims = fieldsOf(decode(body));
  const about = fieldsOf(claims['kubernetes.io']);
  const pod = about.pod === undefined ? undefined : objectOf(about.pod);
  const serviceAccount = objectOf(about.serviceaccount);
  const { namespace } = about;
  if (!isName(namespace) || serviceAccount === undefined || (about.pod !== undefined && pod === undefined)) {
    return undefined;
  }
  if (claims.sub !== serviceAccountUser({ namespace, serviceAccount: serviceAccount.name })) return undefined;
  const { alg: algorithm, kid: keyId } = header;
  const { iss: issuer, exp: expires, nbf: notBefore = 0 } = claims;
  const audiences = [claims.aud].flat();
  if (typeof algorithm !== 'string' || typeof keyId !== 'string' || typeof issuer !== 'string') return undefined;
  if (typeof expires !== 'number' || typeof notBefore !== 'number') return undefined;
  return {
    algorithm,
    keyId,
    issuer,
    audiences: audiences.filter((audience) => typeof audience === 'string'),
    notBefore,
    expires,
    namespace,
    serviceAccount: serviceAccount.name,
    ...(pod && { pod }),
    signed: `${head}.${body}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}

function objectOf(value: unknown): { readonly name: string; readonly uid: string } | undefined {
  const { name, uid } = fieldsOf(value);
  return isName(name) && isName(uid) ? { name, uid } : undefined;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value);
}
