import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Collection } from '../collections/index.js';
import type { GroupMember, Model, ProxyState, Rejection } from '../model/index.js';
import { keyOf } from '../resources/kinds.js';
import type { Resource } from '../resources/types.js';
import { meshResource, sidecars, WORKING_IN_MESH } from './testing/mesh-pool.js';
import { resource, WORKING } from './testing/pool.js';
import { content, MESH, PER_GATEWAY, SHARED, Translation } from './testing/translation.js';

type Step =
  | { readonly type: 'set'; readonly resources: readonly Resource[] }
  | { readonly type: 'delete'; readonly pick: number }
  | { readonly type: 'reject'; readonly rejections: readonly Rejection[] }
  | { readonly type: 'missing'; readonly names: readonly string[] }
  | { readonly type: 'sidecars'; readonly accounts: readonly string[] }
  | { readonly type: 'proxy'; readonly name: string; readonly state: ProxyState };

const rejection = fc
  .record({
    proxy: fc.constantFrom('standalone', 'a/web'),
    subject: fc.constantFrom(
      { typeUrl: 'envoy.config.listener.v3.Listener', name: 'a/web/80' },
      { typeUrl: 'envoy.config.route.v3.RouteConfiguration', name: 'a/web/80#3' },
      { typeUrl: 'envoy.config.route.v3.RouteConfiguration', name: 'b/api/81' },
      { typeUrl: 'envoy.config.cluster.v3.Cluster', name: 'a/shop:80' },
      { typeUrl: 'envoy.config.cluster.v3.Cluster', name: 'a/shop:80+HTTP2' },
      { typeUrl: 'envoy.extensions.transport_sockets.tls.v3.Secret', name: 'ConfigMap/a/ca' },
      { typeUrl: 'envoy.extensions.transport_sockets.tls.v3.Secret', name: 'ClusterTrustBundle/ca+ConfigMap/a/ca' },
      { typeUrl: 'envoy.extensions.transport_sockets.tls.v3.Secret', name: 'a/cert' },
    ),
    reason: fc.constantFrom('one', 'two'),
  })
  .map(({ subject, ...rest }) => ({ ...subject, ...rest }));

const step = (anyResource: fc.Arbitrary<Resource>): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .array(anyResource, { minLength: 1, maxLength: 3 })
        .map((resources) => ({ type: 'set' as const, resources })),
    },
    { weight: 3, arbitrary: fc.nat(1000).map((pick) => ({ type: 'delete' as const, pick })) },
    {
      weight: 1,
      arbitrary: fc.array(rejection, { maxLength: 2 }).map((rejections) => ({ type: 'reject' as const, rejections })),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(['ClusterTrustBundle'], ['Gateway.status.addresses.routability'], [])
        .map((names) => ({ type: 'missing' as const, names })),
    },
    { weight: 1, arbitrary: sidecars.map((accounts) => ({ type: 'sidecars' as const, accounts })) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('proxy' as const),
        name: fc.constantFrom('standalone', 'a/web', 'a/web'),
        state: fc.record({
          addresses: fc.subarray<ProxyState['addresses'][number]>([
            { type: 'IPAddress', value: '127.0.0.2' },
            { type: 'IPAddress', value: '127.0.0.3' },
            { type: 'IPAddress', value: '10.0.0.1', inCluster: true },
            { type: 'Hostname', value: 'lb.example.com' },
          ]),
        }),
      }),
    },
  );

