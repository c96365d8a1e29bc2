import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { selfSigned } from '../../src/gateway-api/testing/certificate.js';
import { eventually } from '../../test/envoy/eventually.js';
import { send } from '../../test/envoy/http-client.js';
import { Traffic } from '../../test/standalone/traffic.js';
import { apply, get, type KubeObject } from '../support/kubectl.js';
import {
  answered,
  conditionOf,
  createNamespace,
  deleteNamespaces,
  deployed,
  echoBackend,
  gateway,
  httpRoute,
  nameOf,
  programmed,
  routeCondition,
} from '../support/world.js';

const to = (name: string, weight?: number) => ({ name, port: 80, ...(weight !== undefined && { weight }) });
const under = (value: string) => ({ path: { type: 'PathPrefix', value } });

describe('use case 2: two teams, one Gateway', () => {
  const [infra, foo, bar, stranger] = ['two-teams-infra', 'two-teams-foo', 'two-teams-bar', 'two-teams-stranger'];
  let address: string;

  beforeAll(async () => {
    await createNamespace(infra);
    for (const team of [foo, bar]) await createNamespace(team, { 'shared-gateway-access': 'true' });
    await createNamespace(stranger);
    const { certificate, key } = selfSigned(['foo.example.com', 'bar.example.com']);
    await apply(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'admin-controlled-cert', namespace: infra },
        type: 'kubernetes.io/tls',
        stringData: { 'tls.crt': certificate, 'tls.key': key },
      },
      gateway(infra, 'prod-web', {
        listeners: [
          {
            name: 'https',
            port: 443,
            protocol: 'HTTPS',
            tls: { certificateRefs: [{ name: 'admin-controlled-cert' }] },
            allowedRoutes: {
              kinds: [{ kind: 'HTTPRoute' }],
              namespaces: { from: 'Selector', selector: { matchLabels: { 'shared-gateway-access': 'true' } } },
            },
          },
        ],
      }),
      ...['foo-auth', 'foo-home', 'foo-404'].flatMap((name) => echoBackend(foo, name)),
      ...['bar-v1', 'bar-v2'].flatMap((name) => echoBackend(bar, name)),
      httpRoute(foo, 'foo', {
        parent: `${infra}/prod-web`,
        hostname: 'foo.example.com',
        rules: [
          { matches: [under('/login')], backendRefs: [to('foo-auth')] },
          { matches: [under('/home')], backendRefs: [to('foo-home')] },
          { matches: [under('/')], backendRefs: [to('foo-404')] },
        ],
      }),
      httpRoute(bar, 'bar', {
        parent: `${infra}/prod-web`,
        hostname: 'bar.example.com',
        rules: [
          {
            matches: [{ headers: [{ name: 'env', value: 'canary' }] }],
            backendRefs: [to('bar-v2')],
          },
          { backendRefs: [to('bar-v1', 90), to('bar-v2', 10)] },
        ],
      }),
      httpRoute(stranger, 'stranger', {
        parent: `${infra}/prod-web`,
        hostname: 'stranger.example.com',
        rules: [{ backendRefs: [to('nobody')] }],
      }),
    );
    address = await programmed(infra, 'prod-web');
    await deployed(foo, 'foo-auth', 'foo-home', 'foo-404');
    await deployed(bar, 'bar-v1', 'bar-v2');
  });
  afterAll(() => deleteNamespaces(infra, foo, bar, stranger));

  const https = () => ({ to: 443, address, tls: {} });

  test('each team routes its own host', async () => {
    for (const [path, by] of [
      ['/login', 'foo-auth'],
      ['/home/x', 'foo-home'],
      ['/else', 'foo-404'],
    ] as const) {
      await answered({ ...https(), host: 'foo.example.com', path, by });
    }
    await answered({ ...https(), host: 'bar.example.com', headers: { env: 'canary' }, by: 'bar-v2' });
  });

  test('bar splits 90 to 10', async () => {
    await answered({ ...https(), host: 'bar.example.com', by: 'bar-v1' });
    const counts = new Map<string | undefined, number>();
    for (let i = 0; i < 300; i++) {
      const name = nameOf(await send({ ...https(), host: 'bar.example.com' }));
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['bar-v1', 'bar-v2']);
    // Out of 300 at 10 %, fewer than 8 or more than 60 come once in a million runs.
    expect(counts.get('bar-v2')).toBeGreaterThanOrEqual(8);
    expect(counts.get('bar-v2')).toBeLessThanOrEqual(60);
  });

  test('a namespace without the label attaches nothing, and is told why', async () => {
    const condition = await routeCondition('httproute', stranger, 'stranger', 'Accepted', 'False');
    expect(condition.reason).toBe('NotAllowedByListeners');
    expect((await send({ ...https(), host: 'stranger.example.com' })).status).toBe(404);
    expect((await get('gateway', 'prod-web', infra)).status.listeners[0].attachedRoutes).toBe(2);
  });
});

