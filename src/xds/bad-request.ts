import type { status } from '@grpc/grpc-js';

/** Why an authenticated stream was ended, or not begun. */
export type EndReason =
  | 'malformed'
  | 'compressed'
  | 'unknown-type'
  | 'long-name'
  | 'too-many-names'
  | 'too-many-pieces'
  | 'too-many-streams';

/** A request that ends its stream. The details go to the proxy, and hold nothing of the request. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly code: status.INVALID_ARGUMENT | status.RESOURCE_EXHAUSTED | status.UNIMPLEMENTED;
  readonly reason: EndReason;

  constructor(code: BadRequest['code'], reason: EndReason, details: string) {
    super(details);
    this.code = code;
    this.reason = reason;
  }
}
