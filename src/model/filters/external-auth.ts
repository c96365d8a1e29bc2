import { type FilterSetting, preferBackend } from './filter-setting.js';

/**
 * An authorization service that decides about each request before it is answered or forwarded. A request that it does not allow gets its
 * answer. Where it cannot be reached, requests are refused. GEP-1494.
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

export const externalAuth: FilterSetting<ExternalAuth> = {
  merge: preferBackend,
  mapBackends: (value, rename) => ({ ...value, backend: rename(value.backend) }),
};
