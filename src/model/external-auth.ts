/**
 * An authorization service that is asked about each request before it is answered or forwarded. What it does not allow is refused with its
 * answer, and what it cannot be asked about is refused too. GEP-1494.
 */
export interface ExternalAuth {
  /** `GRPC` is `envoy.service.auth.v3.Authorization`; with `HTTP` the status 200 allows. */
  readonly protocol: 'HTTP' | 'GRPC';
  /** Name of the Backend. */
  readonly backend: string;
  /** The name that it is called by: a host name without a port. */
  readonly authority: string;
  /** HTTP only: what stands before the path of the request. It begins with a slash and does not end with one. */
  readonly pathPrefix?: string;
  /** Names of headers that are sent, in lower case. Absent: with GRPC all of them, with HTTP only those that are always sent. */
  readonly requestHeaders?: readonly string[];
  /** HTTP only: names of the headers of its answer that the request gets, in lower case. Absent: all that do not describe the answer itself. */
  readonly responseHeaders?: readonly string[];
  /** Bytes of the body that are sent; a longer one is refused. Absent: the body is not sent. */
  readonly maxBodySize?: number;
}
