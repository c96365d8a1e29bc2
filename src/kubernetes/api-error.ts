/** The API server said no, or nobody answered. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status; 0 when there was no answer. */
  readonly code: number;
  /** Machine-readable reason of the API server, such as `NotFound`, `Conflict` or `Expired`. */
  readonly reason: string;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(options: {
    readonly message: string;
    readonly code?: number;
    readonly reason?: string;
    readonly retryAfterMs?: number;
    readonly cause?: unknown;
  }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code ?? 0;
    this.reason = options.reason ?? '';
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Whether an error is an answer of the API server with this HTTP status. */
export function isApiError(error: unknown, code: number): error is ApiError {
  return error instanceof ApiError && error.code === code;
}

/**
 * Whether the API server, or an admission webhook that it has to ask, says no to what was asked for. Anything else passes by itself: the
 * server is away, busy or in trouble.
 */
export function isRefusal(error: unknown): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  const { code, message } = error;
  return (code >= 400 && code < 500 && code !== 429) || (code === 500 && message.includes('failed calling webhook'));
}
