import { describe, expect, test } from '@jest/globals';
import { Graph } from '../collections/index.js';
import type { ReferenceGrant } from '../resources/types.js';
import { grantKeys, isPermitted, type Referent, type Referrer } from './reference-grant.js';

const GATEWAY_API = 'gateway.networking.k8s.io';
const FROM = [
  'Gateway',
  'ListenerSet',
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
  'TCPRoute',
  'UDPRoute',
  'BackendTLSPolicy',
];
const TO = [
  { group: '', kind: 'Service' },
  { group: '', kind: 'Secret' },
  { group: '', kind: 'ConfigMap' },
  { group: 'gateway.networking.x-k8s.io', kind: 'XBackend' },
];

function grant(
  from: Referrer,
  to: Omit<Referent, 'namespace' | 'name'> & { name?: string },
  namespace = 'there',
): ReferenceGrant {
  return {
    apiVersion: `${GATEWAY_API}/v1`,
    kind: 'ReferenceGrant',
    metadata: { name: 'grant', namespace },
    spec: { from: [from], to: [to] },
  };
}

/** The answer as a function of the graph gets it. */
function ask(objects: readonly ReferenceGrant[], from: Referrer, to: Referent): boolean {
  const graph = new Graph();
  const source = graph.source<ReferenceGrant>('ReferenceGrant');
  const grants = graph.count('grants', source, grantKeys);
  const questions = graph.source<true>('questions');
  const answers = graph.map('answers', questions, { grants }, (_, { grants }) => isPermitted(from, to, grants));
  graph.transaction(() => {
    questions.set('question', true);
    for (const [index, each] of objects.entries()) source.set(`${index}`, each);
  });
  return answers.get('question') ?? false;
}

describe('a reference to another namespace', () => {
  const pairs = FROM.flatMap((kind) =>
    TO.map((to) => [kind, to.kind, { group: GATEWAY_API, kind, namespace: 'here' }, to] as const),
  );

  test.each(pairs)('from %s to %s needs a grant for exactly these kinds', (_, __, from, to) => {
    const target = { ...to, namespace: 'there', name: 'thing' };
    const allowed = (...grants: readonly ReferenceGrant[]) => ask(grants, from, target);
    expect(allowed()).toBe(false);
    expect(allowed(grant(from, to))).toBe(true);
    expect(allowed(grant(from, { ...to, name: 'thing' }))).toBe(true);
    expect(allowed(grant(from, { ...to, name: 'other' }))).toBe(false);
    expect(allowed(grant(from, to, 'elsewhere'))).toBe(false);
    expect(allowed(grant({ ...from, namespace: 'there' }, to))).toBe(false);
    for (const other of FROM.filter((kind) => kind !== from.kind)) {
      expect(allowed(grant({ ...from, kind: other }, to))).toBe(false);
    }
    expect(allowed(grant({ ...from, group: '' }, to))).toBe(false);
    for (const other of TO.filter(({ kind }) => kind !== to.kind)) expect(allowed(grant(from, other))).toBe(false);
    expect(allowed(grant(from, { ...to, group: 'example.com' }))).toBe(false);
  });

  test.each(pairs)('from %s to %s in one namespace needs none', (_, __, from, to) => {
    expect(ask([], from, { ...to, namespace: 'here', name: 'thing' })).toBe(true);
  });
});

test('each combination of from and to in a grant counts', () => {
  const froms = [
    { group: GATEWAY_API, kind: 'HTTPRoute', namespace: 'a' },
    { group: GATEWAY_API, kind: 'Gateway', namespace: 'b' },
  ];
  const both: ReferenceGrant = {
    ...grant(froms[0] as Referrer, { group: '', kind: 'Service' }),
    spec: {
      from: froms,
      to: [
        { group: '', kind: 'Service', name: 'x' },
        { group: '', kind: 'Secret' },
      ],
    },
  };
  const there = { group: '', namespace: 'there' };
  for (const from of froms) {
    expect(ask([both], from, { ...there, kind: 'Service', name: 'x' })).toBe(true);
    expect(ask([both], from, { ...there, kind: 'Service', name: 'y' })).toBe(false);
    expect(ask([both], from, { ...there, kind: 'Secret', name: 'y' })).toBe(true);
  }
});
