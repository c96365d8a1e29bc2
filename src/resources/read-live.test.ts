import { describe, expect, test } from '@jest/globals';
import { admit } from './admit.js';
import { readCorpus } from './corpus/corpus.js';
import { readLive } from './read-live.js';
import type { Resource } from './types.js';

type Fields = Readonly<Record<string, unknown>>;

const METADATA = {
  name: 'a',
  namespace: 'team',
  uid: 'uid-1',
  resourceVersion: '7',
  generation: 3,
  creationTimestamp: '2026-01-01T00:00:00Z',
  labels: { colour: 'red' },
  finalizers: ['example.com/wait'],
};

function route(spec: Fields = {}, metadata: Fields = {}): Fields {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { ...METADATA, ...metadata },
    spec: { parentRefs: [{ name: 'gateway' }], ...spec },
    status: { parents: [] },
  };
}

function read(object: Fields, old?: Resource): Resource {
  const admission = readLive(object, old);
  if (!admission.ok) throw new Error(JSON.stringify(admission.errors));
  return admission.object;
}

function contentOf({ status: _, metadata: __, ...content }: Fields): Fields {
  return content;
}

describe('readLive', () => {
  test('takes whatever the API server accepts, as it would be admitted from a file', () => {
    let taken = 0;
    const differences = readCorpus().flatMap(({ title, object }) => {
      const admission = admit(object);
      if (!admission.ok) return [];
      taken += 1;
      const served = JSON.parse(JSON.stringify(admission.object)) as Fields & { readonly metadata: Fields };
      const live = { ...served, metadata: { ...served.metadata, uid: 'u', generation: 1, managedFields: [{}] } };
      const again = readLive(live);
      if (!again.ok) return [`${title}: ${JSON.stringify(again.errors)}`];
      const [before, after] = [admission.object, again.object].map((one) =>
        JSON.stringify(sorted(contentOf(one as unknown as Fields))),
      );
      return before === after ? [] : [`${title}: ${before} and ${after}`];
    });
    expect(differences).toEqual([]);
    expect(taken).toBeGreaterThan(1500);
  });

  test('keeps of the metadata what decides something', () => {
    const { resourceVersion: _, finalizers: __, ...kept } = METADATA;
    expect(read(route()).metadata).toEqual(kept);
    expect(read(route())).not.toHaveProperty('status');
  });

  test('leaves out what it does not know, at any depth', () => {
    const rule = { name: 'one', invention: true, matches: [{ path: { value: '/', invention: 1 } }] };
    const resource = read({ ...route({ rules: [rule], invention: {} }), invention: 'top' });
    expect(JSON.stringify(resource)).not.toContain('invention');
    expect(resource).toMatchObject({ spec: { rules: [{ name: 'one', matches: [{ path: { value: '/' } }] }] } });
  });

  test('checks again what an older CRD may have let through, and fills in what it did not', () => {
    const bad = readLive(route({ rules: [{ matches: [{ path: { type: 'Exact', value: 'relative' } }] }] }));
    expect(bad.ok ? [] : bad.errors.map(({ path }) => path.join('.'))).toContain('spec.rules.0.matches.0.path');
    expect(read(route({ rules: [{ backendRefs: [{ name: 'a', port: 80 }] }] }))).toMatchObject({
      spec: { rules: [{ backendRefs: [{ name: 'a', kind: 'Service', weight: 1 }] }] },
    });
  });

  test('gives back what it read before when only the status changed', () => {
    const old = read(route());
    const next = { ...route({}, { resourceVersion: '8' }), status: { parents: [{ controllerName: 'a/b' }] } };
    expect(read(next, old)).toBe(old);
    expect(read(route({ hostnames: ['a.example'] }, { generation: 4 }), old)).toMatchObject({
      spec: { hostnames: ['a.example'] },
    });
    expect(read(route({}, { labels: { colour: 'blue' } }), old).metadata.labels).toEqual({ colour: 'blue' });
    expect(read({ ...next, apiVersion: 'gateway.networking.k8s.io/v1beta1' }, old)).not.toBe(old);
  });

  test('does not trust the generation of kinds that the API server does not count', () => {
    const service = (port: number) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: METADATA,
      spec: { ports: [{ port }] },
    });
    const old = read(service(80));
    expect(read(service(81), old)).toMatchObject({ spec: { ports: [{ port: 81 }] } });
  });

  test('can not be changed afterwards through what it was read from', () => {
    const live = route({ hostnames: ['a.example'] });
    const resource = read(live);
    const { labels } = live.metadata as { labels: Record<string, string> };
    (live.spec as { hostnames: string[] }).hostnames.push('b.example');
    expect(() => {
      labels.colour = 'blue';
    }).toThrow();
    expect(resource).toMatchObject({ spec: { hostnames: ['a.example'] } });
    expect(Object.isFrozen(resource.metadata.labels)).toBe(true);
  });

  test.each([
    ['nothing', {}],
    ['an unknown kind', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } }],
    ['an unknown version', { ...route(), apiVersion: 'gateway.networking.k8s.io/v9' }],
    ['no metadata', { ...route(), metadata: null }],
    ['a spec of the wrong type', { ...route(), spec: 'text' }],
  ])('refuses %s without throwing', (_, object: Fields) => {
    expect(readLive(object).ok).toBe(false);
  });
});

/** With the keys of all objects in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
}
