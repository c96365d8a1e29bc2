import { describe, expect, test } from '@jest/globals';
import { ApiError } from '../kubernetes/api-error.js';
import type { QueueLimits } from '../kubernetes/keyed-queue.js';
import { ManualClock } from '../kubernetes/testing/manual-clock.js';
import type { ObjectStatus } from '../model/index.js';
import { StatusWriter } from './status-writer.js';
import { type AnyStatus, StatusServer } from './testing/status-server.js';

const OURS = 'gatewright.dev/gateway-controller';
const THEIRS = 'example.com/other';
const START = Date.parse('2026-01-01T00:00:00Z');
const OLD = '2025-01-01T00:00:00Z';

const condition = (type: string, status = 'True') => ({
  type,
  status,
  reason: 'Reason',
  message: '',
  observedGeneration: 1,
});
const entry = (parent: string, status = 'True', controllerName = OURS) => ({
  parentRef: { name: parent },
  controllerName,
  conditions: [condition('Accepted', status)],
});
const dated = (value: { conditions: object[] }) => ({
  ...value,
  conditions: value.conditions.map((one) => ({ ...one, lastTransitionTime: OLD })),
});
const foreign = dated(entry('x', 'True', THEIRS));
const routeWants = (...parents: object[]) => ({ status: { parents } }) as unknown as ObjectStatus;
const gatewayWants = (attachedRoutes: number, names = ['http']) =>
  ({
    status: {
      addresses: [],
      conditions: [condition('Accepted'), condition('Programmed')],
      listeners: names.map((name) => ({
        name,
        supportedKinds: [],
        attachedRoutes,
        conditions: [condition('Accepted')],
      })),
    },
  }) as unknown as ObjectStatus;

/** A server with one writer that leads, or more. */
function world(limits: Partial<QueueLimits> = {}) {
  const clock = new ManualClock();
  const server = new StatusServer(clock);
  const writers: StatusWriter[] = [];
  const log: string[] = [];
  server.onLive = (changes) => {
    for (const one of writers) one.observe(changes);
  };
  const join = (controllerName = OURS) => {
    const joined = new StatusWriter({
      client: server,
      controllerNames: [controllerName],
      clock,
      limits,
      now: () => START + clock.now(),
      onLog: (level, message) => log.push(`${level} ${message}`),
    });
    writers.push(joined);
    return joined;
  };
  const writer = join();
  const want = (key: string, status: ObjectStatus | undefined) => writer.want(new Map([[key, status]]));
  return { clock, server, writer, join, want, log };
}
const R = 'HTTPRoute/a/r';
const G = 'Gateway/a/g';

