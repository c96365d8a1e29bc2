import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { readDocument } from '../../src/sources/files/read-document.js';
import { costOf } from './reference.js';

/**
 * Milliseconds of CPU for 1,000 lines. What a file has is its user's own, and the parser is a library that makes some objects for each word, so that
 * a large document takes seconds; but never more for a line than a small one.
 */
const BOUND = 120;

const head = (kind: string) =>
  `apiVersion: ${kind === 'HTTPRoute' ? 'gateway.networking.k8s.io/v1' : 'v1'}\nkind: ${kind}\nmetadata: {name: a}\n`;
const lines = (line: (index: number) => string) => (count: number) =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

const DOCUMENTS: readonly (readonly [string, (count: number) => string])[] = [
  ['keys of a map', (count) => `${head('ConfigMap')}data:\n${lines((index) => `  key${index}: v\n`)(count)}`],
  [
    'the last key twice',
    (count) => `${head('ConfigMap')}data:\n${lines((index) => `  key${index}: v\n`)(count)}  key0: v\n`,
  ],
  ['unknown fields', (count) => `${head('HTTPRoute')}spec:\n${lines((index) => `  key${index}: v\n`)(count)}`],
  ['keys in one line', (count) => `${head('ConfigMap')}data: {${lines((index) => `k${index}: v, `)(count)}}\n`],
  [
    'JSON',
    (count) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a' },
        data: Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v'])),
      }),
  ],
  ['items', (count) => `${head('HTTPRoute')}spec:\n  hostnames:\n${lines((index) => `  - a${index}\n`)(count)}`],
  [
    'wrong items',
    (count) => `${head('HTTPRoute')}spec:\n  rules:\n${lines(() => '  - matches: [{path: 1}]\n')(count / 2)}`,
  ],
  ['a long text', (count) => `${head('ConfigMap')}data:\n  key: |\n${lines((index) => `    line ${index}\n`)(count)}`],
  [
    'a quoted text',
    (count) =>
      stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: '\\"\n'.repeat(count) } }),
  ],
  [
    'objects of a list',
    (count) =>
      `apiVersion: v1\nkind: List\nitems:\n${lines((index) => `- {apiVersion: v1, kind: ConfigMap, metadata: {name: a${index}}}\n`)(count / 4)}`,
  ],
  ['anchors', (count) => `${head('ConfigMap')}data:\n${lines((index) => `  key${index}: &a${index} v\n`)(count)}`],
  ['remarks', (count) => `${head('ConfigMap')}data:\n${lines((index) => `  # remark ${index}\n`)(count)}  a: b\n`],
  ['blanks', (count) => `${head('ConfigMap')}data:\n  a: "${' \n'.repeat(count)}"\n`],
];

describe('a large document costs no more for a line than a small one', () => {
  test.each(DOCUMENTS)('%s', (_, document) => {
    for (const thousands of [2, 32]) {
      const text = document(thousands * 1000);
      const bound = BOUND * thousands;
      expect(costOf(() => readDocument(text), bound)).toBeLessThan(bound);
    }
  });
});
