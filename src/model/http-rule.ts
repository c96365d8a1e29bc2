import type { ExternalAuth } from './external-auth.js';

/** A rule of an HTTPRoute (or of a GRPCRoute, whose matches are HTTP matches), checked and resolved, independent of where it is attached. */
export interface HttpRule {
  /** `kind/namespace/name/index`. */
  readonly key: string;
  readonly route: { readonly kind: 'HTTPRoute' | 'GRPCRoute'; readonly namespace: string; readonly name: string };
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

/** What is done to the request and the response, for the rule or for one backend of it. */
export interface HttpFilters {
  readonly requestHeaders?: HeaderModifier;
  readonly responseHeaders?: HeaderModifier;
  readonly rewrite?: UrlRewrite;
  readonly mirrors?: readonly Mirror[];
  readonly cors?: Cors;
  /** Before everything that is forwarded, mirrors included. */
  readonly externalAuth?: ExternalAuth;
}

/** Values are as the user wrote them; escaping is the encoder's business. Names are lower case. */
export interface HeaderModifier {
  readonly set: readonly HeaderValue[];
  readonly add: readonly HeaderValue[];
  readonly remove: readonly string[];
}

export interface HeaderValue {
  readonly name: string;
  readonly value: string;
}

export interface UrlRewrite {
  readonly hostname?: string;
  readonly path?: PathModifier;
}

export interface PathModifier {
  readonly type: 'ReplaceFullPath' | 'ReplacePrefixMatch';
  readonly value: string;
}

/** A copy of the request whose answer is thrown away. */
export interface Mirror {
  /** Name of the Backend. */
  readonly backend: string;
  /** Share of the requests, `numerator` of `denominator`; all when equal. */
  readonly fraction: { readonly numerator: number; readonly denominator: number };
}

/** GEP-1767. */
export interface Cors {
  /** `*`, `https://example.com`, `https://*.example.com[:port]`. */
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  /** Seconds. */
  readonly maxAge: number;
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