describe('use case 3: several versions at once', () => {
  const namespace = 'versions';
  let address: string;
  const route = (rules: readonly object[]) =>
    httpRoute(namespace, 'store', { parent: 'web', hostname: 'store.example.com', rules });
  const store = () => ({ to: 80, address, host: 'store.example.com' });

  beforeAll(async () => {
    await createNamespace(namespace);
    await apply(gateway(namespace, 'web'), ...['v1', 'v2'].flatMap((name) => echoBackend(namespace, name)));
    address = await programmed(namespace, 'web');
    await deployed(namespace, 'v1', 'v2');
  });
  afterAll(() => deleteNamespaces(namespace));

  test('by header, query, path and method', async () => {
    await apply(
      route([
        { matches: [{ headers: [{ name: 'version', value: 'two' }] }], backendRefs: [to('v2')] },
        { matches: [{ queryParams: [{ name: 'version', value: 'two' }] }], backendRefs: [to('v2')] },
        { matches: [under('/two')], backendRefs: [to('v2')] },
        { matches: [{ method: 'DELETE' }], backendRefs: [to('v2')] },
        { backendRefs: [to('v1')] },
      ]),
    );
    await answered({ ...store(), by: 'v1' });
    await answered({ ...store(), headers: { version: 'two' }, by: 'v2' });
    await answered({ ...store(), path: '/?version=two', by: 'v2' });
    await answered({ ...store(), path: '/two', by: 'v2' });
    await answered({ ...store(), method: 'DELETE', by: 'v2' });
  });

  test('blue to green and back by weights, under load, without a failed request', async () => {
    const flip = (blue: number) => apply(route([{ backendRefs: [to('v1', blue), to('v2', 100 - blue)] }]));
    await flip(100);
    await answered({ ...store(), by: 'v1' });
    const traffic = new Traffic(store());
    for (const blue of [0, 100, 50, 0, 100]) {
      await flip(blue);
      if (blue !== 50) await answered({ ...store(), by: blue === 100 ? 'v1' : 'v2' });
    }
    expect(Object.keys(await traffic.stop(1_000))).toEqual(['200']);
  });
});

describe('use case 6: backends in another namespace', () => {
  const [team, backends] = ['cross-team', 'cross-backends'];
  let address: string;
  const grant = (): KubeObject => ({
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: { name: 'from-team', namespace: backends },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: team }],
      to: [{ group: '', kind: 'Service' }],
    },
  });

  beforeAll(async () => {
    for (const name of [team, backends]) await createNamespace(name);
    await apply(
      gateway(team, 'web'),
      ...echoBackend(backends, 'store'),
      httpRoute(team, 'store', {
        parent: 'web',
        hostname: 'store.example.com',
        rules: [{ backendRefs: [{ name: 'store', namespace: backends, port: 80 }] }],
      }),
    );
    address = await programmed(team, 'web');
    await deployed(backends, 'store');
  });
  afterAll(() => deleteNamespaces(team, backends));

  test('is refused and said so, until a ReferenceGrant permits it, and again after it', async () => {
    const refused = async () => {
      const condition = await routeCondition('httproute', team, 'store', 'ResolvedRefs', 'False');
      expect(condition.reason).toBe('RefNotPermitted');
      await eventually(async () =>
        expect((await send({ to: 80, address, host: 'store.example.com' })).status).toBe(500),
      );
    };
    await refused();
    await apply(grant());
    await routeCondition('httproute', team, 'store', 'ResolvedRefs', 'True');
    await answered({ to: 80, address, host: 'store.example.com', by: 'store' });
    const { kubectl } = await import('../support/kubectl.js');
    await kubectl(['delete', 'referencegrant', 'from-team', '-n', backends]);
    await refused();
  });
});

describe('use cases 11 and 15: classes', () => {
  const namespace = 'classes';
  const classes = ['classes-small', 'classes-large', 'classes-foreign'];
  const gatewayClass = (name: string, spec: object = {}): KubeObject => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name },
    spec: { controllerName: 'gatewright.dev/gateway-controller', ...spec },
  });
  const config = (name: string, spec: object): KubeObject => ({
    apiVersion: 'gatewright.dev/v1alpha1',
    kind: 'ProxyConfig',
    metadata: { name, namespace },
    spec,
  });
  const parametersRef = (name: string) => ({
    parametersRef: { group: 'gatewright.dev', kind: 'ProxyConfig', name, namespace },
  });

  beforeAll(async () => {
    await createNamespace(namespace);
    await apply(
      config('small', { replicas: 1, service: { type: 'ClusterIP' } }),
      config('large', { replicas: 2 }),
      gatewayClass('classes-small', parametersRef('small')),
      gatewayClass('classes-large', parametersRef('large')),
      gatewayClass('classes-foreign', { controllerName: 'example.com/other' }),
      gateway(namespace, 'small', { gatewayClassName: 'classes-small' }),
      gateway(namespace, 'large', { gatewayClassName: 'classes-large' }),
      gateway(namespace, 'foreign', { gatewayClassName: 'classes-foreign' }),
    );
  });
  afterAll(async () => {
    await deleteNamespaces(namespace);
    for (const name of classes) await (await import('../support/kubectl.js')).remove('gatewayclass', name);
  });

  test('a GatewayClass gives its Gateways their own proxy settings', async () => {
    await programmed(namespace, 'small');
    await programmed(namespace, 'large');
    expect((await get('deployment', 'small-classes-small', namespace)).spec.replicas).toBe(1);
    expect((await get('service', 'small-classes-small', namespace)).spec.type).toBe('ClusterIP');
    expect((await get('deployment', 'large-classes-large', namespace)).spec.replicas).toBe(2);
    expect((await get('service', 'large-classes-large', namespace)).spec.type).toBe('LoadBalancer');
  });

  test("objects of another implementation's class are never touched", async () => {
    // Both others are served by now, so this one would be as well.
    const foreign = await get('gateway', 'foreign', namespace);
    const managers = (object: KubeObject) =>
      ((object.metadata.managedFields ?? []) as { manager: string }[]).map(({ manager }) => manager);
    expect(managers(foreign).filter((manager) => manager.startsWith('gatewright'))).toEqual([]);
    expect(conditionOf(foreign.status, 'Programmed')).toMatchObject({ status: 'Unknown', reason: 'Pending' });
    expect(conditionOf((await get('gatewayclass', 'classes-foreign')).status, 'Accepted')).toMatchObject({
      status: 'Unknown',
      reason: 'Pending',
    });
  });
});
