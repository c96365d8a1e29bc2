import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { admit } from './admit.js';
import { readBases, readCorpus } from './corpus/corpus.js';
import { withValue } from './corpus/paths.js';
import type { GatewayClass, HTTPRoute, Service } from './types.js';

const ROUTE = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'web' },
  spec: { rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] },
};

function refusal(object: unknown, options = {}): readonly { path: readonly (string | number)[]; message: string }[] {
  const admission = admit(object, options);
  return admission.ok ? [] : admission.errors.map(({ path, message }) => ({ path, message }));
}

function admitted<T>(object: unknown, options = {}): T {
  const admission = admit(object, options);
  if (!admission.ok) throw new Error(JSON.stringify(admission.errors));
  return admission.object as T;
}

describe('an admitted object', () => {
  test('has its defaults and its namespace', () => {
    const route = admitted<HTTPRoute>(ROUTE, { namespace: 'shop' });
    expect(route.metadata).toEqual({ name: 'web', namespace: 'shop' });
    expect(route.spec.rules).toEqual([
      {
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        backendRefs: [{ group: '', kind: 'Service', name: 'web', port: 80, weight: 1 }],
      },
    ]);
  });

  test('keeps its own namespace; a kind without namespaces has none', () => {
    const route = withValue(ROUTE, ['metadata', 'namespace'], 'own');
    expect(admitted<HTTPRoute>(route, { namespace: 'shop' }).metadata.namespace).toBe('own');
    const gatewayClass = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'a', namespace: 'b' },
      spec: { controllerName: 'example.com/a' },
    };
    expect(admitted<GatewayClass>(gatewayClass).metadata).toEqual({ name: 'a' });
  });

  test('keeps its creation time, which decides precedence, and loses what a server sets', () => {
    const metadata = {
      name: 'web',
      uid: '1',
      resourceVersion: '5',
      generation: 3,
      creationTimestamp: '2026-01-01T00:00:00Z',
    };
    expect(admitted<HTTPRoute>({ ...ROUTE, metadata }).metadata).toEqual({
      name: 'web',
      namespace: 'default',
      creationTimestamp: '2026-01-01T00:00:00Z',
    });
  });

  test('is frozen throughout and shares nothing with the input', () => {
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen));
    for (const base of readBases().values()) {
      const input = structuredClone(base) as object;
      const before = JSON.stringify(admitted<object>(input));
      const object = admitted<object>(input);
      expect(isFrozen(object)).toBe(true);
      for (const key of Object.keys(input)) (input as Record<string, unknown>)[key] = undefined;
      expect(JSON.stringify(object)).toBe(before);
    }
  });

  test('is admitted again as it is', () => {
    for (const { object } of readCorpus()) {
      const first = admit(object);
      if (first.ok) expect(admit(first.object)).toEqual(first);
    }
  });

  test('has data under any key', () => {
    const object = JSON.parse(
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"__proto__":"x"}}',
    );
    const { data } = admitted<{ data: Record<string, string> }>(object);
    expect(Object.entries(data)).toEqual([['__proto__', 'x']]);
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  });

  test('has no addresses that only a cluster could choose', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { ports: [{ port: 80 }] } };
    expect(admitted<Service>(service).spec).toEqual({
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      type: 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
    });
  });
});

