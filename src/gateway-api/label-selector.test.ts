import { expect, test } from '@jest/globals';
import type { LabelSelector } from '../resources/types.js';
import { selects } from './label-selector.js';

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
