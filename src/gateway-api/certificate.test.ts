import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Secret } from '../resources/types.js';
import { checkSecret } from './certificate.js';
import { ecKeys, selfSigned } from './testing/certificate.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');

function secret(certificate: string | undefined, key: string | undefined, type = 'kubernetes.io/tls'): Secret {
  const data = {
    ...(certificate !== undefined && { 'tls.crt': base64(certificate) }),
    ...(key !== undefined && { 'tls.key': base64(key) }),
  };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'ns', name: 'cert' }, type, data };
}

const good = selfSigned(['www.example.com']);
const other = selfSigned(['other.example.com']);

describe('checkSecret', () => {
  test.each([
    ['P-256', ecKeys()],
    ['P-384', ecKeys('secp384r1')],
    ['P-521', ecKeys('secp521r1')],
    ['Ed25519', generateKeyPairSync('ed25519')],
    ['RSA of 2048 bits', generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ])('takes a key of type %s', (_, keys) => {
    const { certificate, key } = selfSigned(['www.example.com'], keys);
    expect(checkSecret(secret(certificate, key), 'ns/cert')).toEqual({
      certificate: { name: 'ns/cert', chain: certificate, privateKey: key },
    });
  });

  test('writes a key again, whatever form it has', () => {
    const keys = ecKeys();
    const { certificate, key } = selfSigned(['www.example.com'], keys);
    const form = keys.privateKey.export({ type: 'sec1', format: 'der' });
    form[4] = 7; // A version that there is not, which OpenSSL passes on and Envoy refuses.
    const odd = `-----BEGIN EC PRIVATE KEY-----\n${form.toString('base64')}\n-----END EC PRIVATE KEY-----\n`;
    expect(checkSecret(secret(certificate, odd), 'ns/cert').certificate?.privateKey).toBe(key);
  });

  test('takes a chain of ten certificates, and no more', () => {
    const chainOf = (more: number) => secret(good.certificate + other.certificate.repeat(more), good.key);
    expect(checkSecret(chainOf(9), 'ns/cert').problem).toBeUndefined();
    expect(checkSecret(chainOf(10), 'ns/cert').problem).toContain('tls.crt of Secret ns/cert holds 11 certificates');
  });

  test('keeps the certificates of a chain and nothing around them', () => {
    const crt = `Bag Attributes\n${good.certificate}text\n${other.certificate}`;
    expect(checkSecret(secret(crt, good.key), 'ns/cert').certificate?.chain).toBe(good.certificate + other.certificate);
  });

  test.each([
    ['no Secret', undefined, 'Secret ns/cert does not exist.'],
    ['another type', secret(good.certificate, good.key, 'Opaque'), 'is of type Opaque'],
    ['no certificate', secret(undefined, good.key), 'has no tls.crt'],
    ['no key', secret(good.certificate, undefined), 'has no tls.key'],
    ['a certificate that is no PEM', secret('Hello world', 'Hello world'), 'tls.crt of Secret ns/cert holds no PEM'],
    [
      'a damaged certificate',
      secret(good.certificate.replace(/^MI.{20}/m, 'AAAA'), good.key),
      'certificate 1 cannot be read',
    ],
    [
      'a damaged certificate further down',
      secret(good.certificate + other.certificate.replace(/^MI.{20}/m, 'AAAA'), good.key),
      'certificate 2 cannot be read',
    ],
    ['a key that is no PEM', secret(good.certificate, 'Hello world'), 'tls.key of Secret ns/cert holds no PEM'],
    ['the key of another certificate', secret(good.certificate, other.key), 'does not belong to the first certificate'],
    [
      'the chain in the wrong order',
      secret(other.certificate + good.certificate, good.key),
      'does not belong to the first',
    ],
  ])('refuses %s', (_, given, message) => {
    expect(checkSecret(given, 'ns/cert').problem).toContain(message);
  });

  test.each([
    ['a small RSA key', generateKeyPairSync('rsa', { modulusLength: 1024 }), 'at least 2048 bits, not 1024'],
    ['a large RSA key', generateKeyPairSync('rsa', { modulusLength: 4104 }), 'at most 4096 bits, not 4104'],
    ['an unusual curve', ecKeys('secp256k1'), 'P-256, P-384 or P-521, not secp256k1'],
  ])('refuses %s', (_, keys, message) => {
    const { certificate, key } = selfSigned(['www.example.com'], keys);
    expect(checkSecret(secret(certificate, key), 'ns/cert').problem).toContain(message);
  });

  test('refuses a certificate without any name', () => {
    const { certificate, key } = selfSigned([]);
    expect(checkSecret(secret(certificate, key), 'ns/cert').problem).toContain('neither a subject alternative name');
  });

  test('refuses a key with a passphrase', () => {
    const { privateKey, publicKey } = ecKeys();
    const key = privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
      .toString();
    const { certificate } = selfSigned(['www.example.com'], { privateKey, publicKey });
    expect(checkSecret(secret(certificate, key), 'ns/cert').problem).toContain('without a passphrase');
  });

  test('says nothing of what is in the Secret', () => {
    const { problem = '' } = checkSecret(secret('TOP-SECRET', 'TOP-SECRET'), 'ns/cert');
    expect(problem).not.toContain('TOP-SECRET');
  });
});
