import { describe, expect, test } from '@jest/globals';
import { parseYaml, placesOf, plainValue, repeatedKey } from './yaml.js';

const read = (text: string): unknown => plainValue(parseYaml(text));

describe('scalars are read as kubectl reads them', () => {
  test.each([
    ['on', true],
    ['Yes', true],
    ['y', true],
    ['TRUE', true],
    ['off', false],
    ['n', false],
    ['yEs', 'yEs'],
    ['"on"', 'on'],
    ["'010'", '010'],
    ['010', 8],
    ['-010', -8],
    ['0o10', 8],
    ['0x1F', 31],
    ['0b101', 5],
    ['1_000', 1000],
    ['089', 89],
    ['+12', 12],
    ['0', 0],
    ['1.5', 1.5],
    ['.5e3', 500],
    ['1e3', 1000],
    ['-.inf', Number.NEGATIVE_INFINITY],
    ['2026-01-01', '2026-01-01'],
    ['1:30', '1:30'],
    ['1.2.3', '1.2.3'],
    ['~', null],
    ['', null],
    ['Null', null],
    ['nil', 'nil'],
  ])('%s', (text, value) => {
    expect(read(`key: ${text}\n`)).toEqual({ key: value });
  });

  test('JSON, with tabs and escapes', () => {
    const value = { a: [1, -2.5e-3, true, null, { 'b/c': 'π "\n\t\u{1F600}' }], on: 'off' };
    expect(read(JSON.stringify(value, undefined, '\t'))).toEqual(value);
  });

  test('anchors and merge keys', () => {
    expect(read('a: &x {k: 1}\nb: {<<: *x, m: 2}\n')).toEqual({ a: { k: 1 }, b: { k: 1, m: 2 } });
  });
});

test('a path leads to the key, as far as it exists', () => {
  const text = 'spec:\n  rules:\n  - name: a\n  - name: b\n    port: 1\n';
  const offsetOf = placesOf(parseYaml(text));
  const at = (...path: (string | number)[]) => text.slice(offsetOf(path)).split('\n')[0];
  expect(at('spec', 'rules', 1, 'port')).toBe('port: 1');
  expect(at('spec', 'rules', 1)).toBe('name: b');
  expect(at('spec', 'rules', 1, 'missing', 'deep')).toBe('name: b');
  expect(at('spec', 'rules', 7)).toBe('rules:');
  expect(at()).toBe('spec:');
});

describe('a key that is given twice', () => {
  test.each([
    ['in the outermost map', 'a: 1\nb: 2\na: 3\n', 'a: 3'],
    ['in an item of a list', 'l:\n- x: 1\n- x: 1\n  y: 2\n  "x": 3\n', '"x": 3'],
    ['in a map in one line', '{a: {b: 1, c: 2, b: 3}}', 'b: 3}}'],
    ['in a key', '? {k: 1, k: 2}\n: 1\n', 'k: 2}'],
    ['twice the same number', '1: a\n0x1: b\n', '0x1: b'],
  ])('%s', (_, text, place) => {
    expect(text.slice(repeatedKey(parseYaml(text))).split('\n')[0]).toBe(place);
  });

  test.each([
    'a: {k: 1}\nb: {k: 1}\n',
    'a: &x {k: 1}\nb: {<<: *x, k: 2}\n',
    '1: a\n"1": b\n',
    'a: &x {k: 1}\nb: {<<: *x, <<: *x}\n',
    '[]',
  ])('not in %j', (text) => expect(repeatedKey(parseYaml(text))).toBeUndefined());
});
