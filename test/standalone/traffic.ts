import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { send } from '../envoy/harness.js';

/** Constant requests over kept connections, until it is stopped; every answer is counted. */
export class Traffic {
  readonly #answers = new Map<string, number>();
  readonly #workers: Promise<void>[];
  /** Every connection has had an answer. */
  readonly begun: Promise<void>;
  #running = true;

  constructor(
    options: {
      readonly to: number;
      readonly address?: string;
      readonly host: string;
      readonly path?: string;
      readonly tls?: object;
    },
    connections = 4,
  ) {
    let waiting = connections;
    let begin = () => {};
    this.begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    this.#workers = Array.from({ length: connections }, async () => {
      const agent = options.tls
        ? new TlsAgent({ keepAlive: true, maxSockets: 1 })
        : new Agent({ keepAlive: true, maxSockets: 1 });
      for (let first = true; this.#running; first = false) {
        const answer = await send({ ...options, agent }).then(
          ({ status }) => String(status),
          (error: Error) => error.message,
        );
        this.#answers.set(answer, (this.#answers.get(answer) ?? 0) + 1);
        if (first && --waiting === 0) begin();
      }
      agent.destroy();
    });
  }

  get count(): number {
    return [...this.#answers.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Stops after at least `least` requests; answers by status, or by error. */
  async stop(least = 200): Promise<Record<string, number>> {
    const end = Date.now() + 20_000;
    while (this.count < least && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
    this.#running = false;
    await Promise.all(this.#workers);
    return Object.fromEntries(this.#answers);
  }
}
