import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ApiError } from '../kubernetes/api-error.js';
import type { ApiRequest } from '../kubernetes/client.js';
import type { KubernetesObject } from '../kubernetes/objects.js';
import { ManualClock } from '../kubernetes/testing/manual-clock.js';
import { LeaderElection } from './leader-election.js';

/** What the API server does with requests of one client. */
interface Way {
  latencyMs: number;
  /** `lost`: done, and nobody hears of it. `dead`: neither. */
  fault: 'none' | 'refused' | 'lost' | 'dead';
}

// biome-ignore lint/suspicious/noExplicitAny: a Lease as tests look into it.
type Lease = KubernetesObject & { spec: any };

class LeaseServer {
  readonly clock = new ManualClock();
  readonly calls: string[] = [];
  lease: Lease | undefined;
  #version = 0;

  client(way: Way) {
    return {
      request: async <T>(request: ApiRequest): Promise<T> => {
        const bound = new Promise<never>((_, reject) => {
          const fail = () => reject(new ApiError({ message: 'no answer' }));
          this.clock.after(request.timeoutMs ?? 30_000, fail);
          request.signal?.addEventListener('abort', fail);
        });
        return Promise.race([bound, this.#serve(request, way) as Promise<T>]);
      },
    };
  }

  async #serve(request: ApiRequest, way: Way): Promise<unknown> {
    await this.#wait(way.latencyMs);
    if (way.fault === 'dead') return new Promise(() => {});
    if (way.fault === 'refused') throw new ApiError({ message: 'scripted', code: 503 });
    const answer = this.#handle(request);
    if (way.fault === 'lost') return new Promise(() => {});
    await this.#wait(way.latencyMs);
    if (answer instanceof ApiError) throw answer;
    return answer;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.after(ms, resolve));
  }

