import { expect, test } from '@jest/globals';
import { messageJson } from '../testing/message-json.js';
import { httpFilters } from './contributions.js';
import { asReceived } from './request-as-received.js';

const NAME = 'gatewright.request_as_received';
const HTTP_FILTER = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter';

const filter = (accessLog: 'stdout' | 'off') =>
  httpFilters('edge', { accessLog, bucketingSupported: true }).find(({ name }) => name === NAME);

test('headers are kept only where there is an access log', () => {
  expect([filter('stdout')?.name, filter('off')?.name]).toEqual([NAME, undefined]);
});

test.each([
  ['host', ':AUTHORITY'],
  ['forwarded_for', 'X-FORWARDED-FOR'],
  ['user_agent', 'USER-AGENT'],
  ['request_id', 'X-REQUEST-ID'],
] as const)('the log reads %s from where the filter keeps it', (name, header) => {
  const kept = JSON.stringify(messageJson(HTTP_FILTER, filter('stdout') ?? {}));
  expect(kept).toContain(`"object_key":"gatewright.${name}"`);
  expect(kept).toContain(`"%REQ(${header})%"`);
  expect(asReceived(name)).toContain(`"FILTER_STATE","param":"gatewright.${name}:PLAIN"`);
});
