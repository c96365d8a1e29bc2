import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { isPair } from './key-pair.js';
import { ecKeys } from './testing/certificate.js';

const ec = ecKeys();
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed = generateKeyPairSync('ed25519');

/** The key with the last bits of one of its numbers changed. */
function damaged({ privateKey }: { privateKey: KeyObject }, field: keyof JsonWebKey): KeyObject {
  const jwk = privateKey.export({ format: 'jwk' });
  const bytes = Buffer.from(String(jwk[field]), 'base64url');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 0x02;
  return createPrivateKey({ key: { ...jwk, [field]: bytes.toString('base64url') }, format: 'jwk' });
}

/** The elliptic curve key with one wrong byte in its secret number, and with the public key that belonged to it. */
function wrongSecret(): KeyObject {
  const der = ec.privateKey.export({ type: 'sec1', format: 'der' });
  der[20] = (der[20] ?? 0) ^ 0x01;
  return createPrivateKey({ key: der, type: 'sec1', format: 'der' });
}

describe('isPair', () => {
  test.each([
    ['EC', ec],
    ['RSA', rsa],
    ['Ed25519', ed],
  ])('takes a key of type %s and its public key, and no other', (_, { privateKey, publicKey }) => {
    expect(isPair(privateKey, publicKey)).toBe(true);
    expect([ecKeys(), generateKeyPairSync('ed25519')].some((other) => isPair(privateKey, other.publicKey))).toBe(false);
  });

  test('refuses an elliptic curve key with a wrong secret that says the right public key', () => {
    const wrong = wrongSecret();
    expect(createPublicKey(wrong).equals(ec.publicKey)).toBe(true);
    expect(isPair(wrong, ec.publicKey)).toBe(false);
  });

  test.each(['d', 'p', 'q', 'dp', 'dq', 'qi'] as const)('refuses an RSA key with a wrong %s', (field) => {
    expect(isPair(damaged(rsa, field), rsa.publicKey)).toBe(false);
  });
});
