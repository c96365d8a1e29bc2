import type { Listener } from '../resources/types.js';
import type { CheckedExternalAuth } from './filters/checked-filters.js';
import { unknownExtension } from './filters/extension-ref.js';
import { checkExternalAuth } from './filters/external-auth.js';
import { type Problem, summarize } from './problem.js';
import { carriesHttp } from './protocol.js';

/** The filters of a listener, checked as far as they can be on their own. */
export interface CheckedListenerFilters {
  /** In order. */
  readonly requestFilters?: readonly CheckedExternalAuth[];
  /** Why the listener cannot be accepted, since no filter may be left out. */
  readonly problem?: Problem;
  /** A reference that leads nowhere, whatever there is. */
  readonly unresolved?: Problem;
}

/** Checks `filters` of a listener (GEP-5224). */
export function checkListenerFilters({ filters, protocol }: Listener): CheckedListenerFilters {
  if (filters === undefined) return {};
  if (!carriesHttp(protocol)) {
    const message = `filters: a listener of protocol ${protocol} cannot have them, only HTTP and HTTPS can.`;
    return { problem: { reason: 'InvalidListenerFilter', message } };
  }
  const problems: Problem[] = [];
  const unknown: Problem[] = [];
  const report = (message: string, reason = 'InvalidListenerFilter') => problems.push({ reason, message });
  const checked = (filters.requests ?? []).flatMap((filter, index) => {
    const field = `filters.requests[${index}]`;
    if (filter.type === 'ExternalAuth')
      return checkExternalAuth(filter.externalAuth, `${field}.externalAuth`, report) ?? [];
    report(`${field}.type: ${filter.type} is not supported, use ExternalAuth.`, 'UnsupportedValue');
    if (filter.type === 'ExtensionRef')
      unknown.push(...unknownExtension(filter.extensionRef, `${field}.extensionRef`, 'InvalidListenerFilterRef'));
    return [];
  });
  const problem = summarize(problems);
  const unresolved = summarize(unknown);
  if (problem !== undefined) return { problem, ...(unresolved && { unresolved }) };
  return checked.length > 0 ? { requestFilters: checked } : {};
}
