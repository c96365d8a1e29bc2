import { describe, expect, test } from '@jest/globals';
import type { EndpointSlice, HTTPRoute, Namespace, Resource, Service } from '../resources/types.js';
import { MESH, Translation } from './testing/translation.js';

function service(name: string, clusterIP: string, namespace = 'app'): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { clusterIP, ports: [{ name: 'http', port: 80 }] },
  };
}

function slice(name: string, address: string): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-1`, namespace: 'app', labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 3000 }],
    endpoints: [{ addresses: [address] }],
  };
}

function route(name: string, { namespace = 'app', weight = 1, path = '/', to = name } = {}): HTTPRoute {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace },
    spec: {
      parentRefs: [{ group: '', kind: 'Service', namespace: 'app', name }],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: path } }],
          backendRefs: [
            { name: to, namespace: 'app', port: 80, weight },
            { name: 'shared', namespace: 'app', port: 80 },
          ],
        },
      ],
    },
  };
}

const SIDECARS = ['app/web', 'app/worker', 'lab/tester'];

/** Sidecars, a Service with a route that is watched, and other Services, of which every tenth has a route. */
function world(unrelated: number): Translation {
  const names = Array.from({ length: unrelated }, (_, index) => `unrelated-${index}`);
  return new Translation(MESH)
    .sidecars(...SIDECARS)
    .apply(
      service('shared', '10.96.255.1'),
      ...['shop', 'spare'].flatMap((name) => [service(name, '10.96.255.2'), slice(name, '10.0.0.1')]),
      route('shop'),
      ...names.flatMap((name, index): Resource[] => [
        ...[service(name, `10.96.${index >> 8}.${index & 255}`), slice(name, '10.0.0.1')],
        ...(index % 10 === 0 ? [route(name)] : []),
      ]),
    );
}

const few = world(10);
const many = world(10_000);

/** What the change costs where there is little else, which must be what it costs where there is a lot. */
function cost(change: (translation: Translation) => unknown): Record<string, number> {
  const [small, large] = [few, many].map((each) => each.work(() => change(each)));
  expect(large).toEqual(small);
  return small ?? {};
}

const applied =
  (...changed: readonly Resource[]) =>
  (translation: Translation) =>
    translation.apply(...changed);

describe('the work for a change in a mesh does not depend on how many other Services there are', () => {
  test('weights of a route: its rule', () => {
    const work = cost(applied(route('shop', { weight: 2 })));
    expect(work).toMatchObject({ resolvedMeshRules: 1, meshRules: 1 });
    for (const untouched of ['meshRoutes', 'meshFrontends', 'meshFrontendUses', 'usedFrontends', 'endpoints']) {
      expect([untouched, work[untouched]]).toEqual([untouched, undefined]);
    }
  });

  test('a match of a route: the routes of its frontend, which itself stays', () => {
    const work = cost(applied(route('shop', { path: '/a' })));
    expect(work).toMatchObject({ meshRoutes: 1 });
    expect(work.meshFrontends).toBeUndefined();
  });

  test('a backend of a route: its uses by each sidecar', () => {
    const work = cost(applied(route('shop', { to: 'spare' })));
    expect(work).toMatchObject({
      meshFrontendBackends: 1,
      usedFrontends: SIDECARS.length,
      routedMeshUses: SIDECARS.length,
    });
    expect(work.meshFrontendUses).toBeUndefined();
    cost(applied(route('shop')));
  });

  test('an EndpointSlice: its endpoints', () => {
    const work = cost(applied(slice('shop', '10.0.0.2')));
    expect(work).toMatchObject({ endpoints: 1 });
    expect(Object.keys(work).filter((name) => /mesh/i.test(name))).toEqual([]);
  });

  test('an EndpointSlice that nobody uses: nothing', () => {
    expect(cost(applied(slice('unrelated-1', '10.0.0.9')))).toEqual({
      ...{ EndpointSlice: 1, slicesByService: 1, sliceFindings: 1 },
    });
  });

  test('the first route of a Service: a frontend, for each sidecar', () => {
    const work = cost(applied(route('spare')));
    expect(work).toMatchObject({
      meshFrontends: 1,
      sidecarsAndFrontends: SIDECARS.length,
      meshFrontendUses: SIDECARS.length,
    });
  });

  test('a route of a consumer: a frontend for the sidecars of its namespace, instead of the one they had', () => {
    const consumer = route('shop', { namespace: 'lab', to: 'spare' });
    const work = cost(applied(consumer));
    expect(work).toMatchObject({ meshFrontends: 1, sidecarsAndFrontends: 1, meshFrontendUses: 2 });
    for (const { model } of [few, many]) {
      expect(model.meshFrontendUses.has('mesh/lab/tester|app/shop:80@lab')).toBe(true);
      expect(model.meshFrontendUses.has('mesh/lab/tester|app/shop:80')).toBe(false);
    }
    cost((translation) => translation.remove('HTTPRoute', 'lab/shop'));
    for (const { model } of [few, many]) expect(model.meshFrontendUses.has('mesh/lab/tester|app/shop:80')).toBe(true);
  });

  test('a pod: the endpoints that it is of', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'shop-1', namespace: 'app', labels: { 'gatewright.dev/sidecar': 'injected' } },
      status: { phase: 'Running', podIP: '10.0.0.2' },
    } satisfies Resource;
    expect(cost(applied(pod))).toEqual({ Pod: 1, meshPods: 1, podsByAddress: 1, endpoints: 1 });
    expect(few.model.endpoints.get('app/shop:80+Downstream')?.endpoints[0]?.identity).toBe('app/default');
  });

  test('a namespace that becomes strict: its sidecars, and its Services', () => {
    const namespace: Namespace = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'lab', labels: { 'gatewright.dev/mtls': 'strict' } },
    };
    cost(applied(service('inside', '10.97.0.1', 'lab')));
    const work = cost(applied(namespace));
    expect(work).toMatchObject({
      strictDecisions: 1,
      sidecarsOfMesh: 1,
      meshFrontends: 1,
      meshFrontendUses: SIDECARS.length,
    });
    cost((translation) => translation.remove('Namespace', 'lab'));
  });
});

test('the work for a sidecar that comes or goes is that of its frontends, whatever others there are', () => {
  const [small, large] = [few, many].map((translation) => {
    const frontends = translation.model.meshFrontends.size;
    const come = translation.work(() => translation.sidecars(...SIDECARS, 'app/new'));
    const gone = translation.work(() => translation.sidecars(...SIDECARS));
    return { frontends, come, gone };
  });
  for (const { frontends, come, gone } of [small, large].flatMap((each) => each ?? [])) {
    expect(come).toMatchObject({ sidecarsOfMesh: 1, sidecarsAndFrontends: frontends, meshFrontendUses: frontends });
    expect(come.meshFrontends).toBeUndefined();
    expect(gone.sidecarsAndFrontends).toBe(frontends);
  }
});
