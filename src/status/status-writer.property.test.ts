import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ApiError } from '../kubernetes/api-error.js';
import { ManualClock } from '../kubernetes/testing/manual-clock.js';
import type { ObjectStatus } from '../model/index.js';
import { StatusWriter } from './status-writer.js';
import { type AnyStatus, StatusServer } from './testing/status-server.js';

const OURS = 'gatewright.dev/gateway-controller';
const ROUTE = 'HTTPRoute/a/route';
const POLICY = 'BackendTLSPolicy/a/policy';
const GATEWAY = 'Gateway/a/gateway';
const CLASS = 'GatewayClass/class';
/** Never wanted. */
const STRANGER = 'HTTPRoute/a/stranger';
const KEYS = [ROUTE, POLICY, GATEWAY, CLASS] as const;
type Key = (typeof KEYS)[number];

const TYPES = ['Accepted', 'ResolvedRefs', 'Programmed'];
const MARK = 'example.com/Mark';
const OLD = '2025-01-01T00:00:00Z';
const FAULTS = [500, 429, 422, 409, 0] as const;

/** Bits decide what there is of each thing that there can be. */
type Bits = number;

type Step =
  | { readonly step: 'want'; readonly key: Key; readonly bits: Bits | undefined }
  | { readonly step: 'foreign'; readonly key: Key | typeof STRANGER; readonly bits: Bits }
  | { readonly step: 'wipe'; readonly key: Key }
  | { readonly step: 'delete' | 'create'; readonly key: Key }
  | { readonly step: 'fail'; readonly code: (typeof FAULTS)[number]; readonly count: number }
  | { readonly step: 'lead'; readonly leads: boolean }
  | { readonly step: 'slow'; readonly latencyMs: number; readonly watchMs: number }
  | { readonly step: 'pass'; readonly ms: number };

const key = fc.constantFrom(...KEYS);
const bits = fc.nat(255);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ step: fc.constant('want' as const), key, bits: fc.option(bits, { nil: undefined }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ step: fc.constant('foreign' as const), key: fc.constantFrom(...KEYS, STRANGER), bits }),
    },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('wipe' as const), key }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constantFrom('delete' as const, 'create' as const), key }) },
    {
      weight: 1,
      arbitrary: fc.record({ step: fc.constant('fail' as const), code: fc.constantFrom(...FAULTS), count: fc.nat(4) }),
    },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('lead' as const), leads: fc.boolean() }) },
    {
      weight: 1,
      arbitrary: fc.record({ step: fc.constant('slow' as const), latencyMs: fc.nat(300), watchMs: fc.nat(300) }),
    },
    { weight: 6, arbitrary: fc.record({ step: fc.constant('pass' as const), ms: fc.nat(2_000) }) },
  ),
  { minLength: 1, maxLength: 60 },
);

const bit = (value: Bits, index: number) => (value >> index) % 2 === 1;

function conditions(value: Bits) {
  return TYPES.filter((_, i) => i === 0 || bit(value, i)).map((type, i) => ({
    type,
    status: bit(value, i + 3) ? 'True' : 'False',
    reason: 'Reason',
    message: `${value}`,
    observedGeneration: 1,
  }));
}

function wantedStatus(of: Key, value: Bits): ObjectStatus {
  const entries = (reference: string) =>
    ['a', 'b', 'c']
      .filter((_, i) => bit(value, i))
      .map((name) => ({ [reference]: { name }, controllerName: OURS, conditions: conditions(value) }));
  const listeners = ['a', 'b'].filter((_, i) => bit(value, i));
  const status = {
    [ROUTE]: () => ({ parents: entries('parentRef') }),
    [POLICY]: () => ({ ancestors: entries('ancestorRef') }),
    [GATEWAY]: () => ({
      addresses: bit(value, 2) ? [{ type: 'IPAddress', value: '10.0.0.1' }] : [],
      conditions: conditions(value),
      listeners: listeners.map((name) => ({
        name,
        supportedKinds: [],
        attachedRoutes: value,
        conditions: conditions(value),
      })),
    }),
    [CLASS]: () => ({ conditions: conditions(value), supportedFeatures: listeners.map((name) => ({ name })) }),
  }[of]();
  return { status } as unknown as ObjectStatus;
}

const withoutTimes = (list: AnyStatus[] = []) => list.map(({ lastTransitionTime: _, ...rest }) => rest);
const byName = (list: AnyStatus[]) => list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
const ownConditions = (list: AnyStatus[] = []) => byName(withoutTimes(list.filter(({ type }) => TYPES.includes(type))));
const foreignConditions = (list: AnyStatus[] = []) => byName(list.filter(({ type }) => !TYPES.includes(type)));

/** What is ours in a status, in a form that can be compared. */
function ownPart(of: string, status: AnyStatus = {}): object {
  const { parents, ancestors, listeners, conditions: some, addresses = [], supportedFeatures = [] } = status;
  if (of === ROUTE || of === POLICY) {
    const own = ((parents ?? ancestors ?? []) as AnyStatus[]).filter(({ controllerName }) => controllerName === OURS);
    return byName(own.map((entry) => ({ ...entry, conditions: ownConditions(entry.conditions) })));
  }
  return {
    addresses,
    supportedFeatures: byName(supportedFeatures),
    conditions: ownConditions(some),
    listeners: byName(
      ((listeners ?? []) as AnyStatus[]).map((one) => ({ ...one, conditions: ownConditions(one.conditions) })),
    ),
  };
}

