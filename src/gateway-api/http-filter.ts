import type { HttpFilters, HttpMatch, Mirror, Redirect } from '../model/index.js';
import type {
  BackendObjectReference,
  HTTPRequestMirrorFilter,
  HTTPRouteFilter,
  LocalObjectReference,
} from '../resources/types.js';
import { checkCors } from './cors.js';
import { type CheckedExternalAuth, checkExternalAuth } from './external-auth.js';
import { checkCombination } from './filter-combination.js';
import { checkHeaderModifier } from './header-modifier.js';
import type { Problem } from './problem.js';
import type { Report } from './report.js';
import { checkRedirect, checkRewrite } from './url-modifier.js';
import type { Warn } from './warning.js';

/** The filters of a rule or of one of its backends, checked; the backends that they refer to are not looked up yet. */
export interface CheckedFilters {
  readonly filters: Omit<HttpFilters, 'mirrors' | 'externalAuth'>;
  readonly mirrors: readonly CheckedMirror[];
  readonly externalAuth?: CheckedExternalAuth;
  readonly redirect?: Redirect;
  /** References that lead nowhere, whatever there is. */
  readonly unresolved?: readonly Problem[];
}

export interface CheckedMirror {
  readonly ref: BackendObjectReference;
  /** For messages. */
  readonly field: string;
  readonly fraction: Mirror['fraction'];
}

const SUPPORTED = [
  'RequestHeaderModifier',
  'ResponseHeaderModifier',
  'RequestMirror',
  'RequestRedirect',
  'URLRewrite',
  'CORS',
  'ExternalAuth',
];

/**
 * Checks filters. Where one is reported the result is of no use: what it should do must not be left out in silence.
 *
 * @param supported types of filters that the kind of route may have
 */
export function checkFilters(
  filters: readonly HTTPRouteFilter[] | undefined,
  matches: readonly HttpMatch[],
  field: string,
  report: Report,
  warn: Warn,
  supported: readonly string[] = SUPPORTED,
): CheckedFilters {
  let requestHeaders: HttpFilters['requestHeaders'] | undefined;
  let responseHeaders: HttpFilters['responseHeaders'] | undefined;
  let rewrite: HttpFilters['rewrite'] | undefined;
  let cors: HttpFilters['cors'] | undefined;
  let externalAuth: CheckedExternalAuth | undefined;
  let redirect: Redirect | undefined;
  const mirrors: CheckedMirror[] = [];
  const unresolved: Problem[] = [];
  const types = new Set<string>();
  for (const [index, filter] of (filters ?? []).entries()) {
    const { type } = filter;
    const at = `${field}[${index}]`;
    if (types.has(type) && type !== 'RequestMirror') report(`${at}.type: there is a second ${type} filter.`);
    types.add(type);
    if (!supported.includes(type)) {
      report(`${at}.type: ${type} is not supported, use one of ${supported.join(', ')}.`);
      if (type === 'ExtensionRef') unresolved.push(...unknownExtension(filter.extensionRef, `${at}.extensionRef`));
      continue;
    }
    switch (type) {
      case 'RequestHeaderModifier':
        requestHeaders = checkHeaderModifier(filter.requestHeaderModifier ?? {}, `${at}.requestHeaderModifier`, report);
        break;
      case 'ResponseHeaderModifier':
        responseHeaders = checkHeaderModifier(
          filter.responseHeaderModifier ?? {},
          `${at}.responseHeaderModifier`,
          report,
        );
        break;
      case 'RequestRedirect':
        redirect = checkRedirect(filter.requestRedirect ?? {}, matches, `${at}.requestRedirect`, report);
        break;
      case 'URLRewrite':
        rewrite = checkRewrite(filter.urlRewrite ?? {}, matches, `${at}.urlRewrite`, report);
        break;
      case 'CORS':
        cors = checkCors(filter.cors ?? {}, `${at}.cors`, report, warn);
        break;
      case 'ExternalAuth':
        externalAuth = checkExternalAuth(filter.externalAuth, `${at}.externalAuth`, report);
        break;
      case 'RequestMirror':
        mirrors.push(...checkMirror(filter.requestMirror, `${at}.requestMirror`, report));
        break;
    }
  }
  const checked: CheckedFilters = {
    filters: {
      ...(requestHeaders && { requestHeaders }),
      ...(responseHeaders && { responseHeaders }),
      ...(rewrite && { rewrite }),
      ...(cors && { cors }),
    },
    mirrors,
    ...(externalAuth && { externalAuth }),
    ...(redirect && { redirect }),
    ...(unresolved.length > 0 && { unresolved }),
  };
  checkCombination(checked, field, report);
  return checked;
}

/** There is no kind of filters yet that an extension could be. */
export function unknownExtension(
  ref: LocalObjectReference | undefined,
  field: string,
  reason = 'InvalidKind',
): Problem[] {
  if (ref === undefined) return [];
  return [{ reason, message: `${field}: ${ref.kind} in group "${ref.group}" is not a kind of filter. Remove it.` }];
}

function checkMirror(filter: HTTPRequestMirrorFilter | undefined, field: string, report: Report): CheckedMirror[] {
  if (filter?.backendRef === undefined) {
    report(`${field}.backendRef: it is missing.`);
    return [];
  }
  const { backendRef: ref, percent = 100, fraction } = filter;
  const numerator = fraction?.numerator ?? percent;
  const denominator = fraction === undefined ? 100 : (fraction.denominator ?? 100);
  if (!(numerator >= 0 && denominator > 0 && numerator <= denominator)) {
    report(`${field}: ${numerator} of ${denominator} is not a share of the requests.`);
    return [];
  }
  return [{ ref, field: `${field}.backendRef`, fraction: { numerator, denominator } }];
}