describe('a refused object', () => {
  test.each([
    [
      'path',
      withValue(ROUTE, ['spec', 'rules', 0, 'matches'], [{ path: { type: 'Prefix' } }]),
      ['spec', 'rules', 0, 'matches', 0, 'path', 'type'],
      'Unsupported value: "Prefix": supported values: "Exact", "PathPrefix", "RegularExpression"',
    ],
    [
      'rule',
      withValue(ROUTE, ['spec', 'rules', 0, 'backendRefs', 0, 'port'], undefined),
      ['spec', 'rules', 0, 'backendRefs', 0],
      'Invalid value: Must have port for Service reference',
    ],
    [
      'unknown field',
      withValue(ROUTE, ['spec', 'rules', 0, 'backends'], []),
      ['spec', 'rules', 0, 'backends'],
      'unknown field',
    ],
    [
      'type',
      withValue(ROUTE, ['spec', 'rules', 0, 'backendRefs', 0, 'port'], '80'),
      ['spec', 'rules', 0, 'backendRefs', 0, 'port'],
      'Invalid value: "80": must be of type integer, not string',
    ],
    [
      'missing name',
      withValue(ROUTE, ['metadata', 'name'], undefined),
      ['metadata', 'name'],
      'Required value: every object needs a name',
    ],
    [
      'label',
      withValue(ROUTE, ['metadata', 'labels'], { a: 1 }),
      ['metadata', 'labels', 'a'],
      'Invalid value: 1: must be of type string, not integer',
    ],
    [
      'version',
      { ...ROUTE, apiVersion: 'gateway.networking.k8s.io/v2' },
      ['apiVersion'],
      'Unsupported value: "gateway.networking.k8s.io/v2": supported values: "gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1"',
    ],
    [
      'group',
      { ...ROUTE, apiVersion: 'v1' },
      ['apiVersion'],
      'Unsupported value: "v1": supported values: "gateway.networking.k8s.io/v1"',
    ],
    [
      'kind',
      { ...ROUTE, kind: 'HttpRoute' },
      ['kind'],
      'Invalid value: "HttpRoute": there is no such kind in "gateway.networking.k8s.io/v1"',
    ],
  ])('names the %s', (_, object, path, message) => {
    expect(refusal(object)).toEqual([{ path, message }]);
  });

  test('names all that is wrong', () => {
    const rules = [{ name: 'A', matches: [{ method: 'get' }], backendRefs: [{ name: 'web', port: 0 }] }];
    const paths = refusal({ ...ROUTE, spec: { rules } }).map(({ path }) => path.join('.'));
    expect(paths.sort()).toEqual([
      'spec.rules.0.backendRefs.0.port',
      'spec.rules.0.matches.0.method',
      'spec.rules.0.name',
    ]);
  });

  test('may be one only for the standard channel', () => {
    const route = withValue(ROUTE, ['spec', 'useDefaultGateways'], 'All');
    expect(admit(route).ok).toBe(true);
    expect(refusal(route, { channel: 'standard' })).toEqual([
      { path: ['spec', 'useDefaultGateways'], message: 'unknown field' },
    ]);
    const mesh = readBases().get('mesh');
    expect(refusal(mesh, { channel: 'standard' })).toEqual([
      { path: ['kind'], message: 'Invalid value: "XMesh": only in the experimental channel of the Gateway API' },
    ]);
  });

  test('may be a change of what cannot change', () => {
    const base = readBases().get('gateway-class');
    const old = admitted<GatewayClass>(base);
    const changed = withValue(base, ['spec', 'controllerName'], 'example.com/other');
    expect(admit(changed).ok).toBe(true);
    expect(admit(base, { old }).ok).toBe(true);
    expect(refusal(changed, { old })).toEqual([
      { path: ['spec', 'controllerName'], message: 'Invalid value: field is immutable' },
    ]);
  });

  test('may be larger than a request to the API server', () => {
    const data = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`k${index}`, 'a'.repeat(300)]));
    const annotation = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data };
    expect(admit(annotation).ok).toBe(true);
    const status = { parents: Array.from({ length: 40_000 }, () => ({ controllerName: 'a'.repeat(80) })) };
    expect(refusal({ ...ROUTE, status })[0]).toMatchObject({
      path: [],
      message: expect.stringMatching(/^Too large: \d+ bytes/),
    });
  });

  test('shows no long values', () => {
    const [error] = refusal(withValue(ROUTE, ['metadata', 'name'], 'A'.repeat(5000)));
    expect(error?.message.length).toBeLessThan(400);
  });
});

describe('admit never throws', () => {
  test.each([
    undefined,
    null,
    0,
    'HTTPRoute',
    [],
    {},
    new Date(),
    Symbol('x'),
    () => 1,
    { apiVersion: 1, kind: 'HTTPRoute' },
    { ...ROUTE, metadata: [] },
    { ...ROUTE, spec: new Date() },
    { ...ROUTE, spec: new Map() },
    { ...ROUTE, spec: { rules: 1n } },
    { ...ROUTE, spec: { rules: [undefined] } },
    { ...ROUTE, spec: { rules: [{ backendRefs: [{ name: 'a', port: Number.NaN }] }] } },
    { ...ROUTE, kind: '__proto__' },
    { ...ROUTE, kind: 'constructor' },
  ])('for %p', (object) => {
    expect(refusal(object).length).toBeGreaterThan(0);
  });

  test('for what refers to itself', () => {
    const spec: Record<string, unknown> = { hostnames: [] };
    spec.hostnames = [spec.hostnames];
    (spec.hostnames as unknown[]).push(spec.hostnames, spec);
    spec.parentRefs = spec.hostnames;
    expect(refusal({ ...ROUTE, spec }).length).toBeGreaterThan(0);
  });

  test('for what throws when it is read', () => {
    const spec = {
      get rules(): never {
        throw new Error('no');
      },
    };
    expect(refusal({ ...ROUTE, spec })).toEqual([{ path: [], message: 'Invalid value: could not be read: Error: no' }]);
  });

  test('for anything in any place of any kind', () => {
    const bases = [...readBases().values()] as Record<string, unknown>[];
    const places = [
      ['spec'],
      ['metadata'],
      ['status'],
      ['data'],
      ['endpoints'],
      ['spec', 'rules'],
      ['spec', 'listeners', 0],
      ['metadata', 'labels'],
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...bases),
        fc.constantFrom(...places),
        fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true }),
        (base, path, value) => {
          const admission = admit(withValue(base, path, value));
          expect(typeof admission.ok).toBe('boolean');
        },
      ),
      { numRuns: 2000 },
    );
  });
});
