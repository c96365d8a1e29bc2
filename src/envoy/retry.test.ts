import { describe, expect, test } from '@jest/globals';
import { defaultRetryPolicy, retryBuffer, retryPolicies } from './retry.js';
import { timeouts } from './timeouts.js';

const SAFE = 'connect-failure,refused-stream,reset-before-request';

const CONFIGURED = `${SAFE},unavailable`;
const METHODS = [{ name: ':method', string_match: { safe_regex: { regex: 'GET|HEAD|OPTIONS|PUT|DELETE|TRACE' } } }];

describe('retryPolicies', () => {
  test.each([
    [
      undefined,
      { backendRequest: 1_500 },
      { policy: { retry_on: SAFE, per_try_timeout: { seconds: 1, nanos: 500_000_000 } } },
    ],
    [{ codes: [], attempts: 0 }, {}, { policy: { num_retries: { value: 0 } } }],
    [{ codes: [], attempts: 7 }, {}, { policy: { retry_on: CONFIGURED, num_retries: { value: 7 } } }],
    [
      { codes: [], backoff: 0 },
      {},
      { policy: { retry_back_off: { base_interval: { seconds: 0, nanos: 1_000_000 } } } },
    ],
    [{ codes: [], backoff: 100 }, {}, { policy: { retry_back_off: { max_interval: { seconds: 1, nanos: 0 } } } }],
  ])('%j with %j is the same for every method', (retry, limits, expected) => {
    for (const method of [undefined, 'GET', 'POST']) {
      expect(retryPolicies(retry, limits, method)).toMatchObject([expected]);
    }
  });

  test.each([
    [{ codes: [500] }, {}, `${CONFIGURED},retriable-status-codes`],
    [{ codes: [] }, { backendRequest: 100 }, `${CONFIGURED},reset`],
    [{ codes: [500] }, { backendRequest: 100 }, `${CONFIGURED},reset,retriable-status-codes`],
  ])('%j with %j depends on the method', (retry, limits, conditions) => {
    const idempotent = expect.objectContaining({ retry_on: conditions, num_retries: { value: 1 } });
    const other = expect.objectContaining({ retry_on: CONFIGURED, num_retries: { value: 1 } });
    expect(retryPolicies(retry, limits, undefined)).toEqual([
      { headers: METHODS, policy: idempotent },
      { policy: other },
    ]);
    expect(retryPolicies(retry, limits, 'DELETE')).toEqual([{ policy: idempotent }]);
    for (const method of ['POST', 'PATCH', 'CONNECT']) {
      expect(retryPolicies(retry, limits, method)).toEqual([{ policy: other }]);
    }
  });

  test.each([{}, { backendRequest: 0 }])('with %j and no retries are those of the virtual host', (limits) => {
    expect(retryPolicies(undefined, limits, undefined)).toEqual([{}]);
  });

  test('never without a limit stays never with one', () => {
    const [never] = retryPolicies({ codes: [], attempts: 0 }, { backendRequest: 100 }, undefined);
    expect(never?.policy).not.toHaveProperty('retry_on');
  });

  test('by default is safe for every request', () => {
    expect(defaultRetryPolicy()).toMatchObject({ retry_on: SAFE, num_retries: { value: 5 } });
  });
});

test.each([
  [undefined, undefined],
  [{ codes: [], attempts: 0 }, undefined],
  [{ codes: [500] }, { value: 1_048_576 }],
])('retryBuffer: %j', (retry, expected) => {
  expect(retryBuffer(retry)).toEqual(expected);
});

describe('timeouts', () => {
  test.each([
    [{}, { timeout: { seconds: 0, nanos: 0 } }],
    [{ backendRequest: 5 }, { timeout: { seconds: 0, nanos: 0 } }],
    [{ request: 0 }, { timeout: { seconds: 0, nanos: 0 }, idle_timeout: { seconds: 0, nanos: 0 } }],
    [{ request: 1_001 }, { timeout: { seconds: 1, nanos: 1_000_000 } }],
    [{ request: 300_000 }, { timeout: { seconds: 300, nanos: 0 }, idle_timeout: { seconds: 600, nanos: 0 } }],
  ])('%j', (value, expected) => {
    expect(timeouts(value)).toEqual(expected);
  });
});
