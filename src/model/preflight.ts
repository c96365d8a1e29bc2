import type { HttpMatch } from './http-rule.js';

/**
 * What a preflight (GEP-1767) has to have in common with the request to come that a match of a rule with CORS takes; its path and query are
 * those of that request in any case.
 *
 * - `Request`: its `Access-Control-Request-Method` is the method, and `Access-Control-Request-Headers` lists the headers.
 * - `Method`: it lists other headers: which of them the request will have, and with which values, cannot be known.
 * - `Path`: it is for another method. It is answered, since no backend may answer preflights for a path with CORS, but allows nothing.
 */
export type PreflightPart = 'Request' | 'Method' | 'Path';

/** The parts that are not the same as one before them, in that order. */
export function preflightParts({ method, headers }: Pick<HttpMatch, 'method' | 'headers'>): readonly PreflightPart[] {
  return [
    'Request',
    ...(headers.some(isForeseen) ? (['Method'] as const) : []),
    ...(preflightMethod({ method }) === undefined ? [] : (['Path'] as const)),
  ];
}

/** The method that a preflight for the match asks for; undefined: any. A match of OPTIONS takes the preflight itself. */
export function preflightMethod({ method }: { readonly method?: string | undefined }): string | undefined {
  return method === 'OPTIONS' ? undefined : method;
}

/** Whether a preflight can only say that the request to come has the header. It has the origin itself. */
export function isForeseen({ name }: { readonly name: string }): boolean {
  return name !== 'origin';
}
