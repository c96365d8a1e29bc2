import { describe, expect, test } from '@jest/globals';
import { derivedName, labelValue, objectName } from './names.js';

const LONG = 'a'.repeat(253);

describe('objectName', () => {
  test('is that of GEP-1762 where it can be', () => expect(objectName('web', 'gatewright')).toBe('web-gatewright'));

  test.each([
    ['a long one', LONG, 'gatewright'],
    ['one with dots', 'web.example.com', 'gatewright'],
    ['one that begins with a digit', '0web', 'gatewright'],
    ['a class with dots', 'web', 'a.b'],
    ['one that would be cut at a hyphen', `${'a'.repeat(53)}-b`, 'gatewright'],
  ])('is a DNS label for %s', (_, gateway, className) => {
    expect(objectName(gateway, className)).toMatch(/^[a-z][-a-z0-9]{0,61}[a-z0-9]$/);
    expect(objectName(gateway, className)).not.toContain('--');
  });

  test('differs where the Gateways do', () => {
    const names = [LONG, `${LONG.slice(1)}b`, 'web.a', 'web-a', 'web.b', '0web', 'g-0web'].map((name) =>
      objectName(name, 'c'),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

test('derivedName differs by purpose, and from the name', () => {
  const names = [LONG.slice(0, 63), derivedName(LONG.slice(0, 63), 'a'), derivedName(LONG.slice(0, 63), 'b')];
  expect(new Set(names).size).toBe(3);
  expect(names.map(({ length }) => length)).toEqual([63, 63, 63]);
});

test('labelValue keeps what fits, and tells longer ones apart', () => {
  expect(labelValue('web.example.com')).toBe('web.example.com');
  expect(labelValue(LONG)).toHaveLength(63);
  expect(labelValue(`${LONG}b`)).not.toBe(labelValue(LONG));
  expect(labelValue(`${'a'.repeat(53)}.${'b'.repeat(20)}`)).toMatch(/^a{53}-[0-9a-f]{8}$/);
});
