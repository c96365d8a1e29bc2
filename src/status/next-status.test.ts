import { describe, expect, test } from '@jest/globals';
import type { KubernetesObject } from '../kubernetes/objects.js';
import type { GatewayStatusValue, ObjectStatus, RouteStatusValue } from '../model/index.js';
import { nextStatus } from './next-status.js';

const OURS = 'gatewright.dev/gateway-controller';
const THEIRS = 'example.com/other';
const NOW = '2026-01-02T00:00:00Z';
const EARLIER = '2026-01-01T00:00:00Z';
const OURS_OF_MESH = 'gatewright.dev/mesh-controller';
const context = { controllerNames: [OURS, OURS_OF_MESH], now: NOW };

const condition = (type: string, status: 'True' | 'False' = 'True', fields: object = {}) => ({
  type,
  status,
  reason: 'Reason',
  message: 'A message.',
  observedGeneration: 1,
  ...fields,
});
const live = (type: string, status: 'True' | 'False' = 'True', fields: object = {}) => ({
  ...condition(type, status, fields),
  lastTransitionTime: EARLIER,
});

const object = (kind: string, status?: object): KubernetesObject => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind,
  metadata: { name: 'a', namespace: 'team', resourceVersion: '7' },
  ...(status && { status }),
});

const entry = (parent: string, conditions: readonly object[], controllerName = OURS) => ({
  parentRef: { name: parent },
  controllerName,
  conditions,
});

