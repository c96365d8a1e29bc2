import { isIP } from 'node:net';
import type { HttpMatch, PathModifier } from '../../model/index.js';
import type { HTTPPathModifier } from '../../resources/types.js';
import { isHostname } from '../hostname.js';
import type { Report } from '../report.js';
import { encodedReplacement, replacementProblem } from './replacement-path.js';

/** Whether a hostname of a redirect or a rewrite is none, or one; otherwise it is reported. */
export function checkHostname(hostname: string | undefined, field: string, report: Report): boolean {
  if (!hostname || isIP(hostname) !== 0 || (isHostname(hostname) && !hostname.startsWith('*'))) return true;
  report(`${field}.hostname: "${hostname}" is not a valid hostname.`);
  return false;
}

/**
 * The path of a redirect or a rewrite, or undefined after a report.
 * @param matches of the rule: a prefix can only be replaced where one was matched.
 */
export function checkPathModifier(
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
