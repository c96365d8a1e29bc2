import { Backoff } from '../kubernetes/backoff.js';

export interface WriteQueueOptions {
  /** Writes at the same time. */
  readonly concurrency?: number;
  /** Writes per second, over a longer time. */
  readonly perSecond?: number;
  /** Writes that may be made at once after a rest. */
  readonly burst?: number;
  /** How long an object that was just written waits for its next write: from this … */
  readonly firstGapMs?: number;
  /** … doubled with each write that follows at once, up to this. */
  readonly mostGapMs?: number;
}

interface Slot {
  /** May not be written before, in milliseconds of `performance.now()`. */
  notBefore: number;
  gapMs: number;
  backoff: Backoff;
  queued: boolean;
  writing: boolean;
  /** It was added again while it was written. */
  again: boolean;
}

const DEFAULTS: Required<WriteQueueOptions> = {
  concurrency: 8,
  perSecond: 100,
  burst: 200,
  firstGapMs: 50,
  mostGapMs: 1_000,
};

/** Kinds of which there are few and on which many wait go before the many. */
const FIRST = /^(GatewayClass|Gateway|ListenerSet)\//;

const FIRST_RETRY_MS = 500;
const MOST_RETRY_MS = 30_000;

/**
 * Keys to write, each at most once at a time, at a bounded rate. A key that changes all the time is written less and less often, with
 * its newest content; one that changes now and then at once.
 */
export class WriteQueue {
  readonly #write: (key: string) => Promise<number | undefined>;
  readonly #options: Required<WriteQueueOptions>;
  readonly #slots = new Map<string, Slot>();
  readonly #first = new Set<string>();
  readonly #rest = new Set<string>();
  #writing = 0;
  #tokens: number;
  #countedAt = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #wakeAt = Number.POSITIVE_INFINITY;

  /** @param write gives milliseconds after which it has to be called again; `undefined`: written. */
  constructor(write: (key: string) => Promise<number | undefined>, options: WriteQueueOptions = {}) {
    this.#write = write;
    this.#options = { ...DEFAULTS, ...options };
    this.#tokens = this.#options.burst;
  }

  /** Keys that wait or are being written. */
  get size(): number {
    return this.#first.size + this.#rest.size + this.#writing;
  }

  add(key: string): void {
    const slot = this.#slot(key);
    if (slot.writing) slot.again = true;
    else if (!slot.queued) {
      slot.queued = true;
      this.#lane(key).add(key);
    }
    // What is told in one turn of the event loop belongs together.
    this.#wake(1);
  }

  forget(key: string): void {
    this.#slots.delete(key);
    this.#lane(key).delete(key);
  }

  clear(): void {
    this.#slots.clear();
    this.#first.clear();
    this.#rest.clear();
    clearTimeout(this.#timer);
    this.#wakeAt = Number.POSITIVE_INFINITY;
  }

  #lane(key: string): Set<string> {
    return FIRST.test(key) ? this.#first : this.#rest;
  }

  #slot(key: string): Slot {
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      slot = {
        notBefore: 0,
        gapMs: 0,
        backoff: new Backoff(FIRST_RETRY_MS, MOST_RETRY_MS),
        queued: false,
        writing: false,
        again: false,
      };
      this.#slots.set(key, slot);
    }
    return slot;
  }

  #wake(inMs: number): void {
    const at = performance.now() + inMs;
    if (at >= this.#wakeAt) return;
    clearTimeout(this.#timer);
    this.#wakeAt = at;
    this.#timer = setTimeout(() => {
      this.#wakeAt = Number.POSITIVE_INFINITY;
      this.#run();
    }, inMs);
  }

  #run(): void {
    const now = performance.now();
    this.#refill(now);
    let next = Number.POSITIVE_INFINITY;
    for (const lane of [this.#first, this.#rest]) {
      for (const key of lane) {
        if (this.#writing >= this.#options.concurrency) return;
        const slot = this.#slot(key);
        if (slot.notBefore > now) {
          next = Math.min(next, slot.notBefore - now);
          continue;
        }
        if (this.#tokens < 1) {
          this.#wake(1_000 / this.#options.perSecond);
          return;
        }
        this.#tokens -= 1;
        lane.delete(key);
        void this.#start(key, slot);
      }
    }
    if (next < Number.POSITIVE_INFINITY) this.#wake(next);
  }

  #refill(now: number): void {
    const { perSecond, burst } = this.#options;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#countedAt) / 1_000) * perSecond);
    this.#countedAt = now;
  }

  async #start(key: string, slot: Slot): Promise<void> {
    slot.queued = false;
    slot.writing = true;
    slot.again = false;
    this.#writing += 1;
    // One that fails unexpectedly is tried again like one that was not answered.
    const again = await this.#write(key).catch(() => FIRST_RETRY_MS);
    this.#writing -= 1;
    slot.writing = false;
    const now = performance.now();
    const { firstGapMs, mostGapMs } = this.#options;
    const restedMs = now - slot.notBefore;
    slot.gapMs = restedMs > 2 * slot.gapMs ? firstGapMs : Math.min(mostGapMs, slot.gapMs * 2);
    if (again === undefined) slot.backoff.reset();
    const waitMs = again === undefined || again === 0 ? 0 : Math.max(again, slot.backoff.next());
    slot.notBefore = now + Math.max(slot.gapMs, waitMs);
    if (this.#slots.get(key) === slot && (again !== undefined || slot.again)) this.add(key);
    else this.#wake(0);
  }
}