/** What others have written; of entries and listeners that are ours only in those that the other status has, too. */
function foreignPart(status: AnyStatus, other: AnyStatus): object {
  const remains = (list: AnyStatus[] | undefined, others: AnyStatus[] | undefined, id: (one: AnyStatus) => unknown) =>
    ((list ?? []) as AnyStatus[])
      .filter((one) => (others ?? []).some((other) => JSON.stringify(id(one)) === JSON.stringify(id(other))))
      .map((one) => ({ id: id(one), conditions: foreignConditions(one.conditions) }))
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const entries = (one: AnyStatus) => (one.parents ?? one.ancestors ?? []) as AnyStatus[];
  const isOurs = ({ controllerName }: AnyStatus) => controllerName === OURS;
  const idOf = (one: AnyStatus) => one.parentRef ?? one.ancestorRef;
  return {
    entries: entries(status).filter((entry) => !isOurs(entry)),
    inOurs: remains(entries(status).filter(isOurs), entries(other).filter(isOurs), idOf),
    conditions: foreignConditions(status.conditions),
    listeners: remains(status.listeners, other.listeners, ({ name }) => name),
  };
}

/** What others write: an entry of their own, and a mark in all conditions. */
function writeForeign(of: string, value: Bits, status: AnyStatus): AnyStatus {
  const mark = { type: MARK, status: 'True', reason: 'Seeded', message: `${value}`, lastTransitionTime: OLD };
  const marked = <T extends AnyStatus>(one: T): T => ({
    ...one,
    conditions: [
      ...(one.conditions ?? []).filter(({ type }: AnyStatus) => type !== MARK),
      ...(bit(value, 0) ? [mark] : []),
    ],
  });
  if (of === GATEWAY) return marked({ ...status, listeners: (status.listeners ?? []).map(marked) });
  if (of === CLASS) return marked(status);
  const [list, reference] = of === POLICY ? ['ancestors', 'ancestorRef'] : ['parents', 'parentRef'];
  const kept = ((status[list] ?? []) as AnyStatus[])
    .filter(({ controllerName }) => controllerName === OURS)
    .map(marked);
  const theirs = { [reference]: { name: 'x' }, controllerName: 'example.com/x', conditions: [mark] };
  return { [list]: bit(value, 1) ? [theirs, ...kept] : bit(value, 2) ? [...kept, theirs] : kept };
}

test('whatever happens: at rest objects say what is wanted, what others wrote is never touched, and writes are bounded', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (story) => {
      const clock = new ManualClock();
      const server = new StatusServer(clock);
      const writer = new StatusWriter({
        client: server,
        controllerNames: [OURS],
        clock,
        now: () => Date.parse('2026-01-01T00:00:00Z') + clock.now(),
        onLog: () => {},
      });
      server.onLive = (changes) => writer.observe(changes);
      const touched: object[] = [];
      server.onWrite = (_, before, after) => {
        const [was, is] = [foreignPart(before, after), foreignPart(after, before)];
        if (JSON.stringify(was) !== JSON.stringify(is)) touched.push({ was, is });
      };
      const wanted = new Map<string, ObjectStatus>();
      for (const one of [...KEYS, STRANGER]) server.create(one);
      writer.want(new Map());
      writer.lead(true);
      let failures = 0;
      for (const step of story) {
        switch (step.step) {
          case 'want': {
            const status = step.bits === undefined ? undefined : wantedStatus(step.key, step.bits);
            if (status === undefined) wanted.delete(step.key);
            else wanted.set(step.key, status);
            writer.want(new Map([[step.key, status]]));
            break;
          }
          case 'foreign':
            server.update(step.key, (status) => writeForeign(step.key, step.bits, status));
            break;
          case 'wipe':
            server.update(step.key, () => ({}));
            break;
          case 'create':
            if (server.get(step.key) === undefined) server.create(step.key);
            break;
          case 'delete':
            server.delete(step.key);
            break;
          case 'fail': {
            let left = step.count;
            failures += left;
            server.fault = () => (left-- > 0 ? new ApiError({ message: 'scripted', code: step.code }) : undefined);
            break;
          }
          case 'lead':
            writer.lead(step.leads);
            break;
          case 'slow':
            server.latencyMs = () => step.latencyMs;
            server.watchMs = () => step.watchMs;
            break;
          case 'pass':
            await clock.pass(step.ms);
        }
      }
      server.fault = () => undefined;
      // Content that was refused is sent again by whoever leads next.
      writer.lead(false);
      writer.lead(true);
      await clock.pass(120_000);
      for (const one of KEYS) {
        const status = wanted.get(one)?.status as AnyStatus | undefined;
        if (server.get(one) === undefined) continue;
        if (status !== undefined) expect(ownPart(one, server.status(one))).toEqual(ownPart(one, status));
        else if (one === ROUTE || one === POLICY) expect(ownPart(one, server.status(one))).toEqual([]);
      }
      expect(touched).toEqual([]);
      expect(writer.pending).toBe(0);
      expect(server.writes.filter((write) => write.key === STRANGER)).toEqual([]);
      const count = server.writes.length;
      expect(count).toBeLessThanOrEqual(4 * story.length + 2 * failures + 4);
      await clock.pass(3_600_000);
      expect(server.writes).toHaveLength(count);
    }),
    { numRuns: Number(process.env.RUNS ?? 200) },
  );
}, 120_000);
