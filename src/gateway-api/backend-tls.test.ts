import { describe, expect, test } from '@jest/globals';
import { tlsHash } from '../model/backend-variant.js';
import type { BackendTLSPolicyValidation } from '../resources/types.js';
import { checkValidation } from './backend-tls.js';
import { SHARED } from './testing/translation.js';

const REFS = [{ group: '', kind: 'ConfigMap', name: 'ca' }];
const check = (parts: Partial<BackendTLSPolicyValidation>, settings = SHARED) =>
  checkValidation({ hostname: 'shop.example.com', caCertificateRefs: REFS, ...parts }, 'v', settings);

describe('checkValidation', () => {
  test('verifies the host name unless there are names', () => {
    expect(check({})).toEqual({
      serverName: 'shop.example.com',
      subjectAltNames: [{ type: 'DNS', value: 'shop.example.com' }],
      trustRefs: REFS,
    });
    const subjectAltNames = [
      { type: 'URI', uri: 'spiffe://a/b' },
      { type: 'Hostname', hostname: '*.example.com' },
    ] as const;
    expect(check({ subjectAltNames }).subjectAltNames).toEqual([
      { type: 'URI', value: 'spiffe://a/b' },
      { type: 'DNS', value: '*.example.com' },
    ]);
  });

  test('trusts the authorities of the system only when it is asked to', () => {
    const system = { caCertificateRefs: [], wellKnownCACertificates: 'System' };
    expect(check(system, { ...SHARED, systemTrust: '/ca.crt' }).problem).toBeUndefined();
    expect(check(system).problem?.message).toContain('the proxy has no system CA certificates');
    expect(check({ caCertificateRefs: [] }).problem?.message).toContain('one of caCertificateRefs and');
    expect(check({ caCertificateRefs: [], wellKnownCACertificates: 'example.com/own' }).problem?.message).toContain(
      '"example.com/own" is not supported',
    );
  });

  test.each<[string, Partial<BackendTLSPolicyValidation>]>([
    ['v.hostname: "10.0.0.1" is not', { hostname: '10.0.0.1' }],
    ['v.hostname: "*.example.com" is not', { hostname: '*.example.com' }],
    ['v.hostname: "" is not', { hostname: '' }],
    ['v.subjectAltNames[0].uri: "no uri" is not', { subjectAltNames: [{ type: 'URI', uri: 'no uri' }] }],
    ['v.subjectAltNames[0].hostname: "" is not', { subjectAltNames: [{ type: 'Hostname' }] }],
  ])('%s', (message, parts) => {
    expect(check(parts).problem).toMatchObject({ reason: 'Invalid', message: expect.stringContaining(message) });
  });
});

test('the hash tells everything apart that servers have to show, in a word that fits a name', () => {
  const tls = { serverName: 'a', subjectAltNames: [{ type: 'DNS', value: 'a' }], trustBundle: 'one' } as const;
  const others = [
    { ...tls, serverName: 'b' },
    { ...tls, subjectAltNames: [{ type: 'URI', value: 'a' }] },
    { ...tls, subjectAltNames: [...tls.subjectAltNames, { type: 'DNS', value: 'b' }] },
    { ...tls, trustBundle: 'two' },
  ] as const;
  const hashes = [tls, ...others].map(tlsHash);
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(hashes[0]).toMatch(/^[0-9a-f]{16}$/);
});