  #handle({ method, path, body }: ApiRequest): Lease | ApiError {
    this.calls.push(method);
    expect(path).toMatch(/^\/apis\/coordination.k8s.io\/v1\/namespaces\/system\/leases(\/lease)?$/);
    const next = JSON.parse(JSON.stringify(body ?? null)) as Lease;
    if (method === 'GET') return this.lease ?? new ApiError({ message: 'none', code: 404 });
    if (method === 'POST' && this.lease !== undefined) return new ApiError({ message: 'exists', code: 409 });
    if (method === 'PUT' && this.lease === undefined) return new ApiError({ message: 'none', code: 404 });
    if (method === 'PUT' && next.metadata.resourceVersion !== this.lease?.metadata.resourceVersion) {
      return new ApiError({ message: 'changed', code: 409 });
    }
    this.#version += 1;
    this.lease = { ...next, metadata: { ...next.metadata, resourceVersion: String(this.#version) } };
    return this.lease;
  }
}

function world() {
  const server = new LeaseServer();
  const log: string[] = [];
  const stand = (identity: string) => {
    const way: Way = { latencyMs: 5, fault: 'none' };
    const changes: { isLeader: boolean; at: number }[] = [];
    const election = new LeaderElection({
      client: server.client(way),
      namespace: 'system',
      name: 'lease',
      identity,
      clock: server.clock,
      onChange: (isLeader) => changes.push({ isLeader, at: server.clock.now() }),
      onLog: (level, message) => log.push(`${level} ${message}`),
    });
    election.start();
    return { election, way, changes };
  };
  return { server, clock: server.clock, stand, log };
}

describe('the election of a leader', () => {
  test('the first one leads and renews with one request, the second one waits', async () => {
    const { server, clock, stand } = world();
    const a = stand('a');
    await clock.pass(100);
    const b = stand('b');
    expect(a.election.isLeader).toBe(true);
    expect(server.lease?.spec).toMatchObject({ leaseTransitions: 0, leaseDurationSeconds: 10 });
    expect(server.lease?.spec.holderIdentity).toMatch(/^a_/);
    expect(server.lease?.spec.renewTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    await clock.pass(600_000);
    expect(a.changes).toHaveLength(1);
    expect(b.changes).toEqual([]);
    expect(server.calls.filter((method) => method === 'PUT').length).toBeGreaterThan(300);
    // All reading but the very first is the other one's.
    expect(server.calls.filter((method) => method === 'GET').length).toBeLessThan(500);
  });

  test('one that stops gives the Lease away, and the next one leads at its next look', async () => {
    const { server, clock, stand } = world();
    const a = stand('a');
    await clock.pass(100);
    const b = stand('b');
    await clock.pass(5_000);
    const stopped = a.election.stop();
    expect(a.election.isLeader).toBe(false);
    await clock.pass(100);
    await stopped;
    expect(server.lease?.spec.holderIdentity).toBe('');
    await clock.pass(1_700);
    expect(b.election.isLeader).toBe(true);
    expect(server.lease?.spec.leaseTransitions).toBe(1);
    await clock.pass(60_000);
    expect(a.changes.map(({ isLeader }) => isLeader)).toEqual([true, false]);
  });

  test('one that stops while it asks for the Lease does not keep it', async () => {
    const { server, clock, stand } = world();
    const a = stand('a');
    a.way.latencyMs = 500;
    await clock.pass(1_200);
    expect(server.lease?.spec.holderIdentity).toMatch(/^a_/);
    expect(a.election.isLeader).toBe(false);
    const stopped = a.election.stop();
    await clock.pass(5_000);
    await stopped;
    expect(server.lease?.spec.holderIdentity).toBe('');
    expect(a.changes).toEqual([]);
  });

  test.each([0, 300, 700, 1_100, 1_490])(
    'the next one leads within 15 seconds of a death (%i ms after)',
    async (ms) => {
      const { clock, stand } = world();
      const a = stand('a');
      await clock.pass(100);
      const b = stand('b');
      await clock.pass(20_000 + ms);
      a.way.fault = 'dead';
      const died = clock.now();
      await clock.pass(30_000);
      expect(b.election.isLeader).toBe(true);
      expect((b.changes[0]?.at ?? Infinity) - died).toBeLessThan(12_500);
      const [, lost] = a.changes;
      expect(lost?.isLeader).toBe(false);
      expect(lost?.at).toBeLessThan(b.changes[0]?.at ?? 0);
    },
  );

  test('a leader whose requests are refused or not answered stops at its deadline, and only then', async () => {
    for (const fault of ['refused', 'dead', 'lost'] as const) {
      const { clock, stand, log } = world();
      const a = stand('a');
      await clock.pass(10_000);
      a.way.fault = fault;
      await clock.pass(3_500);
      expect(a.election.isLeader).toBe(true);
      a.way.fault = 'none';
      await clock.pass(10_000);
      expect(a.changes).toHaveLength(1);
      a.way.fault = fault;
      const failed = clock.now();
      await clock.pass(30_000);
      expect(a.election.isLeader).toBe(false);
      expect((a.changes[1]?.at ?? 0) - failed).toBeLessThanOrEqual(7_000);
      expect(log.filter((line) => line.startsWith('warn the Lease can not be')).length).toBeLessThanOrEqual(3);
      a.way.fault = 'none';
      await clock.pass(5_000);
      expect(a.election.isLeader).toBe(true);
    }
  });

  test('how long a Lease holds is counted here, whatever its times say', async () => {
    for (const renewTime of ['2001-01-01T00:00:00.000000Z', '2999-01-01T00:00:00.000000Z']) {
      const { server, clock, stand } = world();
      server.lease = {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: 'lease', namespace: 'system', resourceVersion: '0' },
        spec: { holderIdentity: 'other', leaseDurationSeconds: 20, renewTime, leaseTransitions: 7 },
      };
      const a = stand('a');
      await clock.pass(19_900);
      expect(a.election.isLeader).toBe(false);
      await clock.pass(300);
      expect(a.election.isLeader).toBe(true);
      expect(server.lease.spec.leaseTransitions).toBe(8);
    }
  });

  test('a Lease that is deleted is made again, one that is taken away is gone', async () => {
    const { server, clock, stand } = world();
    const a = stand('a');
    await clock.pass(5_000);
    server.lease = undefined;
    await clock.pass(3_500);
    expect(server.lease).toBeDefined();
    expect(a.changes).toHaveLength(1);
    const taken = server.lease as unknown as Lease;
    server.lease = {
      ...taken,
      metadata: { ...taken.metadata, resourceVersion: 'x' },
      spec: { ...taken.spec, holderIdentity: 'b' },
    };
    await clock.pass(3_500);
    expect(a.election.isLeader).toBe(false);
  });

  test('never two at a time, and always one soon after the API server answers again', async () => {
    const fault = fc.constantFrom<Way['fault']>('none', 'none', 'refused', 'lost', 'dead');
    const story = fc.array(fc.record({ who: fc.nat(2), fault, latencyMs: fc.nat(1_500), passMs: fc.nat(15_000) }), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(story, async (steps) => {
        const { clock, stand } = world();
        const all = [stand('a'), stand('b'), stand('c')];
        const leaders = () => all.filter(({ election }) => election.isLeader).length;
        const pass = async (ms: number) => {
          for (let left = ms; left > 0; left -= 250) {
            await clock.pass(Math.min(250, left));
            expect(leaders()).toBeLessThanOrEqual(1);
          }
        };
        for (const { who, fault, latencyMs, passMs } of steps) {
          Object.assign(all[who]?.way as Way, { fault, latencyMs });
          await pass(passMs);
        }
        for (const { way } of all) Object.assign(way, { fault: 'none', latencyMs: 5 });
        await pass(15_000);
        expect(leaders()).toBe(1);
        const terms = all
          .flatMap(({ changes }) => changes)
          .toSorted((x, y) => x.at - y.at || Number(x.isLeader) - Number(y.isLeader));
        for (const [i, term] of terms.entries()) expect(term.isLeader).toBe(i % 2 === 0);
      }),
      { numRuns: 40 },
    );
  });
});
