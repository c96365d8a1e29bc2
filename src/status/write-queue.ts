import { type Clock, SYSTEM_CLOCK } from '../kubernetes/clock.js';
import { Retries } from '../kubernetes/retries.js';

/** What became of a write. */
export type Outcome =
  | 'written'
  /** It was written before, and somebody has undone it: whoever that is, doing it again and again helps nobody. */
  | 'restored'
  /** What it was based on is out of date. */
  | 'stale'
  | { readonly failed: 'trouble'; readonly retryAfterMs?: number | undefined }
  /** Nobody answered. */
  | { readonly failed: 'silence' };

export interface WriteQueueOptions {
  /** What there is to write for a key now; `undefined`: nothing. */
  readonly next: (key: string) => (() => Promise<Outcome>) | undefined;
  readonly limits?: Partial<WriteLimits>;
  readonly clock?: Clock;
}

/** Times in milliseconds. */
export interface WriteLimits {
  /** Writes at the same time. */
  readonly concurrency: number;
  /** Writes per second, over a longer time. */
  readonly perSecond: number;
  /** Writes that may be made at once after a rest. */
  readonly burst: number;
  /** How long a key that was just written waits for its next write, which grows with each that follows at once … */
  readonly firstGapMs: number;
  /** … up to this, */
  readonly mostGapMs: number;
  /** or up to this while somebody keeps undoing it. */
  readonly mostRestoreGapMs: number;
  readonly firstRetryMs: number;
  readonly mostRetryMs: number;
  readonly mostUnreachableMs: number;
}

const LIMITS: WriteLimits = {
  concurrency: 8,
  perSecond: 100,
  burst: 200,
  firstGapMs: 100,
  mostGapMs: 3_000,
  mostRestoreGapMs: 60_000,
  firstRetryMs: 500,
  mostRetryMs: 30_000,
  mostUnreachableMs: 5_000,
};

const GROWTH = 1.5;
/** A key that did not change for this part of its gap has come to rest. */
const QUIET = 0.25;
/** How many keys are looked at in one turn of the event loop. */
const TURN = 200;

interface Slot {
  state: 'idle' | 'waiting' | 'ready' | 'writing';
  /** It was added while it was written. */
  again: boolean;
  gapMs: number;
  writtenAt: number;
  /** It may not be written before. */
  notBefore: number;
  /** Whether it may be written before its gap is over when it comes to rest. */
  hurries: boolean;
  cancel: () => void;
  readonly retries: Retries;
}

/**
 * Keys to write, each at most once at a time, at a bounded rate; kinds in turn, and the keys of a kind in the order in which they came. A
 * key that changes now and then is written at once, and one that changes all the time less and less often, with its newest content.
 */
export class WriteQueue {
  readonly #next: WriteQueueOptions['next'];
  readonly #limits: WriteLimits;
  readonly #clock: Clock;
  readonly #slots = new Map<string, Slot>();
  /** Keys that may be written now, by kind. A kind that had its turn goes to the end. */
  readonly #ready = new Map<string, Set<string>>();
  #waiting = 0;
  #writing = 0;
  #tokens: number;
  #countedAt: number;
  #turn: (() => void) | undefined;

  constructor({ next, limits, clock = SYSTEM_CLOCK }: WriteQueueOptions) {
    this.#next = next;
    this.#limits = { ...LIMITS, ...limits };
    this.#clock = clock;
    this.#tokens = this.#limits.burst;
    this.#countedAt = clock.now();
  }

  /** Keys that wait or are being written. */
  get size(): number {
    let ready = 0;
    for (const keys of this.#ready.values()) ready += keys.size;
    return ready + this.#waiting + this.#writing;
  }

  /** @param key begins with its kind and a slash. */
  add(key: string): void {
    const slot = this.#slot(key);
    if (slot.state === 'writing') slot.again = true;
    else if (slot.state !== 'ready') this.#wait(key, slot);
  }

  forget(key: string): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    this.#leave(key, slot);
    this.#slots.delete(key);
  }

