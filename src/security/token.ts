import { decodeJwt, decodeProtectedHeader, type JWTPayload, type ProtectedHeaderParameters } from 'jose';
import { serviceAccountUser } from '../well-known/identities.js';

/** A token of a service account (a JWT) as it says it is: nothing here is proven yet. */
export interface ServiceAccountToken {
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
  /** As it came. */
  readonly text: string;
}

/** Those of the API server have about 1.5 KiB. */
const MOST_CHARACTERS = 16_384;

/** Compact serialization (RFC 7515, 7.1), which the decoder takes with other characters, too. */
const FORM = /^[\w-]+\.[\w-]+\.[\w-]+$/;
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
  const decoded = text.length <= MOST_CHARACTERS && FORM.test(text) ? decode(text) : undefined;
  if (decoded === undefined) return undefined;
  const { header, claims } = decoded;
  const about = fieldsOf(claims['kubernetes.io']);
  const pod = about.pod === undefined ? undefined : objectOf(about.pod);
  const serviceAccount = objectOf(about.serviceaccount);
  const { namespace } = about;
  if (!isName(namespace) || serviceAccount === undefined || (about.pod !== undefined && pod === undefined)) {
    return undefined;
  }
  if (claims.sub !== serviceAccountUser({ namespace, serviceAccount: serviceAccount.name })) return undefined;
  const { kid: keyId } = header;
  const { iss: issuer, exp: expires, nbf: notBefore = 0 } = claims;
  const audiences = [claims.aud].flat();
  if (typeof keyId !== 'string' || typeof issuer !== 'string') return undefined;
  if (typeof expires !== 'number' || typeof notBefore !== 'number') return undefined;
  return {
    keyId,
    issuer,
    audiences: audiences.filter((audience) => typeof audience === 'string'),
    notBefore,
    expires,
    namespace,
    serviceAccount: serviceAccount.name,
    ...(pod && { pod }),
    text,
  };
}

function decode(text: string): { readonly header: ProtectedHeaderParameters; readonly claims: JWTPayload } | undefined {
  try {
    return { header: decodeProtectedHeader(text), claims: decodeJwt(text) };
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
