import { describe, expect, test } from '@jest/globals';
import type { KubernetesObject } from '../kubernetes/objects.js';
import type { GatewayStatusValue, ObjectStatus, RouteStatusValue } from '../model/index.js';
import { nextStatus } from './next-status.js';

const OURS = 'gatewright.dev/gateway-controller';
const NOW = '2026-01-02T00:00:00Z';
const EARLIER = '2026-01-01T00:00:00Z';
const context = { controllerName: OURS, now: NOW };

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
const routeStatus = (...parents: readonly object[]) =>
  ({ kind: 'HTTPRoute', namespace: 'team', name: 'a', status: { parents } }) as unknown as RouteStatusValue;

describe('a list that controllers share', () => {
  const next = (wanted: ObjectStatus | undefined, status?: object) =>
    nextStatus('HTTPRoute', wanted, object('HTTPRoute', status), context);

  test('a new entry gets the time of now', () => {
    expect(next(routeStatus(entry('web', [condition('Accepted')])))).toEqual({
      status: { parents: [entry('web', [{ ...condition('Accepted'), lastTransitionTime: NOW }])] },
      onlyIfUnchanged: true,
    });
  });

  test('nothing is written when it says so already', () => {
    const parents = [entry('web', [live('Accepted'), live('ResolvedRefs')])];
    expect(next(routeStatus(entry('web', [condition('Accepted'), condition('ResolvedRefs')])), { parents })).toBe(
      undefined,
    );
    const otherOrder = [entry('web', [live('ResolvedRefs'), live('Accepted')])];
    expect(
      next(routeStatus(entry('web', [condition('Accepted'), condition('ResolvedRefs')])), { parents: otherOrder }),
    ).toBe(undefined);
  });

  test('the time of a condition stays while its status does', () => {
    const wanted = routeStatus(
      entry('web', [condition('Accepted', 'True', { observedGeneration: 2 }), condition('ResolvedRefs', 'False')]),
    );
    expect(next(wanted, { parents: [entry('web', [live('Accepted'), live('ResolvedRefs')])] })?.status).toEqual({
      parents: [
        entry('web', [
          { ...condition('Accepted', 'True', { observedGeneration: 2 }), lastTransitionTime: EARLIER },
          { ...condition('ResolvedRefs', 'False'), lastTransitionTime: NOW },
        ]),
      ],
    });
  });

  test("other controllers' entries, and other conditions in ours, stay as they are", () => {
    const foreign = entry('web', [live('Accepted')], 'example.com/other');
    const mark = live('example.com/Mark');
    const result = next(routeStatus(entry('web', [condition('Accepted', 'False')])), {
      parents: [foreign, entry('web', [live('Accepted'), mark])],
    });
    expect(result?.status).toEqual({
      parents: [foreign, entry('web', [{ ...condition('Accepted', 'False'), lastTransitionTime: NOW }, mark])],
    });
    expect(
      next(routeStatus(entry('web', [condition('Accepted')])), {
        parents: [entry('web', [live('Accepted'), mark]), foreign],
      }),
    ).toBe(undefined);
  });

  test('a condition of ours that is not wanted any more goes away', () => {
    const result = next(routeStatus(entry('web', [condition('Accepted')])), {
      parents: [entry('web', [live('Accepted'), live('PartiallyInvalid')])],
    });
    expect(result?.status).toEqual({ parents: [entry('web', [live('Accepted')])] });
  });

  test('entries of ours that are not wanted any more go away, and only these', () => {
    const foreign = entry('web', [live('Accepted')], 'example.com/other');
    expect(next(undefined, { parents: [entry('web', [live('Accepted')]), foreign] })?.status).toEqual({
      parents: [foreign],
    });
    expect(next(undefined, { parents: [foreign] })).toBe(undefined);
    expect(next(undefined)).toBe(undefined);
  });

  test('a list that others have filled is left alone', () => {
    const parents = Array.from({ length: 32 }, (_, i) => entry(`web-${i}`, [], 'example.com/other'));
    expect(next(routeStatus(entry('web', [condition('Accepted')])), { parents })).toBe(undefined);
  });

  test('a message is cut to what the API server takes', () => {
    const message = 'x'.repeat(40_000);
    const result = next(routeStatus(entry('web', [condition('Accepted', 'False', { message })])));
    expect(JSON.stringify(result).length).toBeLessThan(33_500);
  });
});

describe('a status of one controller', () => {
  const wanted = (fields: object = {}) =>
    ({
      kind: 'Gateway',
      namespace: 'team',
      name: 'a',
      status: {
        addresses: [],
        conditions: [condition('Accepted')],
        listeners: [{ name: 'http', supportedKinds: [], attachedRoutes: 1, conditions: [condition('Accepted')] }],
        ...fields,
      },
    }) as unknown as GatewayStatusValue;
  const next = (status: ObjectStatus | undefined, current: object) =>
    nextStatus('Gateway', status, object('Gateway', current), context);
  const current = (fields: object = {}) => ({
    conditions: [live('Accepted'), live('example.com/Mark')],
    listeners: [{ name: 'http', supportedKinds: [], attachedRoutes: 1, conditions: [live('Accepted')] }],
    ...fields,
  });

  test('nothing is written when it says so already, whatever others have added', () => {
    expect(next(wanted(), current())).toBe(undefined);
  });

  test('only what is ours is written: the API server keeps the rest', () => {
    expect(next(wanted({ addresses: [{ type: 'IPAddress', value: '10.0.0.1' }] }), current())).toEqual({
      status: {
        addresses: [{ type: 'IPAddress', value: '10.0.0.1' }],
        conditions: [{ ...condition('Accepted'), lastTransitionTime: EARLIER }],
        listeners: [
          {
            name: 'http',
            supportedKinds: [],
            attachedRoutes: 1,
            conditions: [{ ...condition('Accepted'), lastTransitionTime: EARLIER }],
          },
        ],
      },
      onlyIfUnchanged: false,
    });
  });

  test.each([
    [
      'a count',
      { listeners: [{ name: 'http', supportedKinds: [], attachedRoutes: 2, conditions: [live('Accepted')] }] },
    ],
    [
      'a listener that is gone',
      { listeners: [...current().listeners, { name: 'old', supportedKinds: [], attachedRoutes: 0 }] },
    ],
    [
      'a condition of a listener',
      { listeners: [{ name: 'http', supportedKinds: [], attachedRoutes: 1, conditions: [] }] },
    ],
    ['a condition', { conditions: [live('Accepted', 'False')] }],
    ['a condition of ours that is not wanted', { conditions: [live('Accepted'), live('Conflicted')] }],
    ['an address', { addresses: [{ type: 'IPAddress', value: '10.0.0.9' }] }],
  ])('%s makes a difference', (_, fields) => {
    expect(next(wanted(), current(fields))).toBeDefined();
  });

  test('what is not wanted any more is left to whose it is now', () => {
    expect(next(undefined, current())).toBe(undefined);
  });
});
