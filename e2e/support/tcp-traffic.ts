import { once } from 'node:events';
import { connect } from 'node:net';

const ANSWER_MS = 20_000;
const PAUSE_MS = 20;

/** New TCP connections all the time to a server that answers lines, until it is stopped. */
export class TcpTraffic {
  readonly #failures: string[] = [];
  readonly #workers: Promise<void>[];
  #running = true;
  answered = 0;

  constructor({ to, address }: { readonly to: number; readonly address: string }, clients: number) {
    this.#workers = Array.from({ length: clients }, async () => {
      while (this.#running) {
        await ask(to, address).then(
          () => {
            this.answered += 1;
          },
          (error: Error) => this.#failures.push(error.message),
        );
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    });
  }

  /** What went wrong with connections that were not answered. */
  async stop(): Promise<readonly string[]> {
    this.#running = false;
    await Promise.all(this.#workers);
    return this.#failures;
  }
}

async function ask(port: number, address: string): Promise<void> {
  const socket = connect(port, address);
  const closed = once(socket, 'close').then(() => {
    throw new Error('closed without an answer');
  });
  try {
    socket.write('hello\n');
    await Promise.race([once(socket, 'data', { signal: AbortSignal.timeout(ANSWER_MS) }), closed]);
  } finally {
    closed.catch(() => {});
    socket.destroy();
  }
}
