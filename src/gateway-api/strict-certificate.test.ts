import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { certificatesIn } from './pem.js';
import { selfSigned, testAuthority } from './testing/certificate.js';

const good = selfSigned(['www.example.com']).certificate;
const der = new X509Certificate(good).raw;

/** The certificate with one place of it replaced, by something as long. */
function damaged(before: string, after: string): string {
  const hex = der.toString('hex');
  const at = hex.indexOf(before);
  expect(at % 2).toBe(0);
  const changed = Buffer.from(hex.slice(0, at) + after + hex.slice(at + before.length), 'hex');
  return `-----BEGIN CERTIFICATE-----\n${changed.toString('base64')}\n-----END CERTIFICATE-----\n`;
}

const ascii = (text: string) => Buffer.from(text).toString('hex');
const isRead = (pem: string) => certificatesIn(pem).every(({ certificate }) => certificate !== undefined);

describe('certificates that Node reads and Envoy does not', () => {
  test.each([
    ['extensions in version 2', 'a003020102', 'a003020101'],
    ['a version that there is not', 'a003020102', 'a003020182'],
    ['version 1, which is not spelt out', 'a003020102', 'a003020100'],
    ['the 31st of June as the first day', ascii('200101'), ascii('200631')],
    ['a common name in no set', '31183016060355', '11183016060355'],
    ['names with a length that is not theirs', '0603551d11', '0603551d0f'],
  ])('are not read: %s', (_, before, after) => {
    const pem = damaged(before, after);
    expect(() => new X509Certificate(pem)).not.toThrow();
    expect(isRead(pem)).toBe(false);
  });

  test('good ones of servers, clients and authorities are read', () => {
    const authority = testAuthority('root');
    const { certificate } = authority.issue(['a.example.com'], ['spiffe://cluster.local/ns/a/sa/b']);
    expect([good, authority.certificate, certificate].map(isRead)).toEqual([true, true, true]);
  });
});
