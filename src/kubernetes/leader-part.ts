import type { KeyedQueue } from './keyed-queue.js';
import type { Reflector } from './reflector.js';

/**
 * A part of the controller that every replica has and one is active in: all follow the objects, the leader alone writes. Its queue works
 * while this replica leads and everything is known that writing depends on.
 */
export abstract class LeaderPart {
  /** What it follows. */
  protected abstract readonly reflectors: Iterable<Pick<Reflector, 'start' | 'stop'>>;
  /** What it writes, paused at first. */
  protected abstract readonly queue: Pick<KeyedQueue, 'pause' | 'resume'>;
  #isLeader = false;
  #stopped = false;

  /** Whether all is known that writing depends on: what is not listed yet would look as if it were missing. */
  protected abstract get isReady(): boolean;

  protected get isStopped(): boolean {
    return this.#stopped;
  }

  /** Begins to follow. */
  start(): void {
    for (const reflector of this.reflectors) reflector.start();
  }

  /** Whether this replica is the one that writes. */
  lead(isLeader: boolean): void {
    this.#isLeader = isLeader;
    this.update();
  }

  /** Begins nothing more, for good. Requests under way are not called back. */
  stop(): void {
    this.#stopped = true;
    this.update();
    for (const reflector of this.reflectors) reflector.stop();
  }

  /** To be called when {@link isReady} may have changed. */
  protected update(): void {
    if (this.#isLeader && this.isReady && !this.#stopped) this.queue.resume();
    else this.queue.pause();
  }
}
