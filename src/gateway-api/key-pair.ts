import { type KeyObject, sign, verify } from 'node:crypto';

const PROBE = Buffer.from('gatewright');

/**
 * Whether a private key works for a public key, as Envoy checks it: OpenSSL compares only what a private key says its public key is, so
 * that a wrong byte in the secret part goes unnoticed.
 */
export function isPair(privateKey: KeyObject, publicKey: KeyObject): boolean {
  try {
    const digest = privateKey.asymmetricKeyType === 'ed25519' ? undefined : 'sha256';
    return verify(digest, PROBE, publicKey, sign(digest, PROBE, privateKey)) && isConsistent(privateKey);
  } catch {
    return false;
  }
}

/**
 * Whether the numbers of an RSA key agree with each other: OpenSSL signs without those that do not. Other keys have one secret number.
 * Source: RFC 8017, section 3.2.
 */
function isConsistent(privateKey: KeyObject): boolean {
  if (privateKey.asymmetricKeyType !== 'rsa') return true;
  const jwk = privateKey.export({ format: 'jwk' });
  const [n, e, d] = [number(jwk.n), number(jwk.e), number(jwk.d)];
  const [p, q, dp, dq, qi] = [number(jwk.p), number(jwk.q), number(jwk.dp), number(jwk.dq), number(jwk.qi)];
  return (
    p > 1n &&
    q > 1n &&
    p * q === n &&
    (d * e) % (p - 1n) === 1n &&
    (d * e) % (q - 1n) === 1n &&
    dp === d % (p - 1n) &&
    dq === d % (q - 1n) &&
    (qi * q) % p === 1n
  );
}

function number(base64url = ''): bigint {
  return BigInt(`0x0${Buffer.from(base64url, 'base64url').toString('hex')}`);
}