describe.each([
  ['shared', SHARED, resource, WORKING],
  ['per-gateway', PER_GATEWAY, resource, WORKING],
  ['per-gateway and a mesh', MESH, meshResource, WORKING_IN_MESH],
])('with proxies %s', (_, settings, anyResource, working) => {
  test('after every change the model and the statuses are those of a translation from scratch', () => {
    let listeners = 0;
    let forwarded = 0;
    let attachedSets = 0;
    let secured = 0;
    let presenting = 0;
    let policies = 0;
    let groups = 0;
    let securedMembers = 0;
    let verifying = 0;
    let mixed = 0;
    let grpc = 0;
    let bundled = 0;
    const inMesh = {
      frontends: 0,
      replaced: 0,
      chains: 0,
      lost: 0,
      rules: 0,
      uses: 0,
      both: 0,
      identities: 0,
      strict: 0,
    };
    fc.assert(
      fc.property(
        fc.array(anyResource, { minLength: 15, maxLength: 30 }),
        fc.array(step(anyResource), { minLength: 3, maxLength: 12 }),
        fc.boolean(),
        (start, steps, works) => {
          const all = new Map<string, Resource>();
          let rejections: readonly Rejection[] = [];
          let missing: readonly string[] = [];
          let accounts: readonly string[] = ['a/web', 'b/web'];
          const proxies = new Map<string, ProxyState>();
          const set = (resources: readonly Resource[]) => {
            for (const each of resources) all.set(`${each.kind} ${keyOf(each)}`, each);
          };
          const incremental = new Translation(settings).sidecars(...accounts);
          const same = () => {
            const fresh = new Translation(settings)
              .reject(...rejections)
              .missing(...missing)
              .sidecars(...accounts)
              .apply(...all.values());
            for (const [name, state] of proxies) fresh.proxy(name, state);
            expect(everything(incremental.model)).toEqual(everything(fresh.model));
            listeners += incremental.model.listeners.size;
            forwarded += incremental.model.endpoints.size;
            const { backends, backendGroups, filterChains, statuses, trustBundles, virtualHosts } = incremental.model;
            groups += backendGroups.size;
            securedMembers += values(backendGroups).filter((each) => each.members.some(hasTls)).length;
            secured += values(backends).filter(({ tls }) => tls !== undefined).length;
            presenting += values(backends).filter(({ tls }) => tls?.certificate !== undefined).length;
            verifying += values(filterChains).filter(
              (each) => 'tls' in each && each.tls?.clientValidation !== undefined,
            ).length;
            policies += values(statuses).filter(({ kind }) => kind === 'BackendTLSPolicy').length;
            bundled += values(trustBundles).filter(({ name }) => name.includes('ClusterTrustBundle/')).length;
            const kindsOf = (rules: readonly { readonly rule: string }[]) =>
              new Set(rules.map(({ rule }) => rule.split('/')[0]));
            mixed += values(virtualHosts).filter(({ routes }) => kindsOf(routes).size > 1).length;
            grpc += values(backends).filter(({ name }) => name.includes('+HTTP2')).length;
            countMesh(incremental, inMesh);
            attachedSets += incremental.graph.collection('attachedListenerSets')?.size ?? 0;
          };
          set(works ? [...start, ...working] : [...working, ...start]);
          incremental.apply(...all.values());
          same();
          for (const each of steps) {
            if (each.type === 'set') {
              set(each.resources);
              incremental.apply(...each.resources);
            } else if (each.type === 'reject') {
              rejections = each.rejections;
              incremental.reject(...rejections);
            } else if (each.type === 'sidecars') {
              accounts = each.accounts;
              incremental.sidecars(...accounts);
            } else if (each.type === 'proxy') {
              proxies.set(each.name, each.state);
              incremental.proxy(each.name, each.state);
            } else if (each.type === 'missing') {
              missing = each.names;
              incremental.missing(...missing);
            } else {
              const key = [...all.keys()][each.pick % Math.max(all.size, 1)];
              const gone = key === undefined ? undefined : all.get(key);
              if (key === undefined || gone === undefined) continue;
              all.delete(key);
              incremental.remove(gone.kind, keyOf(gone));
            }
            same();
          }
        },
      ),
      { numRuns: 100 },
    );
    expect(listeners).toBeGreaterThan(300);
    expect(forwarded).toBeGreaterThan(100);
    expect(attachedSets).toBeGreaterThan(100);
    expect(secured).toBeGreaterThan(50);
    expect(presenting).toBeGreaterThan(30);
    expect(verifying).toBeGreaterThan(50);
    expect(policies).toBeGreaterThan(100);
    expect(mixed).toBeGreaterThan(100);
    expect(grpc).toBeGreaterThan(30);
    expect(bundled).toBeGreaterThan(50);
    expect(groups).toBeGreaterThan(300);
    expect(securedMembers).toBeGreaterThan(5);
    const few = Object.entries(inMesh).filter(([, count]) => (settings.mesh === undefined ? count > 0 : count < 30));
    expect(few).toEqual([]);
  });
});

function countMesh({ graph, model }: Translation, counts: Record<string, number>): void {
  const frontends = values(model.meshFrontends);
  const add = (name: string, count: number) => {
    counts[name] = (counts[name] ?? 0) + count;
  };
  add('frontends', frontends.length);
  add('replaced', frontends.filter(({ key }) => key.includes('@')).length);
  add('chains', model.meshGroups.size);
  add('lost', (graph.collection('meshClaims')?.size ?? 0) - (graph.collection('meshClaimsWon')?.size ?? 0));
  add('rules', model.meshRules.size);
  add('uses', model.meshFrontendUses.size);
  const routes = values(model.statuses).flatMap((each) => ('parents' in each.status ? [each.status.parents] : []));
  add('both', routes.filter((parents) => new Set(parents.map((parent) => parent.controllerName)).size > 1).length);
  add(
    'identities',
    values(model.endpoints).flatMap((each) => each.endpoints.filter(({ identity }) => identity)).length,
  );
  add('strict', values(model.sidecars).filter(({ inbound }) => inbound === 'Strict').length);
}

function hasTls({ backend }: GroupMember): boolean {
  return backend?.includes('#') ?? false;
}

function values<V>(collection: Collection<V>): V[] {
  return content(collection).map(([, value]) => value);
}

function everything(model: Model): unknown {
  return Object.fromEntries(Object.entries(model).map(([name, collection]) => [name, content(collection)]));
}
