import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP connection to a port of this machine that can break, and that can go silent without breaking. */
export class Link {
  readonly #target: number;
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #isOpen = true;

  static async to(target: number): Promise<Link> {
    const link = new Link(target);
    await new Promise<void>((resolve) => link.#server.listen(0, '127.0.0.1', resolve));
    return link;
  }

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((near) => this.#join(near));
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** How many connections there are. */
  get size(): number {
    return this.#pairs.size;
  }

  /** Breaks all connections, and new ones at once. */
  cut(): void {
    this.#isOpen = false;
    for (const [near, far] of this.#pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
  }

  /** Lets new connections through. */
  mend(): void {
    this.#isOpen = true;
  }

  /** The connections of now stay open, and nothing comes through them any more. */
  silence(): void {
    for (const [near, far] of this.#pairs) {
      far.unpipe(near);
      near.unpipe(far);
      far.resume();
      near.resume();
    }
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket): void {
    if (!this.#isOpen) {
      near.on('error', () => {});
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.#target, '127.0.0.1');
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('error', () => {});
      one.on('close', () => {
        this.#pairs.delete(pair);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}
