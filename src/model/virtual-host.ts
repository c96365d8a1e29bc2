import type { ExternalAuth } from './filters/external-auth.js';
import type { PreflightPart } from './preflight.js';

/** All routes that the connections to one port of a Gateway choose from. How it is delivered (one RouteConfiguration or shards) only `envoy/` knows. */
export interface RouteTable {
  /** `namespace/gateway/port`. */
  readonly name: string;
  readonly proxy: string;
  readonly scheme: 'http' | 'https';
  /** The port of the Gateway API listener: what a redirect without port and scheme keeps. */
  readonly port: number;
  /** Name of the Certificate that the proxy shows to backends with TLS which have none of their own (GEP-3155). */
  readonly clientCertificate?: string;
}

/** What a RouteTable does with the requests for one domain. A domain that is not in the table answers 404. */
export interface VirtualHost {
  readonly routeTable: string;
  /** `www.example.com`, `*.example.com` (any number of labels) or `*`. Lower case, no port. */
  readonly domain: string;
  /**
   * With TLS: name of the chain whose connections may ask for the domain. On those of other chains it is misdirected and answered
   * 421 (GEP-3567).
   */
  readonly chain?: string;
  /** Asked about every request, in this order, before its route is chosen (GEP-5224). At least one. */
  readonly filters?: readonly ExternalAuth[];
  /** What every request is answered instead of all that follows: the listener is not accepted, or a filter of it has no service to ask. */
  readonly refusal?: 500;
  /** The first entry that matches answers, else 404. In order of precedence: most specific hostname, then match, age, name, position. */
  readonly routes: readonly VirtualHostRoute[];
}

/** One match of one rule. A change of the rule's backends or filters does not change it. */
export interface VirtualHostRoute {
  /** Key of the HttpRule. */
  readonly rule: string;
  /** Index into the rule's `matches`. */
  readonly match: number;
  /** Only the preflights of the match, of a rule with CORS; absent: the requests that match. */
  readonly preflight?: PreflightPart;
}
