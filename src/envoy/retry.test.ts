import { describe, expect, test } from '@jest/globals';
import { defaultRetryPolicy, retryBuffer, retryPolicy } from './retry.js';
import { timeouts } from './timeouts.js';

const SAFE = 'connect-failure,refused-stream,reset-before-request';

describe('retryPolicy', () => {
  test.each([
    [undefined, {}, undefined],
    [undefined, { backendRequest: 0 }, undefined],
    [undefined, { backendRequest: 1_500 }, { retry_on: SAFE, per_try_timeout: { seconds: 1, nanos: 500_000_000 } }],
    [{ codes: [], attempts: 0 }, {}, { num_retries: { value: 0 } }],
    [{ codes: [500] }, {}, { retry_on: `${SAFE},unavailable,retriable-status-codes`, num_retries: { value: 1 } }],
    [{ codes: [], attempts: 7 }, {}, { retry_on: `${SAFE},unavailable`, num_retries: { value: 7 } }],
    [{ codes: [] }, { backendRequest: 100 }, { retry_on: `${SAFE},unavailable,reset` }],
    [{ codes: [], backoff: 0 }, {}, { retry_back_off: { base_interval: { seconds: 0, nanos: 1_000_000 } } }],
    [{ codes: [], backoff: 100 }, {}, { retry_back_off: { max_interval: { seconds: 1, nanos: 0 } } }],
  ])('%j with %j', (retry, limits, expected) => {
    if (expected === undefined) expect(retryPolicy(retry, limits)).toBeUndefined();
    else expect(retryPolicy(retry, limits)).toMatchObject(expected);
  });

  test('never without a limit stays never with one', () => {
    expect(retryPolicy({ codes: [], attempts: 0 }, { backendRequest: 100 })).not.toHaveProperty('retry_on');
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
