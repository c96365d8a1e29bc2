import { ApiError } from './api-error.js';
import { type Clock, SYSTEM_CLOCK } from './clock.js';
import { FairLine, type GroupPath } from './fair-line.js';
import { Retries } from './retries.js';

/** How the work on a key ended. Work that throws has failed: by `silence` with an `ApiError` without an answer, else by `trouble`. */
export type Outcome =
  | 'done'
  /** Done before and undone by another writer since: doing it again at once would only go on so. */
  | 'restored'
  /** What it was based on is out of date; it is tried again. */
  | 'stale'
  /** The server answers, and cannot or will not. */
  | { readonly failed: 'trouble'; readonly retryAfterMs?: number | undefined }
  /** The server does not answer. */
  | { readonly failed: 'silence' };

export interface KeyedQueueOptions {
  /** The work that a key needs now; `undefined`: none, which counts against no limit. */
  readonly next: (key: string) => (() => Promise<Outcome>) | undefined;
  /** Groups that a key belongs to and that share the queue fairly, such as its namespace. All paths are of one length. Default: none. */
  readonly groupsOf?: (key: string) => GroupPath;
  readonly limits: QueueLimits;
  readonly clock?: Clock;
  /** Whether it begins only when it is resumed. */
  readonly paused?: boolean;
}

/** Times in milliseconds. */
export interface QueueLimits {
  /** Keys that are worked on at the same time. */
  readonly concurrency: number;
  /** Keys per second, over a longer time. `Infinity`: any number. */
  readonly perSecond: number;
  /** Keys that may be worked on at once after a rest. */
  readonly burst: number;
  /** How long a key that was just worked on waits for its next turn, which grows with each that follows at once … */
  readonly firstGapMs: number;
  /** … up to this, */
  readonly mostGapMs: number;
  /** or up to this while another writer keeps undoing it. */
  readonly mostRestoreGapMs: number;
  /** How long a key waits after its first failure, doubled with each that follows, with jitter … */
  readonly firstRetryMs: number;
  /** … up to this, */
  readonly mostRetryMs: number;
  /** or up to this while the server does not answer. */
  readonly mostUnreachableMs: number;
}

const GROWTH = 1.5;
/** A key that did not change for this part of its gap has come to rest. */
const QUIET = 0.25;
/** How many keys are looked at in one turn of the event loop. */
const TURN = 200;

interface Slot {
  state: 'idle' | 'waiting' | 'ready' | 'working';
  /** It was added while it was worked on … */
  again: boolean;
  /** … because of something new about it. */
  urgent: boolean;
  gapMs: number;
  workedAt: number;
  /** It may not be worked on before. */
  notBefore: number;
  /** Whether it may be worked on before its gap is over when it comes to rest. */
  hurries: boolean;
  cancel: () => void;
  readonly retries: Retries;
}

/**
 * The queue of everything that writes to the API server: keys to work on, each at most once at a time, however often it was added.
 *
 * - Keys in all have a bounded concurrency and a bounded rate, and their groups have their turns one after the other.
 * - A key that changes now and then is worked on at once, and one that changes all the time less and less often, with its newest content.
 * - A key that failed waits, longer each time, and delays no other key.
 * - {@link pause} keeps what waits until {@link resume}; {@link clear} drops it. Neither waits for work under way.
 */
export class KeyedQueue {
  readonly #options: KeyedQueueOptions;
  readonly #clock: Clock;
  readonly #slots = new Map<string, Slot>();
  /** Keys that may be worked on now. */
  readonly #ready = new FairLine();
  #waiting = 0;
  #working = 0;
  #tokens: number;
  #countedAt: number;
  #turn: (() => void) | undefined;
  #paused: boolean;

  constructor(options: KeyedQueueOptions) {
    this.#options = options;
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    this.#tokens = options.limits.burst;
    this.#countedAt = this.#clock.now();
    this.#paused = options.paused ?? false;
  }

  /** Keys that wait or are worked on. */
  get size(): number {
    return this.#ready.size + this.#waiting + this.#working;
  }

  /** @param urgent whether a key that waits after a failure is tried at once, because there is something new about it. */
  add(key: string, { urgent = false } = {}): void {
    const slot = this.#slot(key);
    if (slot.state === 'working') {
      slot.again = true;
      slot.urgent ||= urgent;
    } else if (slot.state !== 'ready') {
      if (urgent) slot.notBefore = slot.workedAt + slot.gapMs;
      this.#wait(key, slot);
    }
  }

