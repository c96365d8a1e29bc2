import { expect, test } from '@jest/globals';
import { KINDS } from '../resources/kinds.js';
import { HTTP_ROUTE_KINDS, L4_ROUTE_KINDS, ROUTE_KIND_NAMES, ROUTE_KINDS } from './route-kinds.js';

test('every kind of routes that is read has a row', () => {
  const read = KINDS.map(({ kind }) => kind).filter((kind) => kind.endsWith('Route'));
  expect([...ROUTE_KIND_NAMES].sort()).toEqual(read.sort());
});

test('no two kinds have the same precedence', () => {
  const precedences = Object.values(ROUTE_KINDS).map(({ precedence }) => precedence);
  expect(new Set(precedences).size).toBe(precedences.length);
});

test('each kind has either HTTP rules or forwards connections or datagrams', () => {
  expect([...HTTP_ROUTE_KINDS, ...L4_ROUTE_KINDS].sort()).toEqual([...ROUTE_KIND_NAMES].sort());
  expect(HTTP_ROUTE_KINDS.filter((kind) => (L4_ROUTE_KINDS as readonly string[]).includes(kind))).toEqual([]);
});
