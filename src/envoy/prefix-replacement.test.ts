import { expect, test } from '@jest/globals';
import type { PathMatch } from '../model/index.js';
import { prefixReplacement } from './prefix-replacement.js';

const prefix = (value: string): PathMatch => ({ type: 'Prefix', value });
const toRoot = (regex: string) => ({ regex_rewrite: { pattern: { regex }, substitution: '/' } });

test.each([
  [prefix('/foo'), '/xyz', { prefix_rewrite: '/xyz' }],
  [prefix('/foo'), '/xyz/', { prefix_rewrite: '/xyz' }],
  [prefix('/foo'), '/', toRoot('^/foo/*')],
  [prefix('/foo'), '', toRoot('^/foo/*')],
  [prefix('/a.b+(c)'), '/', toRoot('^/a\\.b\\+\\(c\\)/*')],
  [prefix('/'), '/xyz', { prefix_rewrite: '/xyz/' }],
  [prefix('/'), '/', {}],
  [{ type: 'Exact', value: '/foo' } as const, '/xyz/', { prefix_rewrite: '/xyz' }],
  [{ type: 'Regex', value: '/foo.*' } as const, '', { prefix_rewrite: '/' }],
])('%j is replaced by "%s"', (match, replacement, expected) => {
  expect(prefixReplacement(replacement, match)).toEqual(expected);
});
