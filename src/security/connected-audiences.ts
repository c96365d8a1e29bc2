import type { ServiceAccount } from '../well-known/identities.js';

export interface ConnectedAudiencesOptions {
  /** An audience is here, before its first stream is answered. */
  readonly onCome: (audience: string, workload: ServiceAccount) => void;
  /** It has had no stream for a while. */
  readonly onGone: (audiences: readonly string[]) => void;
  /** Milliseconds that an audience is kept without a stream. Default: five minutes. */
  readonly lingerMs?: number;
  /** Milliseconds, of a clock that only goes forward. */
  readonly now?: () => number;
}

const LINGER_MS = 5 * 60_000;
const LOOK_EVERY_MS = 15_000;

interface Presence {
  streams: number;
  /** When it was without a stream last. */
  since: number;
}

/**
 * Which audiences have streams, or had until some minutes ago: a proxy that restarts, or goes to another replica and comes back, finds what
 * it had. So work is in proportion to who is connected, not to who exists.
 */
export class ConnectedAudiences {
  readonly #options: ConnectedAudiencesOptions;
  readonly #lingerMs: number;
  readonly #now: () => number;
  readonly #present = new Map<string, Presence>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ConnectedAudiencesOptions) {
    this.#options = options;
    this.#lingerMs = options.lingerMs ?? LINGER_MS;
    this.#now = options.now ?? (() => performance.now());
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Who it is has been proven; its stream may follow, or be broken off. */
  expect(audience: string, workload: ServiceAccount): void {
    const presence = this.#present.get(audience);
    if (presence !== undefined) presence.since = this.#now();
    else {
      this.#present.set(audience, { streams: 0, since: this.#now() });
      this.#options.onCome(audience, workload);
    }
  }

  /** A stream has begun or ended. Those of audiences that were not expected are passed over. */
  note({ audience, open }: { readonly audience: string; readonly open: boolean }): void {
    const presence = this.#present.get(audience);
    if (presence === undefined) return;
    presence.streams += open ? 1 : -1;
    presence.since = this.#now();
  }

  /** Lets those go that have been away for long enough. Called now and then. */
  look(): void {
    const end = this.#now() - this.#lingerMs;
    const gone = [...this.#present].flatMap(([name, { streams, since }]) =>
      streams === 0 && since <= end ? name : [],
    );
    for (const audience of gone) this.#present.delete(audience);
    if (gone.length > 0) this.#options.onGone(gone);
  }
}
