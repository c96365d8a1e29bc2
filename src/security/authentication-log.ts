import type { XdsServerOptions } from '../xds/index.js';
import type { AcceptedBy, AuthenticatorOptions, RefusalReason } from './authenticator.js';

export interface AuthenticationLogOptions {
  readonly onLog: (level: 'debug' | 'warn', message: string) => void;
  /** Milliseconds, of a clock that only goes forward. */
  readonly now?: () => number;
}

const WINDOW_MS = 60_000;
/** Of the same reason within a window; who knocks on the port for ever must not fill the log. */
const MOST_LINES = 10;

/** Counts streams by what became of their credentials, and logs refusals. */
export class AuthenticationLog implements Required<Pick<AuthenticatorOptions, 'onRefused' | 'onAccepted'>> {
  readonly refused = new Map<RefusalReason, number>();
  readonly accepted = new Map<AcceptedBy, number>();
  readonly #options: AuthenticationLogOptions;
  readonly #now: () => number;
  readonly #windows = new Map<string, { readonly since: number; lines: number }>();

  constructor(options: AuthenticationLogOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  readonly onRefused: NonNullable<AuthenticatorOptions['onRefused']> = ({ reason, who, why }) => {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
    this.#warn(reason, `an xDS stream was refused (${reason}): ${who}: ${why}`);
  };

  /** A proxy, accepted before, has asked for what none needs. */
  readonly onEnded: NonNullable<XdsServerOptions['onEnded']> = ({ reason, identity, audience }) => {
    this.#warn(reason, `an xDS stream of pod ${identity}, for ${audience}, was ended: ${reason}`);
  };

  readonly onAccepted: NonNullable<AuthenticatorOptions['onAccepted']> = ({ by, who }) => {
    this.accepted.set(by, (this.accepted.get(by) ?? 0) + 1);
    this.#options.onLog('debug', `an xDS stream was accepted (${by}): ${who}`);
  };

  #warn(reason: string, message: string): void {
    const now = this.#now();
    let window = this.#windows.get(reason);
    if (window === undefined || now >= window.since + WINDOW_MS) {
      window = { since: now, lines: 0 };
      this.#windows.set(reason, window);
    }
    window.lines += 1;
    if (window.lines > MOST_LINES) return;
    const rest = window.lines === MOST_LINES ? '; more of these are only counted for a minute' : '';
    this.#options.onLog('warn', `${message}${rest}`);
  }
}
