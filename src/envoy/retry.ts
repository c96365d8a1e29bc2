import { any } from '../envoy-api/codec.js';
import type { HeaderMatcher, RetryPolicy } from '../envoy-api/generated/envoy/config/route/v3.js';
import type { UInt64Value } from '../envoy-api/generated/google/protobuf.js';
import type { HttpRetry, HttpTimeouts } from '../model/index.js';
import { milliseconds, uint32 } from './values.js';

/**
 * Failures after which no backend can have processed the request, so that another attempt is safe for every method: there was no
 * connection, the backend refused the stream (RFC 9113, section 8.7), or the connection broke before anything was sent.
 */
const UNPROCESSED = ['connect-failure', 'refused-stream', 'reset-before-request'];

/**
 * The methods of which a second request has the effect of one (RFC 9110, section 9.2.2). A request of another one that a backend may
 * have processed is never sent again, whatever the route says.
 */
const IDEMPOTENT = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'];

const IS_IDEMPOTENT: HeaderMatcher = { name: ':method', string_match: { safe_regex: { regex: IDEMPOTENT.join('|') } } };

/** The CRD's default for `retry.attempts`. */
const DEFAULT_ATTEMPTS = 1;

/** Envoy waits up to ten times the base interval by default. */
const LONGEST_BACKOFF = 10;

/**
 * Of a backend that is scaled down, several endpoints can be gone before we hear of it; with so many attempts a request finds
 * one of the others.
 */
const DEFAULT_RETRIES = 5;

/** For routes that say nothing about it: what is safe for every request, and no more. */
export function defaultRetryPolicy(): RetryPolicy {
  return { ...onOtherHost(), retry_on: UNPROCESSED.join(','), num_retries: uint32(DEFAULT_RETRIES) };
}

/** Which requests a retry policy is for. */
export interface MethodRetries {
  /** What to match besides, where it is not for all requests of a match. */
  readonly headers?: readonly HeaderMatcher[];
  /** Absent: that of the virtual host. */
  readonly policy?: RetryPolicy;
}

/**
 * The retry policies of `retry` (GEP-1731) and `timeouts.backendRequest`, the time limit of one attempt (GEP-1742), in the order in which
 * their requests have to be looked for. A retry policy knows no methods, so that there are two of them where it depends on these.
 *
 * @param method the only one that the requests can have
 */
export function retryPolicies(
  retry: HttpRetry | undefined,
  { backendRequest = 0 }: HttpTimeouts,
  method: string | undefined,
): readonly MethodRetries[] {
  const limit = backendRequest > 0 ? { per_try_timeout: milliseconds(backendRequest) } : undefined;
  if (retry === undefined) return limit === undefined ? [{}] : [{ policy: { ...defaultRetryPolicy(), ...limit } }];
  if (retry.attempts === 0) return [{ policy: { ...limit, num_retries: uint32(0) } }];
  const policy = { ...limit, ...configuredRetries(retry) };
  const causes = causesAfterProcessing(retry, limit !== undefined);
  if (causes.length === 0) return [{ policy }];
  const idempotent = {
    ...policy,
    retry_on: [...CONFIGURED, ...causes].join(','),
    retriable_status_codes: retry.codes,
  };
  if (method !== undefined) return [{ policy: IDEMPOTENT.includes(method) ? idempotent : policy }];
  return [{ headers: [IS_IDEMPOTENT], policy: idempotent }, { policy }];
}

/** A gRPC status of UNAVAILABLE in place of an answer counts as a refusal before anything was processed, as in the text of the API. */
const CONFIGURED = [...UNPROCESSED, 'unavailable'];

function configuredRetries({ attempts = DEFAULT_ATTEMPTS, backoff }: HttpRetry): RetryPolicy {
  return {
    ...onOtherHost(),
    retry_on: CONFIGURED.join(','),
    num_retries: uint32(attempts),
    ...(backoff !== undefined && { retry_back_off: backOff(Math.max(backoff, 1)) }),
  };
}

/**
 * What a route asks to be retried although a backend may have processed the request: answers with a status code, and attempts that run
 * into their time limit. Envoy knows the latter only together with connections that break while a response is awaited, so these
 * are retried then too.
 */
function causesAfterProcessing({ codes }: HttpRetry, limited: boolean): readonly string[] {
  return [...(limited ? ['reset'] : []), ...(codes.length > 0 ? ['retriable-status-codes'] : [])];
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
