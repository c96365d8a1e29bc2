import { describe, expect, test } from '@jest/globals';
import type { ConditionType, ObjectStatus, StatusCondition } from '../model/index.js';
import type { Gateway, ListenerSet } from '../resources/types.js';
import { colorsFor } from './colors.js';
import { rowsOf, sortStatuses } from './status-rows.js';
import { statusLine, statusTable } from './status-table.js';

const condition = (
  type: ConditionType,
  status: 'True' | 'False' = 'True',
  reason: string = type,
  message = '',
): StatusCondition => ({
  type,
  status,
  reason,
  message,
  observedGeneration: 0,
});

const gatewayClass: ObjectStatus = {
  kind: 'GatewayClass',
  name: 'gatewright',
  status: { conditions: [condition('Accepted')], supportedFeatures: [] },
};
const gateway: ObjectStatus = {
  kind: 'Gateway',
  namespace: 'infra',
  name: 'web',
  status: {
    addresses: [{ type: 'IPAddress', value: '127.0.0.1' }],
    conditions: [condition('Accepted'), condition('Programmed')],
    listeners: [
      {
        name: 'http',
        supportedKinds: [],
        attachedRoutes: 1,
        conditions: [condition('Programmed'), condition('Conflicted', 'False')],
      },
    ],
  },
};
const route = (name: string, ...conditions: StatusCondition[]): ObjectStatus => ({
  kind: 'HTTPRoute',
  namespace: 'team',
  name,
  status: {
    parents: [
      {
        parentRef: { namespace: 'infra', name: 'web', sectionName: 'http', port: 80 },
        controllerName: 'c',
        conditions,
      },
    ],
  },
});
const refused = route('b', condition('Accepted', 'False', 'NotAllowed', 'The listener does not allow it.'));

const holderOf = (_: string, key: string) =>
  key === 'infra/web'
    ? ({ kind: 'Gateway', spec: { listeners: [{ name: 'http', port: 8080, protocol: 'HTTP' }] } } as unknown as Gateway)
    : undefined;
const options = { holderOf, colors: colorsFor({ isTTY: false }), width: 200, height: 50 };

