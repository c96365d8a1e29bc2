import { describe, expect, test } from '@jest/globals';
import { type Collection, Graph, type SourceCollection } from '../../collections/index.js';
import type { Rejection } from '../../model/index.js';
import type { DeclaredListener } from '../listener.js';
import { SHARED } from '../testing/translation.js';
import type { CheckedPolicy, PolicyObject } from './checked-policy.js';
import { affectedTargets, attachPolicies, placePolicies, resolvePolicies } from './graph.js';
import type { AnyPolicyKind } from './policy-kind.js';
import type { TargetReads } from './target-place.js';

/** A kind that this test alone has, under the name of one that the types know. */
const KIND: AnyPolicyKind = {
  kind: 'XTelemetryPolicy',
  group: 'example.com',
  attachment: 'Inherited',
  targets: ['GatewayClass', 'Gateway', 'ListenerSet', 'HTTPRoute', 'Service'],
  sections: {
    rules: {
      check: ({ names }, { field, report }) => {
        if (names.length === 0) report({ reason: 'Invalid', message: `${field}.names: it is empty.` });
        return names;
      },
      resolve: (names: readonly string[]) => ({ value: names }),
      join: (first: readonly string[], second: readonly string[]) => [...first, ...second],
    },
    timeout: { check: (given) => given, resolve: (given) => ({ value: given }) },
  },
};

const GATEWAY_API = 'gateway.networking.k8s.io';

type Target = readonly [kind: string, name: string, sectionName?: string];

function policy(name: string, [kind, target, sectionName]: Target, spec: object, created = '2024-01-01'): PolicyObject {
  return {
    metadata: { name, namespace: 'ns', generation: 3, creationTimestamp: `${created}T00:00:00Z` },
    spec: {
      ...spec,
      targetRefs: [
        { group: kind === 'Service' ? '' : GATEWAY_API, kind, name: target, ...(sectionName && { sectionName }) },
      ],
    },
  };
}

type Sources = { readonly [K in keyof TargetReads]: SourceCollection<unknown> };

