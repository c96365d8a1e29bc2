import type { Cors } from '../../model/index.js';
import type { HTTPCORSFilter } from '../../resources/types.js';
import { isToken } from '../http-token.js';
import { AT_GATEWAYS } from '../warning.js';
import type { FilterCheck, FilterContext } from './filter-check.js';

const ORIGIN = /^(\*|https?:\/\/((\*\.)?([a-zA-Z0-9-]+\.)*[a-zA-Z0-9-]+|\*)(:[0-9]{1,5})?)$/;

/** Seconds; the API's default. */
const DEFAULT_MAX_AGE = 5;

/** CORS (GEP-1767). */
export const cors: FilterCheck = {
  check: ({ cors = {} }, field, context) => {
    const checked = checkCors(cors, `${field}.cors`, context);
    return checked === undefined ? {} : { cors: checked };
  },
};

function checkCors(filter: HTTPCORSFilter, field: string, { report, warn }: FilterContext): Cors | undefined {
  const allowOrigins = filter.allowOrigins ?? [];
  const lists = {
    allowMethods: filter.allowMethods ?? [],
    allowHeaders: filter.allowHeaders ?? [],
    exposeHeaders: filter.exposeHeaders ?? [],
  };
  const origin = allowOrigins.find((each) => !ORIGIN.test(each));
  if (origin !== undefined) {
    report(
      `${field}.allowOrigins: "${origin}" must be "*" or scheme://host[:port], where the host may start with "*.".`,
    );
  }
  const wrong = Object.entries(lists).flatMap(([list, values]) =>
    values.filter((value) => !isToken(value)).map((value) => `${field}.${list}: "${value}" is not a valid name.`),
  );
  for (const message of wrong) report(message);
  if (origin !== undefined || wrong.length > 0) return undefined;
  for (const name of lists.allowHeaders.filter((each) => each.includes('_'))) {
    warn(
      `${field}.allowHeaders: "${name}" is allowed in vain: a request with an underscore in the name of a header is answered 400. Use "-" instead.`,
      AT_GATEWAYS,
    );
  }
  const { allowCredentials = false, maxAge = DEFAULT_MAX_AGE } = filter;
  return { allowOrigins, ...lists, allowCredentials, maxAge };
}
