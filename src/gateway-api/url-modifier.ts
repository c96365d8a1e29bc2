import { isIP } from 'node:net';
import type { HttpMatch, PathModifier, Redirect, UrlRewrite } from '../model/index.js';
import type { HTTPPathModifier, HTTPRequestRedirectFilter, HTTPURLRewriteFilter } from '../resources/types.js';
import { isHostname } from './hostname.js';
import { isPort } from './ip-address.js';
import { encodedReplacement, replacementProblem } from './replacement-path.js';
import type { Report } from './report.js';

const STATUS_CODES = [301, 302, 303, 307, 308] as const;

/** @param matches of the rule: a prefix can only be replaced where one was matched. */
export function checkRedirect(
  filter: HTTPRequestRedirectFilter,
  matches: readonly HttpMatch[],
  field: string,
  report: Report,
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

export function checkRewrite(
  filter: HTTPURLRewriteFilter,
  matches: readonly HttpMatch[],
  field: string,
  report: Report,
): UrlRewrite | undefined {
  const { hostname } = filter;
  const path = filter.path && checkPathModifier(filter.path, matches, `${field}.path`, report);
  if (!checkHostname(hostname, field, report) || (filter.path && !path)) return undefined;
  return { ...(hostname && { hostname }), ...(path && { path }) };
}

function checkHostname(hostname: string | undefined, field: string, report: Report): boolean {
  if (!hostname || isIP(hostname) !== 0 || (isHostname(hostname) && !hostname.startsWith('*'))) return true;
  report(`${field}.hostname: "${hostname}" is not a valid hostname.`);
  return false;
}

function checkPathModifier(
  modifier: HTTPPathModifier,
  matches: readonly HttpMatch[],
  field: string,
  report: Report,
): PathModifier | undefined {
  const { type } = modifier;
  if (type !== 'ReplaceFullPath' && type !== 'ReplacePrefixMatch') {
    report(`${field}.type: "${type}" is not one of ReplaceFullPath, ReplacePrefixMatch.`);
    return undefined;
  }
  const [name, value] =
    type === 'ReplaceFullPath'
      ? (['replaceFullPath', modifier.replaceFullPath] as const)
      : (['replacePrefixMatch', modifier.replacePrefixMatch] as const);
  if (value === undefined) {
    report(`${field}.${name}: it is missing.`);
    return undefined;
  }
  const problem = replacementProblem(value);
  if (problem !== undefined) {
    report(`${field}.${name}: "${value}" ${problem}.`);
    return undefined;
  }
  if (type === 'ReplacePrefixMatch' && !matches.every(({ path }) => path.type === 'Prefix')) {
    report(`${field}.replacePrefixMatch: all matches of the rule must be of type PathPrefix.`);
    return undefined;
  }
  return { type, value: type === 'ReplaceFullPath' && value === '' ? '/' : encodedReplacement(value) };
}