/** A class, Gateways with two listeners, a ListenerSet on the first, and a route on all listeners. */
function world(...policies: readonly PolicyObject[]) {
  const graph = new Graph({ freeze: true });
  const objects = graph.source<PolicyObject>('XTelemetryPolicy');
  const names = ['classes', 'gateways', 'listenerSets', 'declaredListeners', 'httpRoutes', 'routeParents'] as const;
  const others = ['l4Routes', 'l4Parents', 'services', 'xBackends', 'targetUses'] as const;
  const sources = Object.fromEntries([...names, ...others].map((each) => [each, graph.source(each)])) as Sources;
  const rejections = graph.source<Rejection>('rejections');
  const { test: attached } = attachPolicies(graph, { test: KIND }, { XTelemetryPolicy: objects }, SHARED);
  const affected = affectedTargets(graph, [attached]);
  const wired = resolvePolicies(graph, attached, {});
  const targets = sources as unknown as Parameters<typeof placePolicies>[2];
  const byResource = graph.groupBy('rejectionsByResource', rejections, () => undefined);
  const outcomes = placePolicies(graph, [wired], targets, byResource, SHARED);
  const set = (...all: readonly PolicyObject[]) => {
    graph.transaction(() => {
      for (const each of all) objects.set(`ns/${each.metadata.name}`, each);
    });
  };
  graph.transaction(() => {
    sources.classes.set('gatewright', { name: 'gatewright' });
    const listener = (gateway: string, kind: 'Gateway' | 'ListenerSet', holder: string, name: string) => {
      const key = kind === 'Gateway' ? `ns/${holder}/${name}` : `ListenerSet/ns/${holder}/${name}`;
      const declared = { key, gateway: `ns/${gateway}`, holder: { kind, namespace: 'ns', name: holder }, name };
      sources.declaredListeners.set(key, declared);
      return declared as unknown as DeclaredListener;
    };
    const all: string[] = [];
    for (const name of ['web', 'api']) {
      const listeners = ['http', 'https'].map((each) => listener(name, 'Gateway', name, each));
      all.push(...listeners.map(({ key }) => key));
      sources.gateways.set(`ns/${name}`, { key: `ns/${name}`, className: 'gatewright', listeners });
    }
    const listeners = [listener('web', 'ListenerSet', 'more', 'http')];
    sources.listenerSets.set('ns/more', { key: 'ns/more', gateway: 'ns/web', listeners });
    sources.httpRoutes.set('HTTPRoute/ns/shop', { rules: [{ name: 'cart' }, {}] });
    sources.routeParents.set('HTTPRoute/ns/shop', { listeners: [...all, 'ListenerSet/ns/more/http'] });
    sources.services.set('ns/db', { key: 'ns/db', ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }] });
    const use = { target: 'ns/db:5432', gateway: 'ns/web' };
    sources.targetUses.set('ns/db:5432', [{ key: 'ns/web|ns/db:5432', value: use }]);
  });
  set(...policies);
  const collection = (name: string) => graph.collection(`XTelemetryPolicy.${name}`) as Collection<unknown>;
  return {
    set,
    delete: (name: string) => graph.transaction(() => objects.delete(`ns/${name}`)),
    sources,
    graph,
    /** `status reason: message` of a condition, by ancestor. */
    condition: (name: string, type: string) => {
      const [statuses] = outcomes.statuses;
      const ancestors = statuses?.get(`XTelemetryPolicy/ns/${name}`)?.status.ancestors ?? [];
      return Object.fromEntries(
        ancestors.map(({ ancestorRef, conditions }) => {
          const found = conditions.find((each) => each.type === type);
          return [ancestorRef.name, found && `${found.status} ${found.reason}: ${found.message}`];
        }),
      );
    },
    /** What a target states on each listener or ancestor. */
    stated: (target: string) => {
      const places = outcomes.placements.get('XTelemetryPolicy')?.get(target)?.places ?? [];
      return Object.fromEntries(places.map(({ place, sections }) => [place.listener ?? place.ancestor.key, sections]));
    },
    affected: (target: string) => affected.get(target)?.flatMap(({ value }) => value.policies),
    checked: (name: string) => collection('checked').get(`ns/${name}`) as CheckedPolicy,
    work: (change: () => void) => {
      const count = () =>
        new Map(graph.stats().collections.map(({ name, computations }) => [name, computations] as const));
      const before = count();
      change();
      const after = [...count()].map(([name, calls]) => [name, calls - (before.get(name) ?? 0)] as const);
      return Object.fromEntries(after.filter(([name, calls]) => calls > 0 && name.includes('.')));
    },
  };
}

const on = (...names: readonly string[]) => ({ rules: { names } });

