import { describe, expect, test } from '@jest/globals';
import { BUCKETS, bucketFormat, bucketOf } from './bucket.js';

const numbers = (count: number, nameOf: (number: number) => string) =>
  Array.from({ length: count }, (_, each) => nameOf(each));
const WORDS = [
  'shop',
  'api',
  'app',
  'mail',
  'blog',
  'team',
  'news',
  'cdn',
  'auth',
  'docs',
  'pay',
  'bank',
  'game',
  'wiki',
];

describe('bucketOf', () => {
  test.each([
    ['numbered hosts', numbers(5_000, (each) => `host-${each}.example.com`)],
    ['padded numbers', numbers(5_000, (each) => `tenant-${String(each).padStart(5, '0')}.apps.example.com`)],
    ['one label under many domains', numbers(5_000, (each) => `www.customer${each}.com`)],
    ['words', WORDS.flatMap((a) => WORDS.flatMap((b) => WORDS.map((c) => `${a}-${b}.${c}.example.org`)))],
  ])('spreads %s: no bucket gets three times its share', (_, hosts) => {
    const counts = new Map<string, number>();
    for (const host of hosts) counts.set(bucketOf(host), (counts.get(bucketOf(host)) ?? 0) + 1);
    expect(Math.max(...counts.values())).toBeLessThan((3 * hosts.length) / BUCKETS.length);
  });

  test('gives one of 64 buckets', () => {
    expect(new Set(BUCKETS).size).toBe(64);
    expect(BUCKETS).toContain(bucketOf('www.example.com'));
    expect(BUCKETS).toContain(bucketOf(''));
  });

  // A change of the function moves hosts while a proxy has the old one: it has to be made with care.
  test('stays what it is', () => {
    expect(['www.example.com', 'host-1.example.com', 'localhost'].map(bucketOf)).toEqual(['41', '21', '10']);
  });
});

test('bucketFormat is one expression with a term for each bit', () => {
  const matches = "request\\.host\\.matches\\('[^'%\\\\]*'\\)";
  const term = `\\(${matches}( != ${matches})? \\? 0 : (1|2|4|8|16|32)\\)`;
  expect(bucketFormat()).toMatch(new RegExp(`^%CEL\\(${term}( \\+ ${term}){5}\\)%$`));
});
