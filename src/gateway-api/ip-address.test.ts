import { describe, expect, test } from '@jest/globals';
import { addressesOverlap, isLocalAddress } from './ip-address.js';

describe('addressesOverlap', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1', true],
    ['127.0.0.1', '127.0.0.2', false],
    ['0.0.0.0', '127.0.0.1', true],
    ['0.0.0.0', '::1', false],
    ['::', '127.0.0.1', true],
    ['::', '::1', true],
    ['::', '0.0.0.0', true],
    ['::1', '127.0.0.1', false],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(addressesOverlap(a, b)).toBe(expected);
    expect(addressesOverlap(b, a)).toBe(expected);
  });
});

describe('isLocalAddress', () => {
  test.each(['127.0.0.1', '127.9.9.9', '169.254.169.254', '0.0.0.0', '::1', '::', 'fe80::1', '::ffff:127.0.0.1'])(
    '%s is',
    (address) => expect(isLocalAddress(address)).toBe(true),
  );

  test.each(['10.0.0.1', '192.168.1.1', '1.2.3.4', 'fd00::1', '2001:db8::1', '::ffff:10.0.0.1'])(
    '%s is not',
    (address) => expect(isLocalAddress(address)).toBe(false),
  );
});
