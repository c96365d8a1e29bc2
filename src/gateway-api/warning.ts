import { WARNING } from '../model/index.js';
import { summarize } from './problem.js';

/** What is accepted and yet does less than a reader of the resource expects. It changes no condition but the message of `Accepted`. */
export interface Warning {
  /** Starts with the field, says what happens and what to do. */
  readonly message: string;
  /**
   * For parents that are Gateways only: their proxies refuse some names of headers, sidecars leave these alone.
   * Absent: for all parents.
   */
  readonly atGateways?: true;
}

/** Takes what is to be warned of. */
export type Warn = (message: string, scope?: Pick<Warning, 'atGateways'>) => void;

export const AT_GATEWAYS: Pick<Warning, 'atGateways'> = { atGateways: true };

/** The text of warnings that follows another message; empty when there are none. */
export function warningText(warnings: readonly string[]): string {
  const found = summarize(warnings.map((message) => ({ reason: 'Warning', message })));
  return found === undefined ? '' : ` ${WARNING}${found.message}`;
}
