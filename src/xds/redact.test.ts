import { expect, test } from '@jest/globals';
import { redactReason } from './redact.js';
import { ROUTE, SECRET } from './type-rules.js';

test.each([
  [ROUTE, 'Only unique domains are permitted', 'Only unique domains are permitted'],
  [ROUTE, '  two\n lines\t', 'two lines'],
  [ROUTE, '', 'Envoy gave no reason'],
  [
    ROUTE,
    'Proto constraint validation failed (a: b): name: "x"\ntoken: "y"',
    'Proto constraint validation failed (a: b)',
  ],
  [SECRET, 'Failed to load private key -----BEGIN', 'Envoy rejected the secret'],
])('%s %j', (typeUrl, message, reason) => {
  expect(redactReason(typeUrl, message)).toBe(reason);
});

test('a long reason is cut', () => {
  expect(redactReason(ROUTE, 'x'.repeat(10_000)).length).toBe(256);
});