describe('statusTable', () => {
  test('has a row for each class, Gateway, listener and parent of a route, and says below what is wrong', () => {
    const lines = statusTable([refused, route('a', condition('Accepted')), gateway, gatewayClass], options);
    expect(lines.map((line) => line.trimEnd())).toEqual([
      'KIND          NAME            WHERE                 CONDITIONS',
      'GatewayClass  gatewright                            Accepted',
      'Gateway       infra/web       127.0.0.1             Accepted Programmed',
      'Listener      infra/web/http  HTTP 8080, 1 route    Programmed',
      'HTTPRoute     team/a          on infra/web/http:80  Accepted',
      'HTTPRoute     team/b          on infra/web/http:80  Accepted=False',
      '  Accepted: NotAllowed: The listener does not allow it.',
    ]);
  });

  test('tells a ListenerSet from its Gateway', () => {
    const set: ObjectStatus = {
      kind: 'ListenerSet',
      namespace: 'team',
      name: 'web',
      status: {
        conditions: [condition('Accepted')],
        listeners: [{ name: 'https', supportedKinds: [], attachedRoutes: 2, conditions: [condition('Programmed')] }],
      },
    };
    const attached: ObjectStatus = {
      kind: 'HTTPRoute',
      namespace: 'team',
      name: 'app',
      status: {
        parents: [{ parentRef: { kind: 'ListenerSet', name: 'web' }, controllerName: 'c', conditions: [] }],
      },
    };
    const listenerSet = {
      kind: 'ListenerSet',
      metadata: { namespace: 'team' },
      spec: {
        parentRef: { namespace: 'infra', name: 'web' },
        listeners: [{ name: 'https', port: 8443, protocol: 'HTTPS' }],
      },
    } as unknown as ListenerSet;
    const lines = statusTable([attached, set], { ...options, holderOf: () => listenerSet });
    expect(lines.map((line) => line.trimEnd())).toEqual([
      'KIND         NAME            WHERE                    CONDITIONS',
      'ListenerSet  team/web        on infra/web             Accepted',
      'Listener     team/web/https  HTTPS 8443, 2 routes     Programmed',
      'HTTPRoute    team/app        on ListenerSet team/web',
    ]);
  });

  test('wraps what is longer than a line, and cuts nothing', () => {
    const lines = statusTable([refused, gateway], { ...options, width: 60 });
    expect(lines.map((line) => line.trimEnd())).toEqual([
      'KIND       NAME            WHERE                 CONDITIONS',
      'Gateway    infra/web       127.0.0.1',
      '    Accepted Programmed',
      'Listener   infra/web/http  HTTP 8080, 1 route',
      '    Programmed',
      'HTTPRoute  team/b          on infra/web/http:80',
      '    Accepted=False',
      '  Accepted: NotAllowed: The listener does not allow it.',
    ]);
    const narrow = statusTable([refused], { ...options, width: 24 });
    expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(24);
    expect(narrow.join('').replace(/\s+/g, '')).toContain('Accepted:NotAllowed:Thelistenerdoesnotallowit.');
  });

  test('keeps to the width and the height of the terminal, and shows trouble first', () => {
    const many = Array.from({ length: 30 }, (_, i) => route(`a${String(i).padStart(2, '0')}`, condition('Accepted')));
    const lines = statusTable([...many, refused], { ...options, width: 40, height: 10 });
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(lines.join('\n')).toContain('team/b');
    expect(lines.at(-1)).toMatch(/^… and 2\d more/);
  });

  test('colors only what is asked for', () => {
    expect(statusTable([refused], options).join('')).not.toContain('\x1b');
    const colors = colorsFor({ isTTY: true }, {});
    expect(statusTable([refused], { ...options, colors }).join('')).toContain('\x1b[31m');
  });
});

test('colors are for terminals that want them', () => {
  expect(colorsFor({ isTTY: true }, {}).isColorSupported).toBe(true);
  expect(colorsFor({ isTTY: true }, { NO_COLOR: '1' }).isColorSupported).toBe(false);
  expect(colorsFor({ isTTY: true }, { TERM: 'dumb' }).isColorSupported).toBe(false);
  expect(colorsFor({}, {}).isColorSupported).toBe(false);
});

test('a line says everything about one row', () => {
  expect(rowsOf(refused, holderOf).map(statusLine)).toEqual([
    'HTTPRoute team/b on infra/web/http:80 Accepted=False (NotAllowed: The listener does not allow it.)',
  ]);
  expect(rowsOf(gateway, () => undefined).map(statusLine)).toEqual([
    'Gateway infra/web 127.0.0.1 Accepted=True Programmed=True',
    'Listener infra/web/http 1 route Programmed=True Conflicted=False',
  ]);
});

test('a warning is shown although all is well', () => {
  const message = 'The route is accepted. Warning: spec.rules[0]: it has no backendRefs.';
  const warned = route('w', condition('Accepted', 'True', 'Accepted', message), condition('ResolvedRefs'));
  const wide = { holderOf, colors: colorsFor({}, {}), width: 200, height: 50 };
  expect(
    statusTable([warned], wide)
      .slice(1)
      .map((line) => line.trim()),
  ).toEqual([expect.stringContaining('Accepted ResolvedRefs'), 'Warning: spec.rules[0]: it has no backendRefs.']);
  expect(rowsOf(warned, holderOf).map(statusLine)).toEqual([
    'HTTPRoute team/w on infra/web/http:80 Accepted=True (Warning: spec.rules[0]: it has no backendRefs.) ResolvedRefs=True',
  ]);
});

test('the order does not depend on what came first', () => {
  const all = [gatewayClass, gateway, route('a'), refused];
  expect(sortStatuses([...all].reverse())).toEqual(all);
});
