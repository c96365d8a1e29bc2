import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attach, candidatesOf } from './attach.js';
import type { CheckedPolicy } from './checked-policy.js';
import { readTargets } from './target.js';

const GATEWAY_API = 'gateway.networking.k8s.io';

function policy(name: string, created: string, ...sections: readonly string[]): CheckedPolicy {
  return {
    kind: 'BackendTLSPolicy',
    key: `ns/${name}`,
    namespace: 'ns',
    name,
    generation: 1,
    created,
    targets: [{ kind: 'Gateway', key: 'ns/web', section: '', field: '' }],
    refusedTargets: [],
    sections: Object.fromEntries(sections.map((each) => [each, { checked: each }])),
  };
}

const attached = (...policies: readonly CheckedPolicy[]) =>
  attach(policies.flatMap((each) => candidatesOf(each).map(([key, value]) => ({ key, value }))));

describe('of several policies of one target', () => {
  test('the older one decides about a section, then the first by name', () => {
    const old = policy('old', '2024-01-01T00:00:00Z', 'timeout');
    const young = policy('a', '2024-01-02T00:00:00Z', 'timeout', 'limits');
    const same = policy('b', '2024-01-02T00:00:00Z', 'limits');
    expect(attached(same, young, old)?.sections).toEqual({
      timeout: { policy: 'ns/old' },
      limits: { policy: 'ns/a' },
    });
  });

  test('the result does not depend on the order in which they came', () => {
    const policies = ['c', 'a', 'b'].map((name, index) =>
      policy(name, '', 'timeout', ...(index > 0 ? ['limits'] : [])),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(policies, { minLength: 3 }), (shuffled) => {
        expect(JSON.stringify(attached(...shuffled))).toBe(JSON.stringify(attached(...policies)));
      }),
    );
  });

  test('none leave nothing', () => {
    expect(attach([])).toBeUndefined();
  });
});

describe('a reference to a target', () => {
  const read = (ref: object, namespace = 'ns', clusterNamespaces?: readonly string[]) =>
    readTargets([{ group: GATEWAY_API, kind: 'Gateway', name: 'web', ...ref }], namespace, {
      targets: ['GatewayClass', 'Gateway', 'TCPRoute'],
      ...(clusterNamespaces && { clusterNamespaces }),
    });

  test('leads to an object of the namespace of the policy, or to a section of it', () => {
    expect(read({}).targets).toEqual([{ kind: 'Gateway', key: 'ns/web', section: '', field: 'spec.targetRefs[0]' }]);
    expect(read({ sectionName: 'http' }).targets).toMatchObject([{ key: 'ns/web', section: 'http' }]);
    expect(read({ kind: 'GatewayClass' }).targets).toMatchObject([{ kind: 'GatewayClass', key: 'web' }]);
  });

  test.each<[string, object, string]>([
    ['a kind that the policy cannot target', { kind: 'HTTPRoute' }, 'only a GatewayClass, a Gateway or a TCPRoute can'],
    ['a kind of that name in another group', { group: 'example.com' }, 'a Gateway cannot be a target'],
    ['a kind that does not exist', { kind: 'constructor' }, 'a constructor cannot be a target'],
    ['a section of what has none', { kind: 'TCPRoute', sectionName: 'x' }, 'sectionName has to be left out'],
  ])('%s leads nowhere', (_, ref, message) => {
    const { targets, refused } = read(ref);
    expect(targets).toEqual([]);
    expect(refused[0]?.message).toContain('spec.targetRefs[0]: ');
    expect(refused[0]?.message).toContain(message);
  });

  test('to a GatewayClass counts only in namespaces that may decide for all others', () => {
    const ofClass = { kind: 'GatewayClass' };
    expect(read(ofClass, 'tenant', ['system']).refused[0]?.message).toContain(
      'only be a target of policies in namespace system',
    );
    expect(read(ofClass, 'tenant', ['system']).targets).toEqual([]);
    expect(read(ofClass, 'system', ['system']).targets).toHaveLength(1);
  });
});
