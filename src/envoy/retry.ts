import { any } from '../envoy-api/codec.js';
import {
  HeaderValueOption_HeaderAppendAction as AppendAction,
  type HeaderValueOption,
} from '../envoy-api/generated/envoy/config/core/v3.js';
import type { RetryPolicy } from '../envoy-api/generated/envoy/config/route/v3.js';
import type { UInt64Value } from '../envoy-api/generated/google/protobuf.js';
import type { HttpRetry, HttpTimeouts } from '../model/index.js';
import { milliseconds, uint32 } from './values.js';

/** Failures after which no backend can have seen the request, so that another attempt is safe for every method. */
const UNSEEN = ['connect-failure', 'refused-stream', 'reset-before-request'];

/** The CRD's default for `retry.attempts`. */
const DEFAULT_ATTEMPTS = 1;

/** Envoy waits up to ten times the base interval unless told otherwise. */
const LONGEST_BACKOFF = 10;

/**
 * Of a backend that is scaled down, several endpoints can be gone before we hear of it; with so many attempts a request finds
 * one of the others.
 */
const DEFAULT_RETRIES = 5;

/** For routes that say nothing about it: what is safe for every request. */
export function defaultRetryPolicy(): RetryPolicy {
  return { ...onOtherHost(), retry_on: UNSEEN.join(','), num_retries: uint32(DEFAULT_RETRIES) };
}

/**
 * `retry` (GEP-1731) and `timeouts.backendRequest`, the time limit of one attempt (GEP-1742); nothing when none of them
 * is given.
 *
 * An attempt that runs into its time limit is tried again where both are configured. Envoy knows that only together
 * with connections that break while a response is awaited, so these are retried then too.
 */
export function retryPolicy(retry: HttpRetry | undefined, timeouts: HttpTimeouts): RetryPolicy | undefined {
  const { backendRequest = 0 } = timeouts;
  const limit = backendRequest > 0 ? { per_try_timeout: milliseconds(backendRequest) } : undefined;
  if (retry === undefined) return limit && { ...defaultRetryPolicy(), ...limit };
  const { codes, attempts = DEFAULT_ATTEMPTS, backoff } = retry;
  if (attempts === 0) return { ...limit, num_retries: uint32(0) };
  const conditions = [...UNSEEN, 'unavailable'];
  if (limit !== undefined) conditions.push('reset');
  if (codes.length > 0) conditions.push('retriable-status-codes');
  return {
    ...onOtherHost(),
    ...limit,
    retry_on: conditions.join(','),
    num_retries: uint32(attempts),
    retriable_status_codes: codes,
    ...(backoff !== undefined && { retry_back_off: backOff(Math.max(backoff, 1)) }),
  };
}

/**
 * How much of a request is kept to be sent again, in bytes, where retries are asked for. What is longer is not retried;
 * without this nothing would be above the buffer of a connection, 32 KiB.
 */
export function retryBuffer(retry: HttpRetry | undefined): UInt64Value | undefined {
  return retry === undefined || retry.attempts === 0 ? undefined : { value: 1024 * 1024 };
}

/** @param base milliseconds before the first retry at most */
export function backOff(base: number): RetryPolicy['retry_back_off'] {
  return { base_interval: milliseconds(base), max_interval: milliseconds(base * LONGEST_BACKOFF) };
}

const RETRY_ON = 'x-envoy-retry-on';

/**
 * Lets a request that changes nothing (RFC 9110, 9.2.1) be sent again also when the connection breaks before an answer: a backend
 * that ends takes along what is under way on its connections. A retry policy knows no methods, but Envoy adds to it what this
 * header says, and removes the header.
 */
export function retryOfSafeRequests(): HeaderValueOption {
  const value = `%CEL(request.method in ['GET', 'HEAD', 'OPTIONS'] ? 'reset' : '')%`;
  return { header: { key: RETRY_ON, value }, append_action: AppendAction.ADD_IF_ABSENT };
}

/** For a route with its own retries or limit for one attempt, which Envoy would take for a broken connection: what it has anyway. */
export function retryAsConfigured(): HeaderValueOption {
  return {
    header: { key: RETRY_ON, value: 'connect-failure' },
    append_action: AppendAction.OVERWRITE_IF_EXISTS_OR_ADD,
  };
}

/** How often another endpoint is drawn instead of one that was tried: drawing prefers idle ones, which those that are gone are. */
const MOST_DRAWS = 100;

/** Each attempt goes to an endpoint that was not tried yet, as long as there is one. */
function onOtherHost(): RetryPolicy {
  const typed_config = any('envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate', {});
  return {
    retry_host_predicate: [{ name: 'envoy.retry_host_predicates.previous_hosts', typed_config }],
    host_selection_retry_max_attempts: MOST_DRAWS,
  };
}
