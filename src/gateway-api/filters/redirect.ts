import type { Redirect } from '../../model/index.js';
import type { HTTPRequestRedirectFilter } from '../../resources/types.js';
import { isPort } from '../ip-address.js';
import type { FilterCheck, FilterContext } from './filter-check.js';
import { checkHostname, checkPathModifier } from './path-modifier.js';

/** RequestRedirect. It is the action of a rule rather than a setting. */
export const requestRedirect: FilterCheck = {
  check: ({ requestRedirect = {} }, field, context) => {
    const redirect = checkRedirect(requestRedirect, `${field}.requestRedirect`, context);
    return redirect === undefined ? {} : { redirect };
  },
};

const STATUS_CODES = [301, 302, 303, 307, 308] as const;

function checkRedirect(
  filter: HTTPRequestRedirectFilter,
  field: string,
  { matches, report }: FilterContext,
): Redirect | undefined {
  const { scheme, hostname, port, statusCode = 302 } = filter;
  const path = filter.path && checkPathModifier(filter.path, matches, `${field}.path`, report);
  const code = STATUS_CODES.find((each) => each === statusCode);
  if (code === undefined) report(`${field}.statusCode: ${statusCode} is not one of ${STATUS_CODES.join(', ')}.`);
  const knownScheme = scheme === undefined || scheme === 'http' || scheme === 'https';
  if (!knownScheme) report(`${field}.scheme: "${scheme}" is not one of http, https.`);
  const knownPort = port === undefined || isPort(port);
  if (!knownPort) report(`${field}.port: ${port} is not between 1 and 65535.`);
  const knownHostname = checkHostname(hostname, field, report);
  if (code === undefined || !knownScheme || !knownPort || !knownHostname || (filter.path && !path)) return undefined;
  return {
    ...(scheme && { scheme }),
    ...(hostname && { hostname }),
    ...(port !== undefined && { port }),
    ...(path && { path }),
    statusCode: code,
  };
}
