import type {
  GRPCRouteFilter,
  GRPCRouteFilterType,
  HTTPRouteFilter,
  HTTPRouteFilterType,
} from '../../resources/types.js';
import type { CheckedFilters } from './checked-filters.js';
import { checkCombination } from './combination.js';
import { cors } from './cors.js';
import { extensionRef } from './extension-ref.js';
import { externalAuth } from './external-auth.js';
import type { FilterCheck, FilterContext } from './filter-check.js';
import { requestHeaderModifier, responseHeaderModifier } from './header-modifier.js';
import { requestMirror } from './mirror.js';
import { requestRedirect } from './redirect.js';
import { urlRewrite } from './rewrite.js';

/** Check of each type that a filter can have. A type without an entry does not compile. Messages list them in this order. */
type FilterChecks<Type extends HTTPRouteFilterType> = { readonly [Name in Type]: FilterCheck };

const HTTP_ROUTE_FILTERS: FilterChecks<HTTPRouteFilterType> = {
  RequestHeaderModifier: requestHeaderModifier,
  ResponseHeaderModifier: responseHeaderModifier,
  RequestMirror: requestMirror,
  RequestRedirect: requestRedirect,
  URLRewrite: urlRewrite,
  CORS: cors,
  ExternalAuth: externalAuth,
  ExtensionRef: extensionRef,
};

const GRPC_ROUTE_FILTERS: FilterChecks<GRPCRouteFilterType> = {
  RequestHeaderModifier: requestHeaderModifier,
  ResponseHeaderModifier: responseHeaderModifier,
  RequestMirror: requestMirror,
  ExtensionRef: extensionRef,
};

/**
 * Checks the filters of a rule of an HTTPRoute, or of one of its backends. After a report the result is of no use: no filter may be left out
 * in silence.
 * @param field of the list, for messages
 */
export function checkHttpRouteFilters(
  filters: readonly HTTPRouteFilter[] | undefined,
  field: string,
  context: FilterContext,
): CheckedFilters {
  return checkFilters(HTTP_ROUTE_FILTERS, filters, field, context);
}

/** The same of a GRPCRoute, whose filters are some of those of an HTTPRoute. */
export function checkGrpcRouteFilters(
  filters: readonly GRPCRouteFilter[] | undefined,
  field: string,
  context: FilterContext,
): CheckedFilters {
  return checkFilters(GRPC_ROUTE_FILTERS, filters, field, context);
}

function checkFilters(
  checks: Readonly<Record<string, FilterCheck>>,
  filters: readonly HTTPRouteFilter[] = [],
  field: string,
  context: FilterContext,
): CheckedFilters {
  const { report } = context;
  const types = new Set<string>();
  const parts = filters.map((filter, index): CheckedFilters => {
    const { type } = filter;
    const at = `${field}[${index}]`;
    const check = Object.hasOwn(checks, type) ? checks[type] : undefined;
    if (types.has(type) && !check?.isRepeatable) report(`${at}.type: there is a second ${type} filter.`);
    types.add(type);
    if (check === undefined || check.isSupported === false) {
      report(`${at}.type: ${type} is not supported, use one of ${supportedTypes(checks).join(', ')}.`);
    }
    return check?.check(filter, at, context) ?? {};
  });
  const checked = parts.reduce(joined, {});
  checkCombination(checked, field, report);
  return checked;
}

function supportedTypes(checks: Readonly<Record<string, FilterCheck>>): readonly string[] {
  return Object.entries(checks).flatMap(([type, { isSupported }]) => (isSupported === false ? [] : [type]));
}

/** Lists of both are joined. Any other setting is that of the second, which has one only after a report. */
function joined(first: CheckedFilters, second: CheckedFilters): CheckedFilters {
  const earlier = new Map<string, unknown>(Object.entries(first));
  const later = Object.entries(second).map(([name, value]: [string, unknown]) => {
    const before = earlier.get(name);
    return [name, Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value] as const;
  });
  return { ...first, ...Object.fromEntries(later) };
}
