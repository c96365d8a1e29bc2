import { describe, expect, test } from '@jest/globals';
import { encode } from '../envoy/graph.js';
import type { Gateway, HTTPRoute, ListenerSet, Resource, Secret } from '../resources/types.js';
import { selfSigned } from './testing/certificate.js';
import { CONTROLLER, Translation } from './testing/translation.js';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const pad = (index: number) => String(index).padStart(5, '0');

const gateway = (generation = 1): Gateway => ({
  apiVersion: GATEWAY_API,
  kind: 'Gateway',
  metadata: { name: 'web', namespace: 'infra', generation },
  spec: {
    gatewayClassName: 'ours',
    allowedListeners: { namespaces: { from: 'All' } },
    listeners: [{ name: 'other', port: 8080, protocol: 'HTTP', hostname: 'www.example.com' }],
  },
});

const set = (name: string, hostname = `${name}.example.com`, created = '2026-01-01T00:00:00Z'): ListenerSet => ({
  apiVersion: GATEWAY_API,
  kind: 'ListenerSet',
  metadata: { name, namespace: 'app', creationTimestamp: created },
  spec: {
    parentRef: { name: 'web', namespace: 'infra' },
    listeners: [
      { name: 'http', port: 80, protocol: 'HTTP', hostname },
      { name: 'https', port: 443, protocol: 'HTTPS', hostname, tls: { certificateRefs: [{ name: 'c' }] } },
    ],
  },
});

const route = (name: string): HTTPRoute => ({
  apiVersion: GATEWAY_API,
  kind: 'HTTPRoute',
  metadata: { name, namespace: 'app' },
  spec: { parentRefs: [{ kind: 'ListenerSet', name }], rules: [{}] },
});

const { certificate, key } = selfSigned(['example.com']);
const secret: Secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'c', namespace: 'app' },
  type: 'kubernetes.io/tls',
  data: { 'tls.crt': btoa(certificate), 'tls.key': btoa(key) },
};

/** A Gateway with that many ListenerSets, each with a route, all the way to Envoy. */
function world(size: number): Translation {
  const names = Array.from({ length: size }, (_, index) => `other-${pad(index)}`);
  const ours: Resource = {
    apiVersion: GATEWAY_API,
    kind: 'GatewayClass',
    metadata: { name: 'ours' },
    spec: { controllerName: CONTROLLER },
  };
  const translation = new Translation();
  const { graph, model } = translation;
  encode(graph, model, { sharded: graph.source('sharded') }, { accessLog: 'off', bucketingSupported: true });
  const sets = [...names, 'shop'].flatMap((name) => [set(name), route(name)]);
  return translation.apply(ours, secret, gateway(), ...sets);
}

const few = world(10);
const many = world(2000);

/** What the change costs on a Gateway with few ListenerSets, which must be what it costs on one with many. */
function cost(change: (translation: Translation) => void): Record<string, number> {
  const [small, large] = [few, many].map((translation) => translation.work(() => change(translation)));
  expect(large).toEqual(small);
  return small ?? {};
}

const pick = (work: Record<string, number>, ...names: readonly string[]) => names.map((name) => work[name] ?? 0);

describe('the work for a change does not depend on how many ListenerSets a Gateway has', () => {
  test('a new one: its listeners, and the count in the status of its Gateway', () => {
    const work = cost((translation) => translation.apply(set('new'), route('new')));
    expect(pick(work, 'listenerSets', 'portVerdicts', 'resolvedListeners', 'listenerOutcomes')).toEqual([1, 2, 2, 2]);
    expect(pick(work, 'attachPoints', 'routeParents', 'virtualHosts', 'gatewayStatuses')).toEqual([2, 1, 2, 1]);
    expect(pick(work, 'gateways', 'resolvedHttpRules', 'listenerSetStatuses')).toEqual([0, 1, 1]);
    expect(pick(work, 'envoy/filterChains', 'envoy/listeners', 'envoy/virtualHosts')).toEqual([1, 1, 2]);
    cost((translation) => translation.remove('ListenerSet', 'app/new').remove('HTTPRoute', 'app/new'));
  });

  test('one that wants a hostname that is taken: nobody else', () => {
    const work = cost((translation) => translation.apply(set('thief', 'shop.example.com', '2026-02-01T00:00:00Z')));
    expect(pick(work, 'portVerdicts', 'listenerOutcomes', 'virtualHosts', 'routeParents')).toEqual([2, 2, 0, 0]);
    expect(pick(work, 'envoy/filterChains', 'envoy/listeners')).toEqual([0, 0]);
    expect(many.listener('app/thief', 'https', 'Conflicted', 'ListenerSet')).toBe('True HostnameConflict');
    expect(many.listener('app/shop', 'https', 'Conflicted', 'ListenerSet')).toBe('False NoConflicts');
  });

  test('the one that has a hostname goes: who wanted it too gets it', () => {
    const work = cost((translation) => translation.remove('ListenerSet', 'app/shop'));
    expect(pick(work, 'portVerdicts', 'virtualHosts', 'envoy/filterChains')).toEqual([2, 2, 1]);
    expect(many.listener('app/thief', 'https', 'Conflicted', 'ListenerSet')).toBe('False NoConflicts');
    cost((translation) => translation.remove('ListenerSet', 'app/thief').apply(set('shop')));
  });

  test('the one that takes precedence on its port goes: nobody else', () => {
    const first = set('first', 'first.example.com', '2025-01-01T00:00:00Z');
    cost((translation) => translation.apply(first));
    const work = cost((translation) => translation.remove('ListenerSet', 'app/first'));
    expect(pick(work, 'portOwners', 'portVerdicts', 'hostnameContenders', 'resolvedListeners')).toEqual([2, 0, 0, 0]);
  });

  test('a certificate of one: its chain stays as it is', () => {
    const { certificate, key } = selfSigned(['other.example.com']);
    const data = { 'tls.crt': btoa(certificate), 'tls.key': btoa(key) };
    const own: Secret = { ...secret, metadata: { name: 'own', namespace: 'app' } };
    const [http, https] = set('shop').spec.listeners;
    if (http === undefined || https === undefined) throw new Error('it has two listeners');
    const listeners = [http, { ...https, tls: { certificateRefs: [{ name: 'own' }] } }];
    cost((translation) => translation.apply(own, { ...set('shop'), spec: { ...set('shop').spec, listeners } }));
    const work = cost((translation) => translation.apply({ ...own, data }));
    expect(pick(work, 'checkedSecrets', 'resolvedListeners', 'envoy/filterChains', 'envoy/secrets')).toEqual([
      1, 1, 0, 1,
    ]);
    cost((translation) => translation.apply(set('shop')));
  });

  test('the Gateway changes in what its ListenerSets do not see: its own status', () => {
    const work = cost((translation) => translation.apply(gateway(2)));
    expect(pick(work, 'gatewayStatuses', 'listenerSets', 'listenerSetOutcomes', 'routeParents')).toEqual([1, 0, 0, 0]);
  });

  test('a namespace gets other labels: nothing, unless they select', () => {
    const namespace: Resource = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'app', labels: { a: 'b' } } };
    expect(cost((translation) => translation.apply(namespace))).toEqual({ Namespace: 1, namespaceLabels: 1 });
  });
});
