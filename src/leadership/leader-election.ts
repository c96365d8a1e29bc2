import { randomUUID } from 'node:crypto';
import { isApiError } from '../kubernetes/api-error.js';
import { type Clock, SYSTEM_CLOCK } from '../kubernetes/clock.js';
import { createObject, getObject, type KubernetesObject, type Requester, updateObject } from '../kubernetes/objects.js';
import type { ApiResource } from '../kubernetes/paths.js';

/** Times in milliseconds. */
export interface LeaseTiming {
  /** How long a Lease that is not renewed is still its holder's. */
  readonly durationMs: number;
  /** A leader that could not renew for this long stops leading. Less than the duration, so that two never lead at once. */
  readonly deadlineMs: number;
  /** How often the leader renews, and the others look. */
  readonly retryMs: number;
}

export interface LeaderElectionOptions {
  readonly client: Requester;
  readonly namespace: string;
  readonly name: string;
  /** Who stands for election, e.g. the name of the pod. */
  readonly identity: string;
  readonly onChange: (isLeader: boolean) => void;
  readonly onLog: (level: 'debug' | 'info' | 'warn', message: string) => void;
  readonly timing?: LeaseTiming;
  readonly clock?: Clock;
}

const LEASES: ApiResource = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', namespaced: true };

/** Who dies just after it renewed is noticed a look later: the next one leads within 12 seconds. */
const TIMING: LeaseTiming = { durationMs: 10_000, deadlineMs: 7_000, retryMs: 1_500 };

interface Lease extends KubernetesObject {
  readonly spec: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
}

/**
 * Holds a Lease, or waits for it. Whether another's Lease is over is judged by how long it has not changed here, never by
 * comparing clocks of machines.
 *
 * Source: https://kubernetes.io/docs/concepts/architecture/leases/
 */
export class LeaderElection {
  readonly #options: LeaderElectionOptions;
  readonly #timing: LeaseTiming;
  readonly #clock: Clock;
  readonly #identity: string;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #isLeader = false;
  #cancelDeadline = () => {};
  /** The Lease as it was renewed last; the next renewal need not read it. */
  #renewed: Lease | undefined;
  #observed: { readonly version: string | undefined; readonly at: number } | undefined;
  #isFailing = false;

  constructor(options: LeaderElectionOptions) {
    const { timing = TIMING, clock = SYSTEM_CLOCK, identity } = options;
    this.#options = options;
    this.#timing = timing;
    this.#clock = clock;
    // A restarted container must not take its own old Lease for its own.
    this.#identity = `${identity}_${randomUUID()}`;
  }

  get isLeader(): boolean {
    return this.#isLeader;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Stops leading, and gives the Lease away so that the next one need not wait. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#lead(false);
    await this.#running;
    // Also one that was asked for and whose answer did not come in time to be known.
    await this.#release()
      .catch(() => this.#release())
      .catch(() => {});
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      let waitMs = this.#timing.retryMs * (0.9 + Math.random() * 0.2);
      try {
        waitMs = Math.min(waitMs, await this.#attempt());
        this.#isFailing = false;
      } catch (error) {
        this.#renewed = undefined;
        if (!signal.aborted) this.#complain(error as Error);
      }
      await this.#pause(waitMs);
    }
  }

  #complain(error: Error): void {
    // Somebody else was faster, or the answer to an own renewal was lost: the next look tells.
    if (isApiError(error, 409)) return;
    const what = this.#isLeader ? 'renewed' : 'acquired';
    this.#options.onLog(this.#isFailing ? 'debug' : 'warn', `the Lease can not be ${what}: ${error.message}`);
    this.#isFailing = true;
  }

  /** @returns milliseconds until another's Lease is over, if that is known. */
  async #attempt(): Promise<number> {
    const begun = this.#clock.now();
    const lease = this.#renewed ?? (await this.#read(this.#stop.signal));
    if (lease !== undefined) {
      const restMs = this.#restOf(lease);
      if (restMs > 0) {
        this.#lead(false);
        return restMs;
      }
    }
    this.#renewed = await this.#write(lease);
    this.#lease(begun);
    return Number.POSITIVE_INFINITY;
  }

  /** How long the Lease is still another's. */
  #restOf({ metadata: { resourceVersion }, spec }: Lease): number {
    const { holderIdentity = '', leaseDurationSeconds } = spec;
    const now = this.#clock.now();
    if (this.#observed === undefined || this.#observed.version !== resourceVersion)
      this.#observed = { version: resourceVersion, at: now };
    if (holderIdentity === this.#identity || holderIdentity === '') return 0;
    const durationMs = leaseDurationSeconds === undefined ? this.#timing.durationMs : leaseDurationSeconds * 1_000;
    return Math.max(0, this.#observed.at + durationMs - now);
  }

  /** The Lease is ours, counted from before it was asked for: the others may have seen it that early. */
  #lease(since: number): void {
    const leftMs = since + this.#timing.deadlineMs - this.#clock.now();
    if (leftMs <= 0 || this.#stop.signal.aborted) return;
    this.#cancelDeadline();
    this.#cancelDeadline = this.#clock.after(leftMs, () => {
      this.#options.onLog('warn', 'the Lease is lost: it could not be renewed in time');
      this.#lead(false);
    });
    this.#lead(true);
  }

  async #read(signal?: AbortSignal): Promise<Lease | undefined> {
    const { namespace, name } = this.#options;
    try {
      return await getObject<Lease>(this.#bounded(signal), LEASES, { namespace, name });
    } catch (error) {
      if (isApiError(error, 404)) return undefined;
      throw error;
    }
  }

  #write(before: Lease | undefined): Promise<Lease> {
    const { namespace, name } = this.#options;
    const now = new Date().toISOString().replace('Z', '000Z');
    const isOurs = before?.spec.holderIdentity === this.#identity;
    const lease: Lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: before?.metadata ?? { name, namespace },
      spec: {
        holderIdentity: this.#identity,
        leaseDurationSeconds: Math.ceil(this.#timing.durationMs / 1_000),
        acquireTime: isOurs ? (before.spec.acquireTime ?? now) : now,
        renewTime: now,
        leaseTransitions: (before?.spec.leaseTransitions ?? 0) + (before !== undefined && !isOurs ? 1 : 0),
      },
    };
    const client = this.#bounded(this.#stop.signal);
    if (before === undefined) return createObject<Lease>(client, LEASES, lease);
    return updateObject<Lease>(client, LEASES, lease);
  }

  async #release(): Promise<void> {
    const lease = await this.#read();
    if (lease?.spec.holderIdentity !== this.#identity) return;
    const spec = { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1 };
    await updateObject(this.#bounded(), LEASES, { ...lease, spec });
  }

  /** A server that does not answer is noticed well within the deadline. */
  #bounded(signal?: AbortSignal): Requester {
    const timeoutMs = Math.ceil(this.#timing.deadlineMs / 3);
    return {
      request: (request) => this.#options.client.request({ ...request, timeoutMs, ...(signal && { signal }) }),
    };
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#stop;
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.#clock.after(ms, end);
      if (signal.aborted) end();
      else signal.addEventListener('abort', end);
    });
  }

  #lead(isLeader: boolean): void {
    if (!isLeader) this.#cancelDeadline();
    if (this.#isLeader === isLeader) return;
    this.#isLeader = isLeader;
    this.#options.onLog('info', isLeader ? 'this replica leads' : 'this replica does not lead any more');
    this.#options.onChange(isLeader);
  }
}