  /** A key that is gone. If it is worked on now, what comes of that does not count. */
  forget(key: string): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    this.#leave(key, slot);
    this.#slots.delete(key);
  }

  /** Drops everything that waits. */
  clear(): void {
    for (const key of [...this.#slots.keys()]) this.forget(key);
    this.#sleep();
  }

  /** Begins nothing more; what waits, after a failure too, goes on when it is resumed. */
  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#sleep();
    for (const [key, slot] of this.#slots) {
      if (slot.state !== 'waiting') continue;
      slot.retries.reset();
      this.#enqueue(key, slot);
    }
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#wake(0);
  }

  #slot(key: string): Slot {
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      slot = {
        state: 'idle',
        again: false,
        urgent: false,
        gapMs: 0,
        workedAt: Number.NEGATIVE_INFINITY,
        notBefore: Number.NEGATIVE_INFINITY,
        hurries: true,
        cancel: () => {},
        retries: new Retries(this.#options.limits),
      };
      this.#slots.set(key, slot);
    }
    return slot;
  }

  #wait(key: string, slot: Slot): void {
    const now = this.#clock.now();
    const rested = Math.max(slot.workedAt + this.#options.limits.firstGapMs, now + slot.gapMs * QUIET);
    const at = slot.hurries ? Math.min(slot.notBefore, rested) : slot.notBefore;
    this.#leave(key, slot);
    if (at <= now || this.#paused) {
      this.#enqueue(key, slot);
      return;
    }
    slot.state = 'waiting';
    this.#waiting += 1;
    slot.cancel = this.#clock.after(at - now, () => this.#enqueue(key, slot));
  }

  #leave(key: string, slot: Slot): void {
    if (slot.state === 'waiting') {
      slot.cancel();
      this.#waiting -= 1;
    } else if (slot.state === 'ready') this.#ready.delete(key, this.#groupsOf(key));
    if (slot.state !== 'working') slot.state = 'idle';
  }

  #enqueue(key: string, slot: Slot): void {
    this.#leave(key, slot);
    slot.state = 'ready';
    this.#ready.add(key, this.#groupsOf(key));
    this.#wake(0);
  }

  #groupsOf(key: string): GroupPath {
    return this.#options.groupsOf?.(key) ?? [];
  }

  /** What comes in one turn of the event loop belongs together, so nothing begins within it. */
  #wake(inMs: number): void {
    if (this.#paused) return;
    this.#turn ??= this.#clock.after(inMs, () => {
      this.#turn = undefined;
      this.#run();
    });
  }

  #sleep(): void {
    this.#turn?.();
    this.#turn = undefined;
  }

  #run(): void {
    this.#refill();
    const { concurrency } = this.#options.limits;
    for (let looked = 0; this.#ready.size > 0 && this.#working < concurrency; looked += 1) {
      const restMs = looked === TURN ? 0 : this.#untilToken();
      if (restMs !== undefined) {
        this.#wake(restMs);
        return;
      }
      const key = this.#ready.take() as string;
      const slot = this.#slot(key);
      slot.state = 'idle';
      const work = this.#options.next(key);
      if (work === undefined) continue;
      this.#tokens -= 1;
      void this.#work(key, slot, work);
    }
  }

  /** @returns milliseconds until there may be work; `undefined`: now. */
  #untilToken(): number | undefined {
    return this.#tokens >= 1 ? undefined : Math.ceil(((1 - this.#tokens) * 1_000) / this.#options.limits.perSecond);
  }

  #refill(): void {
    const { perSecond, burst } = this.#options.limits;
    const now = this.#clock.now();
    // No time at an infinite rate would be no number.
    if (now > this.#countedAt)
      this.#tokens = Math.min(burst, this.#tokens + ((now - this.#countedAt) / 1_000) * perSecond);
    this.#countedAt = now;
  }

  async #work(key: string, slot: Slot, work: () => Promise<Outcome>): Promise<void> {
    const restedMs = this.#clock.now() - slot.notBefore;
    slot.state = 'working';
    slot.again = false;
    slot.urgent = false;
    this.#working += 1;
    const outcome = await work().catch(failureOf);
    this.#working -= 1;
    this.#wake(0);
    if (this.#slots.get(key) !== slot) return;
    slot.state = 'idle';
    slot.workedAt = this.#clock.now();
    const { firstGapMs, mostGapMs, mostRestoreGapMs } = this.#options.limits;
    const most = outcome === 'restored' ? mostRestoreGapMs : mostGapMs;
    slot.gapMs = restedMs > most ? firstGapMs : Math.min(most, Math.max(firstGapMs, slot.gapMs * GROWTH));
    slot.hurries = outcome === 'done';
    const retryMs = retryAfter(outcome, slot.retries);
    slot.notBefore = slot.workedAt + (slot.urgent ? slot.gapMs : Math.max(slot.gapMs, retryMs));
    if (slot.again || (outcome !== 'done' && outcome !== 'restored')) this.#wait(key, slot);
    else if (slot.gapMs === 0) this.#slots.delete(key);
  }
}

function failureOf(error: unknown): Outcome {
  if (!(error instanceof ApiError)) return { failed: 'trouble' };
  return error.code === 0 ? { failed: 'silence' } : { failed: 'trouble', retryAfterMs: error.retryAfterMs };
}

function retryAfter(outcome: Outcome, retries: Retries): number {
  if (typeof outcome === 'string') {
    retries.reset();
    return 0;
  }
  return outcome.failed === 'silence' ? retries.afterSilence() : retries.afterTrouble(outcome.retryAfterMs);
}
