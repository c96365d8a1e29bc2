import { createServer } from 'node:net';

/** An address of a listener. */
export interface BindPlace {
  readonly address: string;
  readonly port: number;
}

/** The listeners that may not be opened now, by name, with the reason. */
export type PortProblems = ReadonlyMap<string, string>;

export interface PortGuardOptions {
  /** Told when listeners can be opened that could not before. */
  readonly onFree: () => void;
  /** How long Envoy may hold a port after its listener was removed, in milliseconds. */
  readonly releaseMs: number;
  /** Why a place can not be bound; for tests. */
  readonly probe?: (place: BindPlace) => Promise<string | undefined>;
}

const RECHECK_MS = 1_000;

/**
 * Knows which listeners Envoy must not open, because their port belongs to another program.
 *
 * Envoy would not notice always: it binds with SO_REUSEPORT, so that two proxies of one user can open the same port, and each
 * then gets a part of the connections. So before a listener goes to Envoy for the first time, its port is tried here.
 * A port that was taken is tried again until it is free.
 */
export class PortGuard {
  readonly #options: Required<PortGuardOptions>;
  /** What Envoy was given, by listener. */
  readonly #open = new Map<string, readonly BindPlace[]>();
  /** Ports that Envoy may still hold, to when that is over. */
  readonly #releasing = new Map<number, number>();
  #problems = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PortGuardOptions) {
    this.#options = { probe: bindProblem, ...options };
  }

  /** Whether all of these are what {@link check} allowed before, so that there is nothing to try. */
  knows(wanted: ReadonlyMap<string, readonly BindPlace[]>): boolean {
    if (this.#problems.size > 0 || wanted.size !== this.#open.size) return false;
    return [...wanted].every(([listener, places]) => samePlaces(this.#open.get(listener), places));
  }

  /**
   * Takes all listeners that there shall be, and tries the ports that are new.
   *
   * @param isShared whether the ports may be held by another Envoy of ours, which is to be replaced; none is tried then.
   * @returns those that can not be opened; the others may be given to Envoy now.
   */
  async check(wanted: ReadonlyMap<string, readonly BindPlace[]>, isShared = false): Promise<PortProblems> {
    const now = performance.now();
    for (const [listener, places] of this.#open) {
      if (wanted.has(listener)) continue;
      this.#open.delete(listener);
      for (const { port } of places) this.#releasing.set(port, now + this.#options.releaseMs);
    }
    for (const [port, end] of this.#releasing) if (end < now) this.#releasing.delete(port);
    const problems = new Map<string, string>();
    for (const [listener, places] of wanted) {
      const problem = isShared ? undefined : await this.#problemOf(listener, places);
      if (problem !== undefined) problems.set(listener, problem);
      else this.#open.set(listener, places);
    }
    this.#problems = problems;
    clearTimeout(this.#timer);
    if (problems.size > 0) this.#timer = setTimeout(() => void this.#recheck(wanted), RECHECK_MS).unref();
    return problems;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #recheck(wanted: ReadonlyMap<string, readonly BindPlace[]>): Promise<void> {
    for (const listener of this.#problems.keys()) {
      if ((await this.#problemOf(listener, wanted.get(listener) ?? [])) === undefined) return this.#options.onFree();
    }
    this.#timer = setTimeout(() => void this.#recheck(wanted), RECHECK_MS).unref();
  }

  async #problemOf(listener: string, places: readonly BindPlace[]): Promise<string | undefined> {
    if (samePlaces(this.#open.get(listener), places)) return undefined;
    // A port that our own Envoy holds can not be tried, not at another address either.
    const held = new Set([...this.#open.values()].flat().map(({ port }) => port));
    for (const place of places) {
      if (held.has(place.port) || this.#releasing.has(place.port)) continue;
      const problem = await this.#options.probe(place);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
}

function samePlaces(a: readonly BindPlace[] | undefined, b: readonly BindPlace[]): boolean {
  return a?.length === b.length && a.every(({ address, port }, i) => address === b[i]?.address && port === b[i]?.port);
}

const WORDS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program',
  EACCES: 'needs the privilege to open ports below 1024',
  EADDRNOTAVAIL: 'is not an address of this machine',
};

/** Why a TCP place can not be bound now: unlike Envoy, this does not share a port. */
export function bindProblem({ address, port }: BindPlace): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', ({ code = '', message }: NodeJS.ErrnoException) =>
      resolve(
        `${address.includes(':') ? `[${address}]` : address}:${port} ${WORDS[code] ?? `can not be bound: ${message}`}`,
      ),
    );
    server.listen({ host: address, port, exclusive: true, ipv6Only: true }, () =>
      server.close(() => resolve(undefined)),
    );
  });
}
