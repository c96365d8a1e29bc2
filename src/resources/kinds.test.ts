import { describe, expect, test } from '@jest/globals';
import { apiVersionOf, findKind, findLiveKind, groupOf, KINDS, keyOf, kindOf } from './kinds.js';

describe('kinds', () => {
  test('are found by group and kind, served or not', () => {
    expect(findKind('gateway.networking.k8s.io/v1alpha2', 'TLSRoute')?.kind).toBe('TLSRoute');
    expect(findKind('v1', 'Service')?.plural).toBe('services');
    expect(findKind('v1', 'HTTPRoute')).toBeUndefined();
    expect(findKind('apps/v1', 'Service')).toBeUndefined();
    expect(findKind('v1', 'constructor')).toBeUndefined();
  });

  test('of which Pods are only read from clusters', () => {
    expect(findKind('v1', 'Pod')).toBeUndefined();
    expect(findLiveKind('v1', 'Pod')).toBe(kindOf('Pod'));
    expect(findLiveKind('v1', 'Service')).toBe(findKind('v1', 'Service'));
    expect(KINDS).not.toContain(kindOf('Pod'));
  });

  test('are watched in their most stable version, which is served in every channel that has them', () => {
    expect(apiVersionOf(kindOf('ReferenceGrant'))).toBe('gateway.networking.k8s.io/v1');
    expect(apiVersionOf(kindOf('EndpointSlice'))).toBe('discovery.k8s.io/v1');
    for (const { versions, version, storage } of KINDS) {
      expect(versions.experimental).toContain(version);
      expect(versions.experimental).toContain(storage);
      if (versions.standard.length > 0) expect(versions.standard).toContain(version);
    }
  });

  test('have keys that are unique within a kind', () => {
    expect(keyOf({ metadata: { namespace: 'a', name: 'b' } })).toBe('a/b');
    expect(keyOf({ metadata: { name: 'b' } })).toBe('b');
    expect(groupOf('v1')).toBe('');
  });
});
