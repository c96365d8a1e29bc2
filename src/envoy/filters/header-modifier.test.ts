import { expect, test } from '@jest/globals';
import { HeaderValueOption_HeaderAppendAction as AppendAction } from '../../envoy-api/generated/envoy/config/core/v3.js';
import type { HeaderModifier } from '../../model/index.js';
import { levelFields } from './contributions.js';

const modifier: HeaderModifier = {
  set: [{ name: 'x-a', value: '100%' }],
  add: [{ name: 'x-b', value: 'b' }],
  remove: ['x-c'],
};

const toAdd = [
  // `%` begins a command of a format.
  { header: { key: 'x-a', value: '100%%' }, append_action: AppendAction.OVERWRITE_IF_EXISTS_OR_ADD },
  { header: { key: 'x-b', value: 'b' }, append_action: AppendAction.APPEND_IF_EXISTS_OR_ADD },
];

test('headers of the request are set, then added, and removed', () => {
  expect(levelFields({ requestHeaders: modifier })).toEqual({
    request_headers_to_add: toAdd,
    request_headers_to_remove: ['x-c'],
  });
});

test('headers of the response are set, then added, and removed', () => {
  expect(levelFields({ responseHeaders: modifier })).toEqual({
    response_headers_to_add: toAdd,
    response_headers_to_remove: ['x-c'],
  });
});
