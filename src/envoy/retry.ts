import { any } from '../envoy-api/codec.js';
import type { RetryPolicy, RetryPolicy_RetryHostPredicate } from '../envoy-api/generated/envoy/config/route/v3.js';
import type { HttpRetry, HttpTimeouts } from '../model/index.js';
import { milliseconds, uint32 } from './values.js';

/** Failures after which no backend can have seen the request, so that another attempt is safe for every method. */
const UNSEEN = ['connect-failure', 'refused-stream', 'reset-before-request'];

/** Retries of such failures where the user asks for nothing. */
const DEFAULT_ATTEMPTS = 2;

/** The CRD's default for `retry.attempts`. */
const DEFAULT_CONFIGURED_ATTEMPTS = 1;

/** Envoy waits up to ten times the base interval unless told otherwise. */
const LONGEST_BACKOFF = 10;

/**
 * `retry` (GEP-1731) and `timeouts.backendRequest`, the time limit of one attempt (GEP-1742). Each attempt goes to an
 * endpoint that was not tried yet, as long as there is one.
 *
 * An attempt that runs into its time limit is tried again where both are configured. Envoy knows that only together
 * with connections that break while a response is awaited, so these are retried then too.
 */
export function retryPolicy(
  retry: HttpRetry | undefined,
  { backendRequest = 0 }: HttpTimeouts,
): RetryPolicy | undefined {
  const perTry = backendRequest > 0 ? { per_try_timeout: milliseconds(backendRequest) } : undefined;
  if (retry?.attempts === 0) return perTry && { ...perTry, num_retries: uint32(0) };
  const conditions = [...UNSEEN];
  if (retry !== undefined) conditions.push('unavailable');
  if (retry !== undefined && perTry !== undefined) conditions.push('reset');
  if (retry !== undefined && retry.codes.length > 0) conditions.push('retriable-status-codes');
  return {
    retry_on: conditions.join(','),
    num_retries: uint32(retry === undefined ? DEFAULT_ATTEMPTS : (retry.attempts ?? DEFAULT_CONFIGURED_ATTEMPTS)),
    retriable_status_codes: retry?.codes,
    retry_host_predicate: [previousHosts()],
    host_selection_retry_max_attempts: 5,
    ...perTry,
    ...(retry?.backoff !== undefined && {
      retry_back_off: {
        base_interval: milliseconds(Math.max(retry.backoff, 1)),
        max_interval: milliseconds(Math.max(retry.backoff, 1) * LONGEST_BACKOFF),
      },
    }),
  };
}

function previousHosts(): RetryPolicy_RetryHostPredicate {
  return {
    name: 'envoy.retry_host_predicates.previous_hosts',
    typed_config: any('envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate', {}),
  };
}