describe('a list that controllers share', () => {
  const wants = (...parents: readonly object[]) =>
    ({ kind: 'HTTPRoute', namespace: 'team', name: 'a', status: { parents } }) as unknown as RouteStatusValue;
  const plan = (wanted: ObjectStatus | undefined, ...parents: readonly object[]) =>
    nextStatus('HTTPRoute', wanted, object('HTTPRoute', parents.length === 0 ? undefined : { parents }), context);
  const written = (...args: Parameters<typeof plan>) => plan(...args).write?.own.parents;
  const accepted = wants(entry('web', [condition('Accepted')]));

  test('a new entry gets the time of now', () => {
    expect(written(accepted)).toEqual([entry('web', [{ ...condition('Accepted'), lastTransitionTime: NOW }])]);
  });

  test('content is the same whenever it is written', () => {
    const at = (now: string) => nextStatus('HTTPRoute', accepted, object('HTTPRoute'), { ...context, now }).write;
    expect(at(NOW)?.content).toBe(at(EARLIER)?.content);
    expect(at(NOW)?.own).not.toEqual(at(EARLIER)?.own);
  });

  test('nothing is written when it says so already, in whatever order', () => {
    const wanted = wants(entry('web', [condition('Accepted'), condition('ResolvedRefs')]));
    expect(plan(wanted, entry('web', [live('Accepted'), live('ResolvedRefs')]))).toEqual({ dropped: 0 });
    expect(plan(wanted, entry('web', [live('ResolvedRefs'), live('Accepted')]))).toEqual({ dropped: 0 });
  });

  test('a reference is the same with what the API server adds to it', () => {
    const gateway = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'web' };
    expect(written(accepted, { ...entry('web', [live('Accepted')]), parentRef: gateway })).toBe(undefined);
    const service = { ...entry('web', [live('Accepted')]), parentRef: { group: '', kind: 'Service', name: 'web' } };
    expect(written(accepted, service)).toEqual([entry('web', [{ ...live('Accepted'), lastTransitionTime: NOW }])]);
  });

  test('the time of a condition stays while its status does', () => {
    const wanted = wants(
      entry('web', [condition('Accepted', 'True', { observedGeneration: 2 }), condition('ResolvedRefs', 'False')]),
    );
    expect(written(wanted, entry('web', [live('Accepted'), live('ResolvedRefs')]))).toEqual([
      entry('web', [
        { ...condition('Accepted', 'True', { observedGeneration: 2 }), lastTransitionTime: EARLIER },
        { ...condition('ResolvedRefs', 'False'), lastTransitionTime: NOW },
      ]),
    ]);
  });

  test("other controllers' entries, and other conditions in ours, stay as and where they are", () => {
    const foreign = entry('web', [live('Accepted')], THEIRS);
    const mark = live('example.com/Mark');
    const refused = wants(entry('web', [condition('Accepted', 'False')]));
    expect(written(refused, entry('web', [mark, live('Accepted')]), foreign)).toEqual([
      entry('web', [mark, { ...condition('Accepted', 'False'), lastTransitionTime: NOW }]),
      foreign,
    ]);
    expect(written(accepted, entry('web', [live('Accepted'), mark]), foreign)).toBe(undefined);
  });

  test('entries stay in their order, and new ones come last', () => {
    const wanted = wants(...['c', 'b', 'a'].map((name) => entry(name, [condition('Accepted')])));
    const result = written(
      wanted,
      entry('a', [live('Accepted')]),
      entry('x', [live('Accepted')], THEIRS),
      entry('b', [live('Accepted')]),
      entry('gone', [live('Accepted')]),
    ) as { parentRef: { name: string } }[];
    expect(result.map(({ parentRef }) => parentRef.name)).toEqual(['a', 'x', 'b', 'c']);
  });

  test('an entry that is there twice is there once', () => {
    const twice = entry('web', [live('Accepted')]);
    expect(written(accepted, twice, twice)).toEqual([twice]);
  });

  test('a condition of ours that is not wanted any more goes away', () => {
    expect(written(accepted, entry('web', [live('Accepted'), live('PartiallyInvalid')]))).toEqual([
      entry('web', [live('Accepted')]),
    ]);
  });

  test('entries of ours that are not wanted any more go away, and only these', () => {
    const foreign = entry('web', [live('Accepted')], THEIRS);
    expect(written(undefined, entry('web', [live('Accepted')]), foreign)).toEqual([foreign]);
    expect(written(undefined, entry('web', [live('Accepted')]))).toEqual([]);
    expect(written(undefined, foreign)).toBe(undefined);
    expect(written(undefined)).toBe(undefined);
  });

  test('entries of both of our names are ours', () => {
    const ofMesh = entry('shop', [condition('Accepted')], OURS_OF_MESH);
    const old = entry('shop', [live('Accepted', 'False')], OURS_OF_MESH);
    const foreign = entry('web', [live('Accepted')], THEIRS);
    expect(written(wants(entry('web', [condition('Accepted')]), ofMesh), foreign, old)).toEqual([
      foreign,
      entry('shop', [{ ...condition('Accepted'), lastTransitionTime: NOW }], OURS_OF_MESH),
      entry('web', [{ ...condition('Accepted'), lastTransitionTime: NOW }]),
    ]);
    expect(written(undefined, old, foreign)).toEqual([foreign]);
  });

  test('a list that others have filled keeps its entries, and what has no room is told', () => {
    const foreign = Array.from({ length: 31 }, (_, i) => entry(`web-${i}`, [live('Accepted')], THEIRS));
    const two = wants(entry('a', [condition('Accepted')]), entry('b', [condition('Accepted')]));
    expect(plan(two, ...foreign).dropped).toBe(1);
    expect(written(two, ...foreign)).toHaveLength(32);
    const full = [...foreign, entry('last', [live('Accepted')], THEIRS)];
    expect(plan(two, ...full)).toEqual({ dropped: 2 });
  });

  test('a list of conditions that others have filled keeps them', () => {
    const marks = Array.from({ length: 7 }, (_, i) => live(`example.com/Mark${i}`));
    const wanted = wants(entry('web', [condition('Accepted'), condition('ResolvedRefs')]));
    const [result] = written(wanted, entry('web', marks)) as { conditions: { type: string }[] }[];
    expect(result?.conditions.map(({ type }) => type)).toEqual([...marks.map(({ type }) => type), 'Accepted']);
    expect(plan(wanted, entry('web', marks)).dropped).toBe(1);
  });

  test('what the API server would refuse is cut', () => {
    const message = `${'x'.repeat(40_000)}`;
    const halves = `\ud800 ${String.fromCodePoint(0x1f600)}`;
    const wanted = wants(
      entry('web', [
        condition('Accepted', 'False', { message, reason: 'not a reason' }),
        condition('ResolvedRefs', 'False', { message: halves }),
      ]),
    );
    const [result] = written(wanted) as { conditions: { message: string; reason: string }[] }[];
    expect(result?.conditions[0]?.message).toHaveLength(32_768);
    expect(result?.conditions[0]?.reason).toBe('Unknown');
    expect(result?.conditions[1]?.message).toBe('\ufffd \u{1f600}');
    expect(plan(wanted, result as object)).toEqual({ dropped: 0 });
  });
});