describe('the status writer', () => {
  test('writes by server-side apply as one field manager, and then nothing', async () => {
    const { clock, server, writer, want } = world();
    writer.lead(true);
    server.create(R);
    await clock.pass(10);
    want(R, routeWants(entry('web')));
    await clock.pass(60_000);
    expect(server.writes).toMatchObject([
      { key: R, isApply: true, manager: 'gatewright', body: { apiVersion: 'gateway.networking.k8s.io/v1' } },
    ]);
    expect(server.status(R)).toEqual({
      parents: [
        { ...entry('web'), conditions: [{ ...condition('Accepted'), lastTransitionTime: '2026-01-01T00:00:00Z' }] },
      ],
    });
    expect(writer.stats).toMatchObject({ writes: 1, conflicts: 0, failures: 0 });
    expect(writer.pending).toBe(0);
  });

  test('a change of a status that is not followed by others is written at once', async () => {
    const { clock, server, writer, want } = world();
    writer.lead(true);
    server.create(R);
    want(R, routeWants(entry('web')));
    await clock.pass(60_000);
    want(R, routeWants(entry('web', 'False')));
    await clock.pass(5);
    expect(server.status(R)?.parents[0].conditions[0].status).toBe('False');
  });

  test('nothing is written before it is told what is wanted, or when it does not lead', async () => {
    const { clock, server, writer, want } = world();
    server.create(R, { parents: [dated(entry('web'))] });
    writer.lead(true);
    server.create('HTTPRoute/a/left', { parents: [dated(entry('web')), foreign] });
    await clock.pass(60_000);
    writer.lead(false);
    writer.lead(true);
    await clock.pass(60_000);
    expect(server.writes).toEqual([]);
    writer.lead(false);
    want(R, routeWants(entry('web', 'False')));
    await clock.pass(60_000);
    expect(server.writes).toEqual([]);
    // Then also what was left behind by somebody who led before is taken away.
    writer.lead(true);
    await clock.pass(60_000);
    expect(server.writes.map(({ key }) => key).sort()).toEqual(['HTTPRoute/a/left', R]);
    expect(server.status('HTTPRoute/a/left')).toEqual({ parents: [foreign] });
  });

  test('the first time with nothing at all is the first time too', async () => {
    const { clock, server, writer } = world();
    server.create(R, { parents: [dated(entry('web'))] });
    writer.lead(true);
    await clock.pass(10);
    writer.want(new Map());
    await clock.pass(10);
    expect(server.status(R)).toEqual({ parents: [] });
  });

  test('what is seen late does not hide what was written meanwhile', async () => {
    const { clock, server, writer, want } = world();
    writer.lead(true);
    server.create(G);
    await clock.pass(10);
    server.watchMs = () => 400;
    for (let i = 1; i <= 3; i++) {
      want(G, gatewayWants(i));
      await clock.pass(300);
    }
    await clock.pass(60_000);
    expect(server.writes.map(({ body }) => body.status.listeners[0].attachedRoutes)).toEqual([1, 2, 3]);
    expect(writer.stats).toMatchObject({ conflicts: 0, writes: 3 });
  });

  test('objects that are none of our business are never written', async () => {
    const { clock, server, writer } = world();
    writer.lead(true);
    writer.want(new Map());
    server.create(R, { parents: [foreign] });
    server.create('HTTPRoute/a/none');
    server.create(G, { conditions: [{ ...condition('Accepted'), lastTransitionTime: OLD }] });
    server.create('Secret/a/s');
    await clock.pass(60_000);
    server.update(R, ({ parents }) => ({ parents: [...parents, foreign] }));
    await clock.pass(60_000);
    expect(server.writes).toEqual([]);
  });

  test('what another controller wrote meanwhile is read, kept, and written again', async () => {
    const { clock, server, writer, want } = world();
    writer.lead(true);
    server.watchMs = () => 5_000;
    server.create(R);
    await clock.pass(5_000);
    server.update(R, () => ({ parents: [foreign] }));
    want(R, routeWants(entry('web')));
    await clock.pass(1_000);
    expect(server.status(R)?.parents).toMatchObject([foreign, entry('web')]);
    expect(writer.stats).toMatchObject({ conflicts: 1, writes: 1 });
  });

  test('two controllers on one route come to rest', async () => {
    const { clock, server, writer, join, want } = world();
    const other = join(THEIRS);
    for (const one of [writer, other]) one.lead(true);
    server.create(R);
    await clock.pass(10);
    want(R, routeWants(entry('web')));
    other.want(new Map([[R, routeWants(entry('web', 'True', THEIRS))]]));
    await clock.pass(5_000);
    const atRest = server.writes.length;
    expect(atRest).toBeLessThanOrEqual(3);
    expect(
      server
        .status(R)
        ?.parents.map((one: AnyStatus) => one.controllerName)
        .sort(),
    ).toEqual([THEIRS, OURS].sort());
    await clock.pass(600_000);
    expect(server.writes).toHaveLength(atRest);
  });

  test('one that removes our entry again and again does not get us to write again and again', async () => {
    const { clock, server, writer, want } = world();
    writer.lead(true);
    server.create(R);
    want(R, routeWants(entry('web')));
    for (let i = 0; i < 3_600; i++) {
      server.update(R, () => ({ parents: [foreign] }));
      await clock.pass(1_000);
    }
    expect(server.writes.length).toBeLessThan(100);
  });

  test('what is undone before the answer comes was not without effect', async () => {
    const { clock, server, writer, want, log } = world();
    writer.lead(true);
    server.create(R);
    await clock.pass(10);
    server.watchMs = () => 0;
    server.latencyMs = () => 50;
    server.onWrite = ({ key }) => clock.after(5, () => server.update(key, () => ({ parents: [foreign] })));
    want(R, routeWants(entry('web')));
    await clock.pass(1_000);
    server.onWrite = () => {};
    await clock.pass(60_000);
    expect(server.writes.length).toBeGreaterThan(1);
    expect(server.writes.every(({ isApply }) => isApply)).toBe(true);
    expect(server.status(R)?.parents).toMatchObject([foreign, entry('web')]);
    expect(log).toEqual([]);
  });

  test('1,000 changes of a Gateway are few writes, and the last is right', async () => {
    const { clock, server, writer, want } = world();
    writer.lead(true);
    server.create(G);
    for (let i = 1; i <= 1_000; i++) {
      want(G, gatewayWants(i));
      await clock.pass(20);
    }
    await clock.pass(3_000);
    expect(server.status(G)?.listeners[0].attachedRoutes).toBe(1_000);
    expect(server.writes.length).toBeLessThan(30);
    expect(writer.stats.conflicts).toBe(0);
  });

  test('1,000 routes are a write each, and their deletion is none', async () => {
    const { clock, server, writer } = world();
    writer.lead(true);
    const keys = Array.from({ length: 1_000 }, (_, i) => `HTTPRoute/a/${i}`);
    for (const key of keys) {
      server.create(key);
      await clock.pass(1);
      writer.want(new Map([[key, routeWants(entry('web'))]]));
    }
    await clock.pass(30_000);
    expect(server.writes).toHaveLength(1_000);
    for (const key of keys) {
      server.delete(key);
      await clock.pass(3);
      writer.want(new Map([[key, undefined]]));
    }
    await clock.pass(30_000);
    expect(server.writes).toHaveLength(1_000);
    expect(writer.pending).toBe(0);
  });

  test('conditions of others stay, also with those of listeners; a listener that is gone goes with them', async () => {
    const { clock, server, writer, want } = world();
    writer.lead(true);
    server.create(G);
    want(G, gatewayWants(1, ['http', 'https']));
    await clock.pass(10);
    const mark = { ...condition('example.com/Mark'), lastTransitionTime: OLD };
    server.update(G, ({ conditions, listeners, ...rest }) => ({
      ...rest,
      conditions: [...conditions, mark],
      listeners: listeners.map((one: AnyStatus) => ({ ...one, conditions: [...one.conditions, mark] })),
    }));
    await clock.pass(60_000);
    expect(server.writes).toHaveLength(1);
    want(G, gatewayWants(2, ['https']));
    await clock.pass(10);
    const { conditions, listeners } = server.status(G) as AnyStatus;
    expect(conditions).toContainEqual(mark);
    expect(listeners).toMatchObject([{ name: 'https', attachedRoutes: 2 }]);
    expect(listeners[0].conditions).toContainEqual(mark);
  });

  test('what apply does not bring about is written as a whole, once', async () => {
    const { clock, server, writer, want, log } = world();
    writer.lead(true);
    // Another manager has a share in a listener that is not there any more: apply leaves it.
    const stale = { name: 'old', supportedKinds: [], attachedRoutes: 0, conditions: [] };
    const mark = { ...condition('example.com/Mark'), lastTransitionTime: OLD };
    server.create(G, { listeners: [stale], conditions: [mark] });
    want(G, gatewayWants(1));
    await clock.pass(60_000);
    expect(server.writes.map(({ isApply }) => isApply)).toEqual([true, false]);
    expect(server.status(G)?.listeners).toMatchObject([{ name: 'http' }]);
    expect(server.status(G)?.conditions).toContainEqual(mark);
    expect(log).toEqual([]);
    want(G, gatewayWants(2));
    await clock.pass(60_000);
    expect(server.writes).toHaveLength(3);
  });

  test('what the API server refuses is said once and not sent again; other content is', async () => {
    const { clock, server, writer, want, log } = world();
    writer.lead(true);
    server.fault = () => new ApiError({ message: 'status.parents[0]: Invalid value', code: 422 });
    server.create(R);
    want(R, routeWants(entry('web')));
    await clock.pass(600_000);
    // Once by apply, once as a whole.
    expect(server.writes).toHaveLength(2);
    expect(log).toEqual([`warn the status of ${R} can not be written: status.parents[0]: Invalid value`]);
    server.update(R, () => undefined);
    want(R, routeWants(entry('web')));
    await clock.pass(600_000);
    expect(server.writes).toHaveLength(2);
    server.fault = () => undefined;
    want(R, routeWants(entry('web', 'False')));
    await clock.pass(10);
    expect(server.status(R)?.parents).toMatchObject([entry('web', 'False')]);
  });

  test('a field that the CRD does not have keeps nothing else from being written, and is not sent for ever', async () => {
    const { clock, server, writer, want, log } = world();
    writer.lead(true);
    server.fault = ({ isApply }) =>
      isApply
        ? new ApiError({ message: 'failed to create typed patch object: field not declared in schema', code: 500 })
        : undefined;
    // What is written as a whole is pruned instead.
    server.prune = ({ addresses = [], ...status }) => ({
      ...status,
      addresses: addresses.map(({ type, value }: AnyStatus) => ({ type, value })),
    });
    server.create(G);
    const { status, ...rest } = gatewayWants(1);
    const addresses = [{ type: 'IPAddress' as const, value: '192.0.2.1', routability: '' }];
    want(G, { ...rest, status: { ...status, addresses } } as ObjectStatus);
    await clock.pass(600_000);
    expect(server.writes.map(({ isApply }) => isApply)).toEqual([true, false]);
    expect(server.status(G)?.addresses).toEqual([{ type: 'IPAddress', value: '192.0.2.1' }]);
    expect(server.status(G)?.listeners).toMatchObject([{ name: 'http' }]);
    expect(log).toEqual([`warn the status of ${G} can not be written: the API server took it and keeps another`]);
  });

  test('an object whose write fails delays no other', async () => {
    const { clock, server, writer } = world({ concurrency: 2 });
    writer.lead(true);
    server.fault = ({ key }) => (key === R ? new ApiError({ message: 'no', code: 500 }) : undefined);
    server.create(R);
    writer.want(new Map([[R, routeWants(entry('web'))]]));
    for (let i = 0; i < 10; i++) {
      server.create(`HTTPRoute/a/${i}`);
      writer.want(new Map([[`HTTPRoute/a/${i}`, routeWants(entry('web'))]]));
    }
    await clock.pass(1_000);
    for (let i = 0; i < 10; i++) expect(server.status(`HTTPRoute/a/${i}`)).toBeDefined();
    expect(writer.stats.failures).toBeGreaterThan(0);
    server.fault = () => undefined;
    await clock.pass(40_000);
    expect(server.status(R)).toBeDefined();
    expect(writer.pending).toBe(0);
  });

  test('an API server that was away gets everything soon after it is back, and is not stormed meanwhile', async () => {
    const { clock, server, writer, log } = world();
    writer.lead(true);
    server.fault = () => new ApiError({ message: 'no answer from the API server' });
    for (let i = 0; i < 100; i++) server.create(`HTTPRoute/a/${i}`);
    writer.want(new Map(Array.from({ length: 100 }, (_, i) => [`HTTPRoute/a/${i}`, routeWants(entry('web'))])));
    await clock.pass(60_000);
    expect(server.writes.length).toBeLessThan(100 * 30);
    expect(log.filter((line) => line.startsWith('warn'))).toHaveLength(1);
    server.fault = () => undefined;
    await clock.pass(6_000);
    expect(writer.pending).toBe(0);
    expect(writer.stats.writes).toBe(100);
  });

  test('an object that is gone is forgotten, and one of the same name is another', async () => {
    const { clock, server, writer, want, log } = world();
    writer.lead(true);
    server.watchMs = () => 1_000;
    server.create(R);
    await clock.pass(1_000);
    server.delete(R);
    want(R, routeWants(entry('web')));
    await clock.pass(500);
    expect(server.writes).toHaveLength(1);
    expect(writer.stats.failures).toBe(0);
    server.create(R);
    await clock.pass(2_000);
    expect(server.status(R)?.parents).toMatchObject([entry('web')]);
    expect(log).toEqual([]);
  });

  test('one that does not lead any more breaks off what it writes', async () => {
    const { clock, server, writer, want, log } = world();
    writer.lead(true);
    server.create(R);
    await clock.pass(10);
    server.latencyMs = () => 1_000;
    want(R, routeWants(entry('web')));
    await clock.pass(500);
    writer.lead(false);
    await clock.pass(60_000);
    expect(server.status(R)).toBe(undefined);
    expect(writer.stats.failures).toBe(0);
    expect(writer.pending).toBe(0);
    expect(log).toEqual([]);
    writer.lead(true);
    await clock.pass(5_000);
    expect(server.status(R)?.parents).toMatchObject([entry('web')]);
  });

  test('lists that others have filled are told and left alone', async () => {
    const { clock, server, writer, want, log } = world();
    writer.lead(true);
    const full = Array.from({ length: 32 }, (_, i) => dated(entry(`x${i}`, 'True', THEIRS)));
    server.create(R, { parents: full });
    want(R, routeWants(entry('web')));
    server.create('HTTPRoute/a/most', { parents: full.slice(1) });
    want('HTTPRoute/a/most', routeWants(entry('a'), entry('b')));
    await clock.pass(60_000);
    expect(server.status(R)?.parents).toEqual(full);
    expect(server.writes.map(({ key }) => key)).toEqual(['HTTPRoute/a/most']);
    expect(writer.stats.crowded).toBe(2);
    expect(log).toHaveLength(2);
    server.update(R, ({ parents }) => ({ parents: parents.slice(0, 2) }));
    server.delete('HTTPRoute/a/most');
    await clock.pass(60_000);
    expect(server.status(R)?.parents).toHaveLength(3);
    expect(writer.stats.crowded).toBe(0);
  });
});