describe('inheritance over the hierarchy', () => {
  test('each level states its own sections, and inherits the others from Envoy', () => {
    const { stated } = world(
      policy('class', ['GatewayClass', 'gatewright'], { ...on('class'), timeout: '1s' }),
      policy('gateway', ['Gateway', 'web'], on('gateway')),
      policy('route', ['HTTPRoute', 'shop'], { timeout: '2s' }),
    );
    expect(Object.keys(stated('GatewayClass/gatewright|').gatewright ?? {})).toEqual(['rules', 'timeout']);
    expect(stated('Gateway/ns/web|')['ns/web']).toEqual({
      rules: { policies: ['ns/gateway'], state: 'On', value: ['gateway'] },
    });
    expect(Object.values(stated('HTTPRoute/ns/shop|'))).toHaveLength(5);
    for (const sections of Object.values(stated('HTTPRoute/ns/shop|'))) {
      expect(sections).toEqual({ timeout: { policies: ['ns/route'], state: 'On', value: '2s' } });
    }
  });

  test('lists are joined with what a route inherits on each of its listeners', () => {
    const { stated } = world(
      policy('gateway', ['Gateway', 'web'], on('gateway')),
      policy('listener', ['Gateway', 'web', 'https'], on('listener')),
      policy('set', ['ListenerSet', 'more'], on('set')),
      policy('rule', ['HTTPRoute', 'shop', 'cart'], { rules: { names: ['rule'], inherit: 'After' } }),
    );
    const values = Object.entries(stated('HTTPRoute/ns/shop|cart')).map(([listener, sections]) => [
      listener,
      (sections as Readonly<Record<string, { readonly value?: unknown }>>).rules?.value,
    ]);
    expect(Object.fromEntries(values)).toEqual({
      'ns/web/http': ['gateway', 'rule'],
      'ns/web/https': ['listener', 'rule'],
      'ListenerSet/ns/more/http': ['set', 'rule'],
      'ns/api/http': ['rule'],
      'ns/api/https': ['rule'],
    });
  });

  test('an Override on one Gateway keeps its section there and nowhere else', () => {
    const { stated, condition } = world(
      policy('gateway', ['Gateway', 'web'], { strategy: 'Override', timeout: '1s' }),
      policy('route', ['HTTPRoute', 'shop'], { timeout: '2s' }),
    );
    expect(stated('HTTPRoute/ns/shop|')['ns/web/http']).toEqual({});
    expect(stated('HTTPRoute/ns/shop|')['ns/api/http']).toMatchObject({ timeout: { value: '2s' } });
    expect(condition('route', 'Programmed')).toEqual({
      api: 'True Programmed: All sections of the policy hold on all of its targets.',
      web: 'False Overridden: spec.timeout: overridden on HTTPRoute ns/shop by XTelemetryPolicy ns/gateway.',
    });
  });
});

describe('the status of an inherited policy', () => {
  test('names where others replace a part of it', () => {
    const { condition, delete: remove } = world(
      policy('gateway', ['Gateway', 'web'], { ...on('x'), timeout: '1s' }),
      policy('route', ['HTTPRoute', 'shop'], { timeout: '2s' }),
    );
    expect(condition('gateway', 'Programmed').web).toBe(
      'True PartiallyProgrammed: spec.timeout: replaced on HTTPRoute ns/shop by XTelemetryPolicy ns/route.',
    );
    remove('route');
    expect(condition('gateway', 'Programmed').web).toMatch(/^True Programmed/);
  });

  test('is Conflicted where an older policy of the target has all sections, partial where it has some', () => {
    const { condition } = world(
      policy('old', ['Gateway', 'web'], { timeout: '1s' }),
      policy('some', ['Gateway', 'web'], { timeout: '2s', ...on('x') }, '2024-01-02'),
      policy('none', ['Gateway', 'web'], { timeout: '3s' }, '2024-01-03'),
    );
    const decides = 'XTelemetryPolicy ns/old decides about Gateway ns/web; it is older or first by name.';
    expect(condition('some', 'Accepted').web).toMatch(/^True/);
    expect(condition('some', 'Programmed').web).toBe(`True PartiallyProgrammed: spec.timeout: ${decides}`);
    expect(condition('none', 'Accepted').web).toBe(`False Conflicted: spec.targetRefs[0]: ${decides}`);
    expect(condition('none', 'Programmed').web).toBeUndefined();
  });

  test.each<[string, Target, string]>([
    ['listener', ['Gateway', 'web', 'nothing'], 'Gateway ns/web has no listener called nothing (it has: http, https).'],
    ['rule', ['HTTPRoute', 'shop', 'nothing'], 'HTTPRoute ns/shop has no rule called nothing (it has: cart).'],
    ['port', ['Service', 'db', 'nothing'], 'Service ns/db has no port called nothing (it has: sql).'],
  ])('is TargetNotFound for a %s that does not exist', (_, target, message) => {
    const { condition } = world(policy('a', target, { timeout: '1s' }));
    expect(condition('a', 'Accepted').web).toBe(`False TargetNotFound: spec.targetRefs[0].sectionName: ${message}`);
  });

  test('does not exist for a target that does not exist', () => {
    expect(world(policy('a', ['Gateway', 'other'], { timeout: '1s' })).condition('a', 'Accepted')).toEqual({});
  });

  test('has the class itself as ancestor, however many Gateways it has', () => {
    const { condition } = world(policy('a', ['GatewayClass', 'gatewright'], { timeout: '1s' }));
    expect(condition('a', 'Accepted')).toEqual({ gatewright: 'True Accepted: The policy is accepted.' });
  });

  test('says what is wrong with a section, which then fails for everything below', () => {
    const { condition, stated } = world(policy('a', ['Gateway', 'web'], { ...on(), timeout: '1s' }));
    expect(condition('a', 'Accepted').web).toBe('False Invalid: spec.rules.names: it is empty.');
    expect(stated('Gateway/ns/web|')['ns/web']).toMatchObject({ rules: { state: 'Failed' }, timeout: { state: 'On' } });
  });
});