describe('a status of one controller', () => {
  const http = (fields: object = {}) => ({
    name: 'http',
    supportedKinds: [],
    attachedRoutes: 1,
    conditions: [condition('Accepted')],
    ...fields,
  });
  const wanted = (fields: object = {}) =>
    ({
      kind: 'Gateway',
      namespace: 'team',
      name: 'a',
      status: { addresses: [], conditions: [condition('Accepted')], listeners: [http()], ...fields },
    }) as unknown as GatewayStatusValue;
  const next = (status: ObjectStatus | undefined, current: object) =>
    nextStatus('Gateway', status, object('Gateway', current), context);
  const mark = live('example.com/Mark');
  const current = (fields: object = {}) => ({
    conditions: [live('Accepted'), mark],
    listeners: [http({ conditions: [mark, live('Accepted')] })],
    ...fields,
  });

  test('nothing is written when it says so already, whatever others have added', () => {
    expect(next(wanted(), current())).toEqual({ dropped: 0 });
  });

  test('only what is ours is applied; the whole has what others added, too', () => {
    const addresses = [{ type: 'IPAddress', value: '10.0.0.1' }];
    const { write } = next(wanted({ addresses }), current());
    const ours = { ...condition('Accepted'), lastTransitionTime: EARLIER };
    expect(write?.own).toEqual({ addresses, conditions: [ours], listeners: [http({ conditions: [ours] })] });
    expect(write?.whole).toEqual({
      addresses,
      conditions: [ours, mark],
      listeners: [http({ conditions: [mark, ours] })],
    });
  });

  test.each([
    ['a count', { listeners: [http({ attachedRoutes: 2, conditions: [live('Accepted')] })] }],
    ['a listener that is gone', { listeners: [...current().listeners, { name: 'old', attachedRoutes: 0 }] }],
    ['a listener that is missing', { listeners: [] }],
    ['a condition of a listener', { listeners: [http({ conditions: [] })] }],
    ['a condition', { conditions: [live('Accepted', 'False')] }],
    ['a condition of ours that is not wanted', { conditions: [live('Accepted'), live('Conflicted')] }],
    ['an address', { addresses: [{ type: 'IPAddress', value: '10.0.0.9' }] }],
    ['a count that is not said any more', { attachedListenerSets: 3 }],
  ])('%s makes a difference', (_, fields) => {
    expect(next(wanted(), current(fields)).write).toBeDefined();
  });

  test('more addresses than the API has room for are cut', () => {
    const addresses = Array.from({ length: 20 }, (_, i) => ({ type: 'IPAddress', value: `10.0.0.${i}` }));
    expect(next(wanted({ addresses }), current()).write?.own.addresses).toHaveLength(16);
    expect(next(wanted({ addresses }), current({ addresses: addresses.slice(0, 16) })).write).toBe(undefined);
  });

  test('what is not wanted any more is left to whose it is now', () => {
    expect(next(undefined, current())).toEqual({ dropped: 0 });
  });
});
