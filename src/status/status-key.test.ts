import { expect, test } from '@jest/globals';
import { placeOfStatus, statusKey } from './status-key.js';

test.each([
  ['HTTPRoute', 'shop/cart', 'shop'],
  ['GatewayClass', 'gatewright', ''],
])('the key of a %s has its kind and namespace', (kind, object, namespace) => {
  expect(placeOfStatus(statusKey(kind, object))).toEqual({ kind, namespace });
});
