import { describe, expect, test } from '@jest/globals';
import type { ClientTls } from './backend.js';
import {
  backendName,
  presenting,
  targetOf,
  variantKey,
  variantOfKey,
  withoutCertificate,
  xBackendTarget,
} from './backend-variant.js';
import type { BackendVariant } from './index.js';

const target = 'ns/a:80';
const tls: ClientTls = {
  serverName: 'a.test',
  subjectAltNames: [{ type: 'DNS', value: 'a.test' }],
  trustBundle: 'System',
};
const secured: BackendVariant = { target, tls, showsCertificate: true };
const VARIANTS: readonly BackendVariant[] = [
  { target },
  { target: 'ns/b:80' },
  { target: xBackendTarget('ns/a') },
  { target, protocol: 'HTTP2' },
  { target, protocol: 'Downstream' },
  { target, tls },
  { target, tls: { ...tls, serverName: 'b.test' } },
  { target, tls: { ...tls, subjectAltNames: [{ type: 'URI', value: 'a.test' }] } },
  { target, tls: { ...tls, trustBundle: 'ConfigMap/ns/ca' } },
  { target, tls: { ...tls, certificate: 'ns/c' } },
  { target, protocol: 'HTTP2', tls },
  { target, settings: { connectTimeout: 1 } },
  { target, settings: { connectTimeout: 2 } },
  { target, protocol: 'HTTP2', settings: { connectTimeout: 2 } },
];

describe('the name of a Backend', () => {
  test('is that of its target, which begins it, and differs for what differs', () => {
    const names = VARIANTS.map(backendName);
    expect(new Set(names).size).toBe(VARIANTS.length);
    expect(VARIANTS.filter((each, index) => !names[index]?.startsWith(each.target))).toEqual([]);
    expect(names[0]).toBe(target);
  });

  test('says what statistics and rejections are known by since the first release', () => {
    expect(backendName({ target, protocol: 'HTTP2', tls: { ...tls, certificate: 'ns/c' } })).toBe(
      'ns/a:80+HTTP2#0a2c897717c05043@ns/c',
    );
  });

  test('does not depend on the order of settings', () => {
    const [one, other] = [
      { connectTimeout: 1, idleTimeout: 2 },
      { idleTimeout: 2, connectTimeout: 1 },
    ].map((settings) => backendName({ target, settings }));
    expect(one).toBe(other);
  });
});

test('a variant is found by its name, and a target by its own', () => {
  const named = new Map(VARIANTS.map((each) => [backendName(each), each]));
  expect(VARIANTS.map((each) => targetOf(backendName(each), named))).toEqual(VARIANTS.map((each) => each.target));
  expect(targetOf(target, new Map())).toBe(target);
});

test('the key of a variant has all of it', () => {
  expect(VARIANTS.map(variantKey).map(variantOfKey)).toEqual(VARIANTS);
});

describe('the client certificate of a Gateway', () => {
  test('is shown to servers that take it, and taken back', () => {
    const shown = presenting(secured, 'ns/c');
    expect(shown.tls?.certificate).toBe('ns/c');
    expect(backendName(shown)).toBe(`${backendName(secured)}@ns/c`);
    expect(withoutCertificate(shown)).toEqual(secured);
  });

  test('is shown to no other server', () => {
    const others: readonly BackendVariant[] = [
      { target },
      { target, tls },
      { target, tls: { ...tls, certificate: 'own' } },
    ];
    expect(others.map((each) => presenting(each, 'ns/c'))).toEqual(others);
    expect(others.map(withoutCertificate)).toEqual(others);
  });
});