describe('conditions on targets', () => {
  test('name the policies of an object, of a listener, and those of all rules of a route', () => {
    const { affected } = world(
      policy('a', ['Gateway', 'web'], { timeout: '1s', ...on('x') }),
      policy('b', ['Gateway', 'web', 'http'], { timeout: '1s' }),
      policy('c', ['HTTPRoute', 'shop'], { timeout: '1s' }),
      policy('d', ['HTTPRoute', 'shop', 'cart'], { timeout: '1s' }),
    );
    expect(affected('Gateway/ns/web|')).toEqual(['ns/a (rules, timeout)']);
    expect(affected('Gateway/ns/web|http')).toEqual(['ns/b (timeout)']);
    expect(affected('HTTPRoute/ns/shop|')).toEqual([
      'ns/c (timeout)',
      'ns/d (timeout) for rule cart of HTTPRoute ns/shop',
    ]);
  });

  test('do not change with the content of a policy', () => {
    const { set, graph, checked } = world(policy('a', ['Gateway', 'web'], { timeout: '1s' }));
    let changes = 0;
    graph.collection('affectedTargets')?.subscribe(() => changes++);
    set(policy('a', ['Gateway', 'web'], { timeout: '2s' }));
    expect(checked('a').sections.timeout?.checked).toBe('2s');
    expect(changes).toBe(0);
    set(policy('a', ['Gateway', 'web'], on('x')));
    expect(changes).toBe(1);
  });
});

describe('the work of a change', () => {
  const routes = Array.from({ length: 50 }, (_, index) => `route-${index}`);

  function large(...policies: readonly PolicyObject[]) {
    const made = world(...policies);
    made.graph.transaction(() => {
      for (const name of routes) {
        made.sources.httpRoutes.set(`HTTPRoute/ns/${name}`, { rules: [] });
        made.sources.routeParents.set(`HTTPRoute/ns/${name}`, { listeners: ['ns/web/http'] });
      }
    });
    return made;
  }

  test('of a policy on a Gateway does not depend on its routes', () => {
    const { work, set } = large(policy('a', ['Gateway', 'web'], { timeout: '1s' }));
    const cost = work(() => set(policy('a', ['Gateway', 'web'], { timeout: '2s' })));
    expect(cost['XTelemetryPolicy.placements']).toBe(1);
    expect(cost['XTelemetryPolicy.statuses']).toBe(1);
  });

  test('of its content does not reach policies that replace it, and reaches those that join it', () => {
    const below = routes.map((name) => policy(name, ['HTTPRoute', name], { timeout: '2s' }));
    const joining = policy('joining', ['HTTPRoute', 'shop'], { rules: { names: ['x'], inherit: 'After' } });
    const { work, set } = large(policy('a', ['Gateway', 'web'], { timeout: '1s', ...on('a') }), joining, ...below);
    const cost = work(() => set(policy('a', ['Gateway', 'web'], { timeout: '1s', ...on('b') })));
    expect(cost['XTelemetryPolicy.placements']).toBe(2);
  });
});
