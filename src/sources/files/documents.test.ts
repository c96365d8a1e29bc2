import { expect, test } from '@jest/globals';
import { splitDocuments } from './documents.js';

test('what is large costs a look, however it is made', () => {
  const remarks = '# remark\n'.repeat(2_000_000);
  expect(splitDocuments(remarks)).toEqual([]);
  expect(splitDocuments(`${remarks}a: 1\n`)).toHaveLength(1);
  expect(splitDocuments(`---${' '.repeat(1_000_000)}a\n`)).toHaveLength(1);
});

test.each([
  ['one', 'a: 1\n', [[0, 'a: 1\n']]],
  ['none', '', []],
  ['none but remarks', '# hi\n---\n\n--- \n# there\n...\n'.replace('...\n', ''), []],
  [
    'two',
    'a: 1\n---\nb: 2\n',
    [
      [0, 'a: 1\n'],
      [1, '---\nb: 2\n'],
    ],
  ],
  ['a separator first', '# remark\n---\na: 1\n', [[1, '---\na: 1\n']]],
  ['a directive', '%YAML 1.2\n---\na: 1\n', [[1, '---\na: 1\n']]],
  [
    'content beside the separator',
    '--- {a: 1}\n--- # b\nb: 2',
    [
      [0, '--- {a: 1}\n'],
      [1, '--- # b\nb: 2'],
    ],
  ],
  [
    'Windows line ends',
    'a: 1\r\n---\r\nb: 2\r\n',
    [
      [0, 'a: 1\r\n'],
      [1, '---\r\nb: 2\r\n'],
    ],
  ],
  ['what only looks like a separator', 'a: |\n  ---\n  x\n----: y\n', [[0, 'a: |\n  ---\n  x\n----: y\n']]],
])('%s', (_, text, expected) => {
  expect(splitDocuments(text).map(({ line, text }) => [line, text])).toEqual(expected);
});
