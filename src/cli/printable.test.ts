import { describe, expect, test } from '@jest/globals';
import { Document, parse, parseDocument } from 'yaml';
import { printable, printableJson, printableLines, printableYaml } from './printable.js';

describe('printable', () => {
  test.each([
    ['a sequence that clears the screen', '\x1b[2J', '\\u001b[2J'],
    ['its form of one character', '\x9b2J', '\\u009b2J'],
    ['a line break', 'a\nb\r\nc', 'a\\nb\\r\\nc'],
    ['a line separator', 'a\u2028b\u2029c\u0085d', 'a\\u2028b\\u2029c\\u0085d'],
    ['text that is turned round', 'a\u202eb', 'a\\u202eb'],
    ['what is not seen', 'a\u200bb\ufeffc\u{e0001}d', 'a\\u200bb\\ufeffc\\udb40\\udc01d'],
    ['half a pair', 'a\ud800b', 'a\\ud800b'],
    ['other text', 'Zürich → 東京 😀 "x" \\', 'Zürich → 東京 😀 "x" \\'],
  ])('%s', (_, text, expected) => {
    expect(printable(text)).toBe(expected);
    expect(printableLines(`${text.split('\n')[0]}\nb`).split('\n')).toHaveLength(2);
  });

  test('JSON stays what it is', () => {
    const value = { 'a\u009b': ['\x7f', '\u202e', '\n', 'ü'] };
    const json = printableJson(JSON.stringify(value));
    expect(json).toBe(printable(json));
    expect(JSON.parse(json)).toEqual(value);
  });

  test('YAML stays what it is, with its comments', () => {
    const value = { 'a\u202e': ['\x1b[2J', '\u009b', 'x\u2028y', 'lines\nof \u202e text\n', 'plain'] };
    const yaml = printableYaml(new Document(value));
    expect(yaml.replaceAll('\n', '')).toBe(printable(yaml.replaceAll('\n', '')));
    expect(parse(yaml)).toEqual(value);
    const commented = printableYaml(parseDocument('# one \u202e\na: 1 # two \u009b\n# three \u202e\n'));
    expect(commented).toBe('# one \\u202e\na: 1 # two \\u009b\n\n# three \\u202e\n');
  });
});
