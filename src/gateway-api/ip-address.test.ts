import { describe, expect, test } from '@jest/globals';
import { addressesOverlap } from './ip-address.js';

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
