import type { HttpFilters } from './filters/http-filters.js';
import type { PathModifier } from './filters/url-rewrite.js';
import type { HttpRouteKind } from './route-kinds.js';

/** A rule of an HTTPRoute (or of a GRPCRoute, whose matches are HTTP matches), checked and resolved, independent of where it is attached. */
export interface HttpRule {
  /** `kind/namespace/name/index`. */
  readonly key: string;
  readonly route: { readonly kind: HttpRouteKind; readonly namespace: string; readonly name: string };
  /** `rules[].name`, if given. */
  readonly name?: string;
  /** At least one; OR-ed. */
  readonly matches: readonly HttpMatch[];
  readonly filters: HttpFilters;
  readonly action: HttpAction;
  readonly timeouts: HttpTimeouts;
  readonly retry?: HttpRetry;
  /**
   * Names of the client certificates that proxies show to the rule's backends with TLS: those of RouteTables in which the rule may be.
   * Absent when there are none, or no such backends.
   */
  readonly clientCertificates?: readonly string[];
  /** Names of the proxies that have RouteTables in which the rule may be, where a redirect keeps something of these. Absent: those of all may have it. */
  readonly proxies?: readonly string[];
}

/** AND of its parts. */
export interface HttpMatch {
  readonly path: PathMatch;
  /** Upper case, e.g. `GET`. */
  readonly method?: string;
  /** Only gRPC and gRPC-Web requests, by their content type. */
  readonly isGrpc?: true;
  readonly headers: readonly ValueMatch[];
  /** Their values are as in the URL: where a value has several encodings, an expression for them. */
  readonly queryParams: readonly ValueMatch[];
}

/**
 * `Prefix` matches whole path elements: `/a` matches `/a` and `/a/b`, not `/ab`; it never ends with `/` except `/` itself.
 * `Exact` and `Prefix` match paths that are equal after normalization (RFC 3986, section 6.2.2); their percent-encodings are in upper case.
 * `Regex` is RE2, anchored at both ends.
 */
export interface PathMatch {
  readonly type: 'Exact' | 'Prefix' | 'Regex';
  readonly value: string;
}

export interface ValueMatch {
  readonly type: 'Exact' | 'Regex';
  /** Header names are lower case. */
  readonly name: string;
  readonly value: string;
}

export type HttpAction = ForwardAction | RedirectAction | ErrorAction;

/** To one of the backends, by weight. */
export interface ForwardAction {
  readonly type: 'Forward';
  /** Weights are positive. */
  readonly backends: readonly WeightedBackend[];
}

export interface WeightedBackend {
  readonly weight: number;
  /** Name of the Backend; absent: the reference is refused or leads nowhere, and this share is answered with an error. */
  readonly backend?: string;
  /** Of that error, the same for all of a rule: 500, or 503 for gRPC. */
  readonly status?: 500 | 503;
  readonly filters: HttpFilters;
  /** A redirect given for this backend alone: its share is redirected. */
  readonly redirect?: Redirect;
}

export interface RedirectAction {
  readonly type: 'Redirect';
  readonly redirect: Redirect;
}

/** Location of a redirect; what is absent is kept from the request. */
export interface Redirect {
  readonly scheme?: 'http' | 'https';
  readonly hostname?: string;
  readonly port?: number;
  readonly path?: PathModifier;
  readonly statusCode: 301 | 302 | 303 | 307 | 308;
}

/** Answered by the proxy itself: nothing to forward to, or a filter that cannot be honoured. */
export interface ErrorAction {
  readonly type: 'Error';
  /** 500, or 503 for gRPC: its clients see UNAVAILABLE. */
  readonly status: number;
}

/** Milliseconds; 0 is no limit, absent is not set. GEP-1742. */
export interface HttpTimeouts {
  readonly request?: number;
  readonly backendRequest?: number;
  /** How long a request or an answer that is not at its end may be silent; absent: the default of the encoder. */
  readonly idle?: number;
}

/** GEP-1731. */
export interface HttpRetry {
  /** Status codes to retry besides connection errors. */
  readonly codes: readonly number[];
  /** Retries after the first attempt; absent: the implementation's default. */
  readonly attempts?: number;
  /** Milliseconds to wait at least before a retry; absent: the implementation's default. */
  readonly backoff?: number;
}
