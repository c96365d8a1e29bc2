import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type JWK, SignJWT } from 'jose';
import { KeySet, type Signature } from './key-set.js';
import { parseToken, type ServiceAccountToken } from './token.js';

const ISSUER = 'https://kubernetes.default.svc';
const CLAIMS = {
  iss: ISSUER,
  sub: 'system:serviceaccount:a:proxy',
  exp: 4_000_000_000,
  'kubernetes.io': { namespace: 'a', serviceaccount: { name: 'proxy', uid: 'u' } },
};

const jwk = (key: KeyObject, kid: string, more: object = {}): JWK => ({
  ...(key.export({ format: 'jwk' }) as JWK),
  kid,
  ...more,
});
const rsa = (modulusLength = 2048) => generateKeyPairSync('rsa', { modulusLength });
const ec = (namedCurve = 'P-256') => generateKeyPairSync('ec', { namedCurve });

async function token(alg: string, kid: string, key: KeyObject): Promise<ServiceAccountToken> {
  const text = await new SignJWT(CLAIMS).setProtectedHeader({ alg, kid }).sign(key);
  return parseToken(text) as ServiceAccountToken;
}

/** What a key set says of a token when the API server has these keys. */
async function check(signed: ServiceAccountToken, ...keys: readonly unknown[]): Promise<Signature> {
  const request = async <T>({ path }: { readonly path: string }) =>
    (path.endsWith('jwks') ? { keys } : { issuer: ISSUER }) as T;
  const set = new KeySet({ client: { request } });
  await set.refresh();
  return set.check(signed);
}

describe('a signature', () => {
  test.each([
    ['RS256', rsa()],
    ['RS384', rsa()],
    ['RS512', rsa()],
    ['ES256', ec('P-256')],
    ['ES384', ec('P-384')],
    ['ES512', ec('P-521')],
  ])('by %s is valid with its key and forged with another one', async (alg, { privateKey, publicKey }) => {
    const other = alg.startsWith('RS') ? rsa() : ec(publicKey.asymmetricKeyDetails?.namedCurve);
    const signed = await token(alg, 'one', privateKey);
    expect(await check(signed, jwk(publicKey, 'one'))).toBe('valid');
    expect(await check(signed, jwk(other.publicKey, 'one'))).toBe('forged');
  });

  test('by another algorithm than the one that the key is for is forged', async () => {
    const { privateKey, publicKey } = rsa();
    expect(await check(await token('RS256', 'one', privateKey), jwk(publicKey, 'one', { alg: 'RS512' }))).toBe(
      'forged',
    );
    expect(await check(await token('PS256', 'one', privateKey), jwk(publicKey, 'one'))).toBe('forged');
    expect(await check(await token('RS256', 'one', privateKey), jwk(ec().publicKey, 'one'))).toBe('forged');
  });

  test('by a key that is for encryption is forged', async () => {
    const { privateKey, publicKey } = rsa();
    expect(await check(await token('RS256', 'one', privateKey), jwk(publicKey, 'one', { use: 'enc' }))).toBe('forged');
  });

  test('by a key that cannot be used is for the API server to accept', async () => {
    const { privateKey, publicKey } = rsa(1024);
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const input = `${part({ alg: 'RS256', kid: 'short' })}.${part(CLAIMS)}`;
    const signature = sign('sha256', Buffer.from(input), privateKey).toString('base64url');
    const signed = parseToken(`${input}.${signature}`) as ServiceAccountToken;
    expect(await check(signed, jwk(publicKey, 'short'))).toBe('unknown');
    expect(await check(signed, { kty: 'RSA', kid: 'short', n: '!', e: '!' })).toBe('unknown');
  });
});

describe('a set of keys', () => {
  test('is used in spite of keys of unknown kinds, without an ID, and twice with the same one', async () => {
    const { privateKey, publicKey } = ec();
    const signed = await token('ES256', 'one', privateKey);
    const strange = [{ kty: 'LATTICE', kid: 'new' }, { kty: 'EC' }, null, 'key', { ...jwk(publicKey, 'one'), kid: 7 }];
    expect(await check(signed, ...strange, jwk(ec().publicKey, 'one'), jwk(publicKey, 'one'))).toBe('valid');
  });
});
