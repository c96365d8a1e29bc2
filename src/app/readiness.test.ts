import { describe, expect, test } from '@jest/globals';
import { Graph } from '../collections/index.js';
import type { ConditionType, ObjectStatus, StatusCondition } from '../model/index.js';
import { CLUSTER, LISTENER } from '../xds/type-rules.js';
import { notAcknowledged, notProgrammed } from './readiness.js';

type Facts = Partial<Record<ConditionType, 'True' | 'False' | 'Unknown'>>;

function conditions(facts: Facts): StatusCondition[] {
  return (Object.entries(facts) as [ConditionType, StatusCondition['status']][]).map(([type, status]) => ({
    type,
    status,
    reason: 'R',
    message: `${type} is ${status}.`,
    observedGeneration: 1,
  }));
}

const listeners = (facts: Readonly<Record<string, Facts>>) =>
  Object.entries(facts).map(([name, of]) => ({
    name,
    supportedKinds: [],
    attachedRoutes: 0,
    conditions: conditions(of),
  }));

const gateway = (name: string, own: Facts, of: Readonly<Record<string, Facts>> = {}): ObjectStatus => ({
  kind: 'Gateway',
  namespace: 'ns',
  name,
  status: { addresses: [], conditions: conditions(own), listeners: listeners(of) },
});

const route: ObjectStatus = {
  kind: 'HTTPRoute',
  namespace: 'ns',
  name: 'r',
  status: {
    parents: [{ parentRef: { name: 'a' }, controllerName: 'c', conditions: conditions({ Accepted: 'False' }) }],
  },
};

function judge(...objects: ObjectStatus[]): string | undefined {
  const graph = new Graph();
  const statuses = graph.source<ObjectStatus>('statuses');
  statuses.replace(objects.map((object) => [`${object.kind}/${object.name}`, object]));
  graph.transaction();
  return notProgrammed(statuses);
}

const GOOD: Facts = { Accepted: 'True', Programmed: 'True' };
const BAD: Facts = { Accepted: 'True', Programmed: 'False' };
const REFUSED: Facts = { Accepted: 'False', Programmed: 'False' };

describe('notProgrammed', () => {
  test.each([
    ['nothing', []],
    ['a Gateway that takes connections', [gateway('a', GOOD, { x: GOOD, y: GOOD })]],
    ['a route that is refused', [gateway('a', GOOD, { x: GOOD }), route]],
    [
      'a Gateway or a listener that is refused',
      [gateway('a', REFUSED, { x: REFUSED }), gateway('b', GOOD, { x: REFUSED })],
    ],
  ])('%s is ready', (_, objects) => expect(judge(...objects)).toBeUndefined());

  test('names each listener that is not open, beside others that are', () => {
    const set: ObjectStatus = {
      kind: 'ListenerSet',
      namespace: 'ns',
      name: 's',
      status: { conditions: conditions(BAD), listeners: listeners({ z: BAD }) },
    };
    expect(judge(set, gateway('a', GOOD, { x: GOOD, y: BAD }))?.split('\n')).toEqual([
      'Gateway ns/a: listener y is not programmed: Programmed is False.',
      'ListenerSet ns/s: listener z is not programmed: Programmed is False.',
    ]);
  });

  test('names the Gateway when none of its listeners says why', () => {
    expect(judge(gateway('a', { Accepted: 'True', Programmed: 'Unknown' }))).toBe(
      'Gateway ns/a is not programmed: Programmed is Unknown.',
    );
  });
});

describe('notAcknowledged', () => {
  const listeners = new Map([['a', 1]]);
  test.each([
    ['nothing', []],
    ['a cluster', [{ typeUrl: CLUSTER, name: 'a' }]],
    ['a listener that goes', [{ typeUrl: LISTENER, name: 'gone' }]],
  ])('%s may be under way', (_, waiting) => expect(notAcknowledged([{ waiting }], listeners)).toBeUndefined());

  test('names listeners that are not there yet', () => {
    const waiting = [{ typeUrl: LISTENER, name: 'a' }];
    expect(notAcknowledged([{ waiting: [] }, { waiting }], listeners)).toBe('Envoy has not acknowledged listener a');
  });
});
