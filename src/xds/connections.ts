import { createServer, type Server, type Socket } from 'node:net';
import { FairSlots } from './fair-slots.js';
import {
  MOST_CONNECTIONS,
  MOST_UNAUTHENTICATED_PER_CONNECTION,
  MOST_UNPROVEN_CONNECTIONS,
  UNPROVEN_MS,
} from './limits.js';

/** One TCP connection, by what its streams have proven. */
export interface Connection {
  /** IP address of the other side. */
  readonly address: string;
  /** Counts one more stream whose credentials are looked at. False when that are too many for one connection. */
  begin(): boolean;
  /** One of these is through. */
  decided(): void;
  /** A stream of a proxy has begun on it. @returns to be called at its end. */
  prove(): () => void;
}

export interface ConnectionsOptions {
  /** Takes over a connection, of which nothing was read. */
  readonly serve: (socket: Socket) => void;
  /** A connection was closed, or not taken, because there are too many. */
  readonly onRefused: () => void;
  /** Milliseconds that a connection may be open without a stream of a proxy. */
  readonly unprovenMs?: number;
}

/**
 * The connections of one address. Those that carry no stream of a proxy, before the handshake, after it, or later, are few, are
 * shared fairly between the addresses that they come from, and end soon.
 */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #server: Server;
  readonly #open = new Map<string, Connection>();
  readonly #sockets = new Set<Socket>();
  readonly #unproven = new FairSlots(MOST_UNPROVEN_CONNECTIONS);

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => this.#take(socket));
  }

  /** @returns the port. @throws Error when the address can not be opened. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port }, () => {
        this.#server.off('error', reject);
        const bound = this.#server.address();
        resolve(typeof bound === 'object' && bound ? bound.port : 0);
      });
    });
  }

  /** @param peer `address:port`, as grpc-js writes it. */
  get(peer: string): Connection | undefined {
    return this.#open.get(peer);
  }

  /** How many there are, and how many of them carry no stream of a proxy. */
  get counts(): { readonly all: number; readonly unproven: number } {
    return { all: this.#sockets.size, unproven: this.#unproven.size };
  }

  /** Takes no more connections; those that are there end by themselves. */
  close(): void {
    this.#server.close();
  }

  /** Cuts all connections. */
  destroy(): void {
    this.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #take(socket: Socket): void {
    const { remoteAddress: address, remotePort } = socket;
    // It is closed already.
    if (address === undefined || remotePort === undefined) return void socket.destroy();
    let streams = 0;
    let unauthenticated = 0;
    let release: (() => void) | undefined;
    let timer: NodeJS.Timeout | undefined;
    const doubt = (): boolean => {
      release = this.#unproven.take(address, () => {
        this.#options.onRefused();
        socket.destroy();
      });
      timer = setTimeout(() => socket.destroy(), this.#options.unprovenMs ?? UNPROVEN_MS);
      timer.unref();
      return release !== undefined;
    };
    const trust = (): void => {
      clearTimeout(timer);
      release?.();
    };
    if (this.#sockets.size >= MOST_CONNECTIONS || !doubt()) {
      trust();
      this.#options.onRefused();
      return void socket.destroy();
    }
    const peer = `${address}:${remotePort}`;
    this.#sockets.add(socket);
    this.#open.set(peer, {
      address,
      begin: () => {
        if (unauthenticated >= MOST_UNAUTHENTICATED_PER_CONNECTION) return false;
        unauthenticated += 1;
        return true;
      },
      decided: () => {
        unauthenticated -= 1;
      },
      prove: () => {
        streams += 1;
        trust();
        return () => {
          streams -= 1;
          if (streams > 0 || socket.destroyed || doubt()) return;
          this.#options.onRefused();
          socket.destroy();
        };
      },
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      trust();
      this.#sockets.delete(socket);
      this.#open.delete(peer);
    });
    this.#options.serve(socket);
  }
}
