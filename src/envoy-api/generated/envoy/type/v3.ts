// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as google_protobuf from '../../google/protobuf.js';

export interface HashPolicy {
  /** oneof policy_specifier */
  readonly source_ip?: HashPolicy_SourceIp | undefined;
  /** oneof policy_specifier */
  readonly filter_state?: HashPolicy_FilterState | undefined;
}

export interface HashPolicy_SourceIp {
}

export interface HashPolicy_FilterState {
  readonly key?: string | undefined;
}

export const CodecClientType = {
  HTTP1: 0,
  HTTP2: 1,
  HTTP3: 2,
} as const;
export type CodecClientType = (typeof CodecClientType)[keyof typeof CodecClientType];

export const StatusCode = {
  Empty: 0,
  Continue: 100,
  OK: 200,
  Created: 201,
  Accepted: 202,
  NonAuthoritativeInformation: 203,
  NoContent: 204,
  ResetContent: 205,
  PartialContent: 206,
  MultiStatus: 207,
  AlreadyReported: 208,
  IMUsed: 226,
  MultipleChoices: 300,
  MovedPermanently: 301,
  Found: 302,
  SeeOther: 303,
  NotModified: 304,
  UseProxy: 305,
  TemporaryRedirect: 307,
  PermanentRedirect: 308,
  BadRequest: 400,
  Unauthorized: 401,
  PaymentRequired: 402,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  ProxyAuthenticationRequired: 407,
  RequestTimeout: 408,
  Conflict: 409,
  Gone: 410,
  LengthRequired: 411,
  PreconditionFailed: 412,
  PayloadTooLarge: 413,
  URITooLong: 414,
  UnsupportedMediaType: 415,
  RangeNotSatisfiable: 416,
  ExpectationFailed: 417,
  MisdirectedRequest: 421,
  UnprocessableEntity: 422,
  Locked: 423,
  FailedDependency: 424,
  UpgradeRequired: 426,
  PreconditionRequired: 428,
  TooManyRequests: 429,
  RequestHeaderFieldsTooLarge: 431,
  InternalServerError: 500,
  NotImplemented: 501,
  BadGateway: 502,
  ServiceUnavailable: 503,
  GatewayTimeout: 504,
  HTTPVersionNotSupported: 505,
  VariantAlsoNegotiates: 506,
  InsufficientStorage: 507,
  LoopDetected: 508,
  NotExtended: 510,
  NetworkAuthenticationRequired: 511,
} as const;
export type StatusCode = (typeof StatusCode)[keyof typeof StatusCode];

export interface HttpStatus {
  readonly code?: StatusCode | undefined;
}

export interface Percent {
  readonly value?: number | undefined;
}

export interface FractionalPercent {
  readonly numerator?: number | undefined;
  readonly denominator?: FractionalPercent_DenominatorType | undefined;
}

export const FractionalPercent_DenominatorType = {
  HUNDRED: 0,
  TEN_THOUSAND: 1,
  MILLION: 2,
} as const;
export type FractionalPercent_DenominatorType = (typeof FractionalPercent_DenominatorType)[keyof typeof FractionalPercent_DenominatorType];

export interface Int64Range {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

export interface Int32Range {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

export interface DoubleRange {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

export const RateLimitUnit = {
  UNKNOWN: 0,
  SECOND: 1,
  MINUTE: 2,
  HOUR: 3,
  DAY: 4,
  MONTH: 5,
  YEAR: 6,
} as const;
export type RateLimitUnit = (typeof RateLimitUnit)[keyof typeof RateLimitUnit];

export interface SemanticVersion {
  readonly major_number?: number | undefined;
  readonly minor_number?: number | undefined;
  readonly patch?: number | undefined;
}

export interface TokenBucket {
  readonly max_tokens?: number | undefined;
  readonly tokens_per_fill?: google_protobuf.UInt32Value | undefined;
  readonly fill_interval?: google_protobuf.Duration | undefined;
}
