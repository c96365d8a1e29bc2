import { expect, test } from '@jest/globals';
import { RE2JS } from 're2js';
import { filterReplies, httpFilters } from './contributions.js';

const SETTINGS = { accessLog: 'off', bucketingSupported: true } as const;

test('a Gateway checks the host before anything else, a sidecar does not', () => {
  const position = (kind: 'edge' | 'mesh') =>
    httpFilters(kind, SETTINGS).findIndex((filter) => filter.name === 'gatewright.authority');
  expect([position('edge'), position('mesh')]).toEqual([0, -1]);
});

test.each([
  ['shop.test', true],
  ['shop.test:8080', true],
  ['shop.test:', true],
  ['[2001:db8::1]:80', true],
  ['shop.test:@elsewhere.test', false],
  ['user@shop.test', false],
  ['shop.test/path', false],
  ['', false],
])('the host "%s" is one: %j', (host, expected) => {
  const [reply] = filterReplies();
  const header = reply?.filter?.and_filter?.filters?.flatMap((each) => each.header_filter?.header ?? [])[0];
  expect(header).toMatchObject({ name: ':authority', invert_match: true });
  expect(RE2JS.matches(header?.string_match?.safe_regex?.regex ?? '', host)).toBe(expected);
});

test('the answer is 400 in place of the filter’s 403', () => {
  expect(filterReplies().map((reply) => reply.status_code?.value)).toEqual([400]);
});
