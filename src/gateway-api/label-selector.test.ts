import { describe, expect, test } from '@jest/globals';
import type { LabelSelector } from '../resources/types.js';
import { selectorProblem, selects } from './label-selector.js';

const labels = { env: 'prod', team: 'foo' };

test.each<[string, LabelSelector, boolean]>([
  ['everything', {}, true],
  ['equal', { matchLabels: { env: 'prod', team: 'foo' } }, true],
  ['one differs', { matchLabels: { env: 'prod', team: 'bar' } }, false],
  ['absent', { matchLabels: { tier: 'web' } }, false],
  ['inherited names are no labels', { matchLabels: { constructor: 'x' } }, false],
  ['In', { matchExpressions: [{ key: 'env', operator: 'In', values: ['dev', 'prod'] }] }, true],
  ['not In', { matchExpressions: [{ key: 'env', operator: 'In', values: ['dev'] }] }, false],
  ['In of an absent one', { matchExpressions: [{ key: 'tier', operator: 'In', values: ['web'] }] }, false],
  ['NotIn', { matchExpressions: [{ key: 'env', operator: 'NotIn', values: ['dev'] }] }, true],
  ['NotIn of an absent one', { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['web'] }] }, true],
  ['not NotIn', { matchExpressions: [{ key: 'env', operator: 'NotIn', values: ['prod'] }] }, false],
  ['Exists', { matchExpressions: [{ key: 'env', operator: 'Exists' }] }, true],
  ['not Exists', { matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, false],
  ['Exists of an inherited name', { matchExpressions: [{ key: 'toString', operator: 'Exists' }] }, false],
  ['DoesNotExist', { matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, true],
  ['not DoesNotExist', { matchExpressions: [{ key: 'env', operator: 'DoesNotExist' }] }, false],
  [
    'both must hold',
    { matchLabels: { env: 'prod' }, matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] },
    false,
  ],
  ['an operator that does not exist', { matchExpressions: [{ key: 'env', operator: 'Like' as never }] }, false],
])('%s', (_, selector, expected) => expect(selects(selector, labels)).toBe(expected));

describe('a selector is refused as LabelSelectorAsSelector does it', () => {
  test.each<[LabelSelector, string]>([
    [
      { matchExpressions: [{ key: 'team', operator: 'NotIn', values: [] }] },
      '.matchExpressions[0].values: operator NotIn needs',
    ],
    [{ matchExpressions: [{ key: 'team', operator: 'NotIn' }] }, '.matchExpressions[0].values: operator NotIn needs'],
    [
      { matchExpressions: [{ key: 'team', operator: 'In', values: [] }] },
      '.matchExpressions[0].values: operator In needs',
    ],
    [
      { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['a b'] }] },
      '.matchExpressions[0].values: "a b" must',
    ],
    [
      { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['x'] }] },
      '.matchExpressions[0].values: operator Exists',
    ],
    [
      { matchExpressions: [{ key: 'a', operator: 'DoesNotExist', values: ['x'] }] },
      '.matchExpressions[0].values: operator DoesNotExist has none',
    ],
    [
      { matchExpressions: [{ key: 'a', operator: 'Equals' as never, values: ['x'] }] },
      '.matchExpressions[0].operator: "Equals" is not one of In, NotIn',
    ],
    [
      {
        matchExpressions: [
          { key: 'a', operator: 'Exists' },
          { key: '/', operator: 'Exists' },
        ],
      },
      '.matchExpressions[1].key: "/"',
    ],
    [{ matchExpressions: [{ key: '', operator: 'DoesNotExist' }] }, '.matchExpressions[0].key: ""'],
    [{ matchLabels: { 'a b': 'c' } }, '.matchLabels: "a b: c" must'],
    [{ matchLabels: { team: 'ü' } }, '.matchLabels: "team: ü" must'],
  ])('%j', (selector, problem) => expect(selectorProblem(selector, 'selector')).toContain(`selector${problem}`));

  test.each<LabelSelector>([
    {},
    { matchLabels: { 'example.com/team': '' } },
    {
      matchExpressions: [
        { key: 'a', operator: 'NotIn', values: [''] },
        { key: 'b', operator: 'Exists', values: [] },
      ],
    },
  ])('but not %j', (selector) => expect(selectorProblem(selector, 'selector')).toBeUndefined());
});
