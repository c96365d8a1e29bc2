import { describe, expect, test } from '@jest/globals';
import type { PathMatch } from '../model/index.js';
import { pathRewrite, prefixReplacement } from './rewrite.js';

const prefix = (value: string): PathMatch => ({ type: 'Prefix', value });

describe('prefixReplacement', () => {
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
  ])('%j by "%s"', (match, replacement, expected) => {
    expect(prefixReplacement(replacement, match)).toEqual(expected);
  });
});

describe('pathRewrite', () => {
  test('of nothing', () => {
    expect(pathRewrite(undefined, prefix('/'))).toEqual({});
    expect(pathRewrite({ hostname: 'h' }, prefix('/'))).toEqual({});
  });

  test('of the full path is not read as a format', () => {
    const path = { type: 'ReplaceFullPath', value: '/100%/%PATH%' } as const;
    expect(pathRewrite({ path }, prefix('/'))).toEqual({ path_rewrite: '/100%%/%%PATH%%' });
  });
});
