import type { HeaderModifier, HeaderValue } from '../../model/index.js';
import type { HTTPHeader, HTTPHeaderFilter } from '../../resources/types.js';
import { isToken } from '../http-token.js';
import type { Report } from '../report.js';
import type { FilterCheck } from './filter-check.js';

/** Control characters other than tab: with them a header could end and another begin, or the peer gives up. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;

/**
 * Headers that frame a message or belong to one connection, which the proxy writes itself.
 * Source: RFC 9110, section 7.6.1.
 */
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The beginnings of names by which the proxy is steered, and describes itself to backends and clients. Removing them takes nothing from it.
 */
const OF_THE_PROXY = ['x-envoy-', 'x-gatewright-'];

export const requestHeaderModifier: FilterCheck = {
  check: (filter, field, { report }) => {
    const { requestHeaderModifier = {} } = filter;
    const requestHeaders = checkHeaderModifier(requestHeaderModifier, `${field}.requestHeaderModifier`, report);
    return requestHeaders === undefined ? {} : { requestHeaders };
  },
};

export const responseHeaderModifier: FilterCheck = {
  check: (filter, field, { report }) => {
    const { responseHeaderModifier = {} } = filter;
    const responseHeaders = checkHeaderModifier(responseHeaderModifier, `${field}.responseHeaderModifier`, report);
    return responseHeaders === undefined ? {} : { responseHeaders };
  },
};

/** A modifier that Envoy accepts, or undefined after a report. */
function checkHeaderModifier(filter: HTTPHeaderFilter, field: string, report: Report): HeaderModifier | undefined {
  let valid = true;
  const refuse = (message: string) => {
    valid = false;
    report(message);
  };
  const owner = new Map<string, string>();
  const take = (name = '', list: string): boolean => {
    const key = name.toLowerCase();
    const problem = nameProblem(key) ?? (list === 'remove' ? undefined : ownerProblem(key));
    if (problem !== undefined) refuse(`${field}.${list}: header "${name}" ${problem}.`);
    const other = owner.get(key);
    owner.set(key, other ?? list);
    if (other !== undefined && other !== list) {
      refuse(`${field}: header "${name}" is both in ${other} and in ${list}, only one of them is possible.`);
    }
    // Of several in one list only the first counts, as the API says.
    return other === undefined;
  };
  const values = (headers: readonly HTTPHeader[] | undefined, list: string): HeaderValue[] =>
    (headers ?? [])
      .filter(({ name }) => take(name, list))
      .map(({ name = '', value = '' }) => {
        if (CONTROL.test(value)) refuse(`${field}.${list}: the value of header "${name}" has a control character.`);
        return { name: name.toLowerCase(), value };
      });
  const set = values(filter.set, 'set');
  const add = values(filter.add, 'add');
  const remove = (filter.remove ?? []).filter((name) => take(name, 'remove')).map((name) => name.toLowerCase());
  return valid ? { set, add, remove } : undefined;
}

function nameProblem(name: string): string | undefined {
  if (name === 'host') return 'cannot be modified here, use a URLRewrite filter with a hostname';
  if (!isToken(name)) return 'is not a valid header name';
  return OF_THE_CONNECTION.has(name) ? 'belongs to the connection and cannot be modified' : undefined;
}

function ownerProblem(name: string): string | undefined {
  const prefix = OF_THE_PROXY.find((each) => name.startsWith(each));
  return prefix && `belongs to the proxy, as all that begin with ${prefix} do; use another name`;
}
