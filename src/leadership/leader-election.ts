import { randomUUID } from 'node:crypto';
import { isApiError } from '../kubernetes/api-error.js';
import { pause } from '../kubernetes/backoff.js';
import type { KubernetesClient } from '../kubernetes/client.js';
import { createObject, type KubernetesObject } from '../kubernetes/objects.js';
import { type ApiResource, objectPath } from '../kubernetes/paths.js';

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
  readonly client: KubernetesClient;
  readonly namespace: string;
  readonly name: string;
  /** Who stands for election, e.g. the name of the pod. */
  readonly identity: string;
  readonly onChange: (isLeader: boolean) => void;
  readonly onLog: (level: 'debug' | 'info' | 'warn', message: string) => void;
  readonly timing?: LeaseTiming;
}

const LEASES: ApiResource = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', namespaced: true };
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
  readonly #identity: string;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #isLeader = false;
  #renewedAt = 0;
  #observed: { readonly version: string; readonly at: number } | undefined;
  #failing = false;

  constructor(options: LeaderElectionOptions) {
    this.#options = options;
    this.#timing = options.timing ?? TIMING;
    // A restarted container must not take its own old Lease for its own.
    this.#identity = `${options.identity}_${randomUUID()}`;
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
    await this.#running;
    if (!this.#isLeader) return;
    this.#lead(false);
    await this.#release().catch(() => {});
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const begun = performance.now();
      try {
        await this.#attempt(begun);
        this.#failing = false;
      } catch (error) {
        const level = this.#failing ? 'debug' : 'warn';
        this.#failing = true;
        this.#options.onLog(
          level,
          `the Lease can not be ${this.#isLeader ? 'renewed' : 'read'}: ${(error as Error).message}`,
        );
      }
      if (this.#isLeader && performance.now() - this.#renewedAt > this.#timing.deadlineMs) {
        this.#options.onLog('warn', 'the Lease is lost: it could not be renewed in time');
        this.#lead(false);
      }
      await pause(this.#timing.retryMs * (0.9 + Math.random() * 0.2), signal);
    }
  }

  async #attempt(begun: number): Promise<void> {
    const { client } = this.#options;
    let lease: Lease | undefined;
    try {
      lease = await this.#request<Lease>('GET');
    } catch (error) {
      if (!isApiError(error, 404)) throw error;
    }
    if (lease === undefined) {
      await createObject(client, LEASES, this.#leaseOf(undefined));
    } else {
      const version = String(lease.metadata.resourceVersion);
      if (this.#observed?.version !== version) this.#observed = { version, at: begun };
      const { holderIdentity = '', leaseDurationSeconds = 0 } = lease.spec;
      const isOurs = holderIdentity === this.#identity;
      const isFree = holderIdentity === '' || begun - this.#observed.at > leaseDurationSeconds * 1_000;
      if (!isOurs && !isFree) {
        if (this.#isLeader) this.#lead(false);
        return;
      }
      const updated = await this.#request<Lease>('PUT', this.#leaseOf(lease));
      this.#observed = { version: String(updated.metadata.resourceVersion), at: begun };
    }
    // Counted from before it was asked for: the others may have seen it that early.
    this.#renewedAt = begun;
    if (!this.#isLeader) this.#lead(true);
  }

  /** Well within the deadline, so that a server that does not answer is noticed in time. */
  #request<T>(method: 'GET' | 'PUT', body?: Lease): Promise<T> {
    const { client, namespace, name } = this.#options;
    const path = objectPath(LEASES, { namespace, name });
    return client.request<T>({
      method,
      path,
      timeoutMs: Math.ceil(this.#timing.deadlineMs / 3),
      ...(body && { body }),
    });
  }

  #leaseOf(before: Lease | undefined): Lease {
    const { namespace, name } = this.#options;
    const now = new Date().toISOString().replace('Z', '000Z');
    const isOurs = before?.spec.holderIdentity === this.#identity;
    return {
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
  }

  async #release(): Promise<void> {
    const lease = await this.#request<Lease>('GET');
    if (lease.spec.holderIdentity !== this.#identity) return;
    await this.#request('PUT', { ...lease, spec: { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1 } });
  }

  #lead(isLeader: boolean): void {
    this.#isLeader = isLeader;
    this.#options.onLog('info', isLeader ? 'this replica leads' : 'this replica does not lead any more');
    this.#options.onChange(isLeader);
  }
}