  /** Nothing waits any more; what is being written is not waited for. */
  clear(): void {
    for (const key of [...this.#slots.keys()]) this.forget(key);
    this.#turn?.();
    this.#turn = undefined;
  }

  #slot(key: string): Slot {
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      slot = {
        state: 'idle',
        again: false,
        gapMs: 0,
        writtenAt: Number.NEGATIVE_INFINITY,
        notBefore: Number.NEGATIVE_INFINITY,
        hurries: true,
        cancel: () => {},
        retries: new Retries(this.#limits),
      };
      this.#slots.set(key, slot);
    }
    return slot;
  }

  #wait(key: string, slot: Slot): void {
    const now = this.#clock.now();
    const rested = Math.max(slot.writtenAt + this.#limits.firstGapMs, now + slot.gapMs * QUIET);
    const at = slot.hurries ? Math.min(slot.notBefore, rested) : slot.notBefore;
    this.#leave(key, slot);
    if (at <= now) {
      this.#enqueue(key, slot);
      return;
    }
    slot.state = 'waiting';
    this.#waiting += 1;
    slot.cancel = this.#clock.after(at - now, () => {
      this.#leave(key, slot);
      this.#enqueue(key, slot);
    });
  }

  #leave(key: string, slot: Slot): void {
    if (slot.state === 'waiting') {
      slot.cancel();
      this.#waiting -= 1;
    } else if (slot.state === 'ready') {
      const kind = kindOf(key);
      const keys = this.#ready.get(kind);
      keys?.delete(key);
      if (keys?.size === 0) this.#ready.delete(kind);
    }
    if (slot.state !== 'writing') slot.state = 'idle';
  }

  #enqueue(key: string, slot: Slot): void {
    slot.state = 'ready';
    const kind = kindOf(key);
    const keys = this.#ready.get(kind);
    if (keys === undefined) this.#ready.set(kind, new Set([key]));
    else keys.add(key);
    this.#wake(0);
  }

  /** What is told in one turn of the event loop belongs together, so nothing is written within it. */
  #wake(inMs: number): void {
    this.#turn ??= this.#clock.after(inMs, () => {
      this.#turn = undefined;
      this.#run();
    });
  }

  #run(): void {
    this.#refill();
    for (let looked = 0; this.#ready.size > 0 && this.#writing < this.#limits.concurrency; looked += 1) {
      const restMs = looked === TURN ? 0 : this.#untilToken();
      if (restMs !== undefined) {
        this.#wake(restMs);
        return;
      }
      const [key, slot] = this.#take();
      const write = this.#next(key);
      if (write === undefined) continue;
      this.#tokens -= 1;
      void this.#write(key, slot, write);
    }
  }

  /** @returns milliseconds until there may be a write; `undefined`: now. */
  #untilToken(): number | undefined {
    return this.#tokens >= 1 ? undefined : Math.ceil(((1 - this.#tokens) * 1_000) / this.#limits.perSecond);
  }

  #take(): readonly [string, Slot] {
    const [kind, keys] = this.#ready.entries().next().value as [string, Set<string>];
    const [key = ''] = keys;
    const slot = this.#slot(key);
    this.#leave(key, slot);
    if (this.#ready.delete(kind)) this.#ready.set(kind, keys);
    return [key, slot];
  }

  #refill(): void {
    const { perSecond, burst } = this.#limits;
    const now = this.#clock.now();
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#countedAt) / 1_000) * perSecond);
    this.#countedAt = now;
  }

  async #write(key: string, slot: Slot, write: () => Promise<Outcome>): Promise<void> {
    const restedMs = this.#clock.now() - slot.notBefore;
    slot.state = 'writing';
    slot.again = false;
    this.#writing += 1;
    // One that fails unexpectedly is tried again like one that was refused.
    const outcome = await write().catch((): Outcome => ({ failed: 'trouble' }));
    this.#writing -= 1;
    this.#wake(0);
    if (this.#slots.get(key) !== slot) return;
    slot.state = 'idle';
    slot.writtenAt = this.#clock.now();
    const { firstGapMs, mostGapMs, mostRestoreGapMs } = this.#limits;
    const most = outcome === 'restored' ? mostRestoreGapMs : mostGapMs;
    slot.gapMs = restedMs > most ? firstGapMs : Math.min(most, Math.max(firstGapMs, slot.gapMs * GROWTH));
    slot.hurries = outcome === 'written';
    slot.notBefore = slot.writtenAt + Math.max(slot.gapMs, retryMs(outcome, slot.retries));
    if (slot.again || (outcome !== 'written' && outcome !== 'restored')) this.#wait(key, slot);
  }
}

function retryMs(outcome: Outcome, retries: Retries): number {
  if (typeof outcome === 'string') {
    retries.reset();
    return 0;
  }
  return outcome.failed === 'silence' ? retries.afterSilence() : retries.afterTrouble(outcome.retryAfterMs);
}

function kindOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}
