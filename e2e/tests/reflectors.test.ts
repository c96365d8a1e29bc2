import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type ApiServer, startApiServer } from '../../scripts/api-server/api-server.js';
import { readCrds } from '../../scripts/gateway-api/crds.js';
import { gatewayApiModule } from '../../scripts/gateway-api/module.js';
import { testAuthority } from '../../src/gateway-api/testing/certificate.js';
import { KubernetesClient } from '../../src/kubernetes/client.js';
import { ClusterCredentials } from '../../src/kubernetes/credentials.js';
import { collectionPath } from '../../src/kubernetes/paths.js';
import { apiVersionOf, type Channel, KINDS, keyOf, kindOf } from '../../src/resources/kinds.js';
import type { KindName, Resource } from '../../src/resources/types.js';
import { KubernetesSource, type KubernetesSourceOptions } from '../../src/sources/kubernetes/source.js';
import type { SourceUpdate } from '../../src/sources/source.js';
import { eventually } from '../../test/envoy/eventually.js';
import { Link } from '../support/link.js';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const PATIENCE = { timeoutMs: 60_000, everyMs: 20 };

const CORE: readonly KindName[] = ['Service', 'EndpointSlice', 'Secret', 'ConfigMap', 'Namespace'];
const GATEWAY_API = KINDS.filter(({ group }) => group.startsWith('gateway.networking.')).map(({ kind }) => kind);
const TARGET = { group: '', kind: 'Service', name: 'a' };
/** A change that is delivered; of a ConfigMap only a certificate is. */
const changeOf = (kind: KindName) =>
  kind === 'ConfigMap' ? { data: { 'ca.crt': 'changed' } } : { metadata: { labels: { changed: 'yes' } } };
const L4_ROUTE = { spec: { rules: [{ backendRefs: [{ name: 'a', port: 80 }] }] } };

const ACCEPTED = {
  type: 'Accepted',
  status: 'True',
  reason: 'Accepted',
  message: '',
  lastTransitionTime: '2026-01-01T00:00:00Z',
};

/** The least that an object of each kind has to say. */
const BODIES: Readonly<Partial<Record<KindName, object>>> = {
  BackendTLSPolicy: {
    spec: { targetRefs: [TARGET], validation: { hostname: 'a.example', wellKnownCACertificates: 'System' } },
  },
  ConfigMap: { data: { 'ca.crt': 'x' } },
  EndpointSlice: { addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'] }], ports: [{ name: '', port: 80 }] },
  Gateway: { spec: { gatewayClassName: 'a', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] } },
  GatewayClass: { spec: { controllerName: 'example.com/controller' } },
  GRPCRoute: { spec: {} },
  HTTPRoute: { spec: {} },
  ListenerSet: { spec: { parentRef: { name: 'a' }, listeners: [{ name: 'http', port: 81, protocol: 'HTTP' }] } },
  Namespace: {},
  ReferenceGrant: {
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'b' }],
      to: [{ group: '', kind: 'Service' }],
    },
  },
  Secret: { type: 'kubernetes.io/tls', data: { 'tls.crt': 'AAAA', 'tls.key': 'AAAA' } },
  Service: { spec: { ports: [{ port: 80 }] } },
  TCPRoute: L4_ROUTE,
  TLSRoute: { spec: { hostnames: ['a.example'], ...L4_ROUTE.spec } },
  UDPRoute: L4_ROUTE,
  XBackend: { spec: { type: 'ExternalHostname', port: { number: 443 }, externalHostname: { hostname: 'a.example' } } },
  XBackendTrafficPolicy: { spec: { targetRefs: [TARGET], retryConstraint: {} } },
  XMesh: { spec: { controllerName: 'example.com/mesh' } },
  XTelemetryPolicy: {
    spec: {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'a' }],
      tracing: { mode: 'Disabled' },
    },
  },
};

function object(kind: KindName, name: string, namespace = 'default', body: object = BODIES[kind] ?? {}): object {
  const known = kindOf(kind);
  const metadata = { name, ...(known.namespaced && { namespace }) };
  return { apiVersion: apiVersionOf(known), kind, metadata, ...body };
}

const { GATEWRIGHT_ETCD: etcd, GATEWRIGHT_KUBE_APISERVER: kubeApiserver } = process.env;
const binaries = etcd !== undefined && kubeApiserver !== undefined ? { etcd, kubeApiserver } : undefined;

/** Everything that a source said, and what follows from it. */
class Reader {
  readonly updates: SourceUpdate[] = [];
  readonly resources = new Map<string, Resource>();
  readonly gone: string[] = [];
  readonly log: string[] = [];
  readonly source: KubernetesSource;

  constructor(client: KubernetesClient, options: Pick<KubernetesSourceOptions, 'kinds' | 'timing' | 'optionalFields'>) {
    this.source = new KubernetesSource({ client, onLog: (_, message) => this.log.push(message), ...options });
  }

  start(): Promise<void> {
    return this.source.start((update) => {
      this.updates.push(update);
      for (const { kind, key, resource } of update.changes) {
        const id = `${kind} ${key}`;
        if (resource !== undefined) this.resources.set(id, resource);
        else if (this.resources.delete(id)) this.gone.push(id);
      }
    });
  }

  synced(): Promise<void> {
    return eventually(() => expect(this.source.waitingFor()).toEqual([]), PATIENCE);
  }
}

// A cluster made by kind has its programs in its image, and its etcd and its API server are not this test's to end.
(binaries === undefined ? describe.skip : describe)('reflectors and a real API server', () => {
  let server: ApiServer;
  let link: Link;
  let readers: Reader[] = [];

  beforeAll(async () => {
    if (binaries === undefined) return;
    server = await startApiServer(binaries);
    link = await Link.to(server.port);
  });

  afterEach(async () => {
    for (const { source } of readers.splice(0)) await source.stop();
    link.mend();
  });

  afterAll(async () => {
    await link?.stop();
    await server?.stop();
  });

  async function read(
    kinds: readonly KindName[],
    timing?: KubernetesSourceOptions['timing'],
    optionalFields: readonly string[] = [],
  ): Promise<Reader> {
    const kubeconfig = JSON.parse(await readFile(server.kubeconfig, 'utf8'));
    kubeconfig.clusters[0].cluster.server = `https://127.0.0.1:${link.port}`;
    const client = new KubernetesClient(ClusterCredentials.fromString(JSON.stringify(kubeconfig)));
    const reader = new Reader(client, { kinds, optionalFields, ...(timing && { timing }) });
    readers = [...readers, reader];
    await reader.start();
    return reader;
  }

  async function must(method: string, path: string, body?: object): Promise<unknown> {
    const { status, body: answer } = await server.call(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  const pathOf = (kind: KindName, name: string) => `${collectionPath(kindOf(kind), 'default')}/${name}`;
  const create = (kind: KindName, name: string, body?: object) =>
    must('POST', collectionPath(kindOf(kind), 'default'), object(kind, name, 'default', body));
  const remove = (kind: KindName, name: string) => must('DELETE', pathOf(kind, name));
  const change = async (kind: KindName, name: string, patch: object) => {
    const now = (await must('GET', pathOf(kind, name))) as { readonly metadata: object };
    const { metadata, ...rest } = patch as { readonly metadata?: object };
    await must('PUT', pathOf(kind, name), { ...now, ...rest, metadata: { ...now.metadata, ...metadata } });
  };
  const install = async (channel: Channel) => {
    for (const crd of readCrds(gatewayApiModule().dir, channel)) {
      const { status, body } = await server.call('POST', CRDS, crd);
      if (status >= 300 && status !== 409) throw new Error(JSON.stringify(body));
    }
  };
  const served = (kind: KindName) => eventually(() => must('GET', collectionPath(kindOf(kind), 'default')), PATIENCE);

  test('kinds that are not installed are synced, said to be missing, and read once they are there', async () => {
    const reader = await read([...CORE, ...GATEWAY_API]);
    await reader.synced();
    const missing = () => reader.updates.at(-1)?.problems.map(({ message }) => / have (\w+) /.exec(message)?.[1]) ?? [];
    await eventually(() => expect(missing()).toContain('HTTPRoute'), PATIENCE);
    expect(missing()).not.toContain('XBackend');
    await install('experimental');
    for (const kind of GATEWAY_API) await served(kind);
    await create('HTTPRoute', 'early');
    await eventually(() => expect([...reader.resources.keys()]).toContain('HTTPRoute default/early'), PATIENCE);
    await eventually(() => expect(missing()).toEqual([]), PATIENCE);
    await remove('HTTPRoute', 'early');
    expect(reader.updates.findIndex(({ synced }) => synced)).toBeGreaterThanOrEqual(0);
  });

  test.each([...CORE, ...GATEWAY_API])('%s: created, changed, deleted', async (kind) => {
    const reader = await read([kind]);
    await reader.synced();
    const id = `${kind} ${kindOf(kind).namespaced ? 'default/' : ''}thing`;
    await create(kind, 'thing');
    await eventually(() => expect(reader.resources.has(id)).toBe(true), PATIENCE);
    expect(keyOf(reader.resources.get(id) as Resource)).toBe(id.replace(/.* /, ''));
    await change(kind, 'thing', changeOf(kind));
    await eventually(() => expect(reader.resources.get(id)).toMatchObject(changeOf(kind)), PATIENCE);
    await remove(kind, 'thing');
    // Without a controller of namespaces a namespace is never really gone.
    if (kind === 'Namespace') {
      await eventually(() => expect(reader.resources.get(id)?.metadata.deletionTimestamp).toBeDefined(), PATIENCE);
    } else await eventually(() => expect(reader.gone).toEqual([id]), PATIENCE);
    expect(reader.updates.at(-1)?.problems).toEqual([]);
    expect(reader.source.stats().get(kind)).toMatchObject({ lists: 1, watches: 1 });
  });

  test('ClusterTrustBundles are read in the version that there is', async () => {
    const path = '/apis/certificates.k8s.io/v1beta1/clustertrustbundles';
    const [one, two] = [testAuthority('one').certificate, testAuthority('two').certificate];
    const name = 'example.com:signer:v1';
    const id = `ClusterTrustBundle ${name}`;
    const holds = (trustBundle: string) =>
      eventually(() => expect(reader.resources.get(id)).toMatchObject({ spec: { trustBundle } }), PATIENCE);
    const put = (trustBundle: string) =>
      must('POST', path, { metadata: { name }, spec: { signerName: 'example.com/signer', trustBundle } });
    await put(one);
    const reader = await read(['ClusterTrustBundle']);
    await reader.synced();
    await holds(one);
    await must('DELETE', `${path}/${name}`);
    await eventually(() => expect(reader.gone).toEqual([id]), PATIENCE);
    await put(two);
    await holds(two);
    await must('DELETE', `${path}/${name}`);
    expect(reader.updates.at(-1)).toMatchObject({ problems: [], missing: [] });
  });

  test('an optional field is found in its CRD, with that CRD alone', async () => {
    const field = 'Gateway.status.addresses.routability';
    const reader = await read(['Gateway'], undefined, [field, 'Gateway.status.nothing']);
    await reader.synced();
    await eventually(() => expect(reader.updates.at(-1)?.missing).toEqual(['Gateway.status.nothing']), PATIENCE);
  });

  test('an update of a status changes nothing', async () => {
    const reader = await read(['HTTPRoute']);
    await reader.synced();
    await create('HTTPRoute', 'thing');
    await must('PUT', `${pathOf('HTTPRoute', 'thing')}/status`, {
      ...((await must('GET', pathOf('HTTPRoute', 'thing'))) as object),
      status: { parents: [{ parentRef: { name: 'a' }, controllerName: 'example.com/other', conditions: [ACCEPTED] }] },
    });
    await eventually(
      () => expect(reader.source.live('HTTPRoute', 'default/thing')?.status).toMatchObject({ parents: [{}] }),
      PATIENCE,
    );
    await remove('HTTPRoute', 'thing');
    await eventually(() => expect(reader.gone).toHaveLength(1), PATIENCE);
    expect(reader.updates.flatMap(({ changes }) => changes)).toHaveLength(2);
  });

  test('what happened behind a broken connection is found; nothing else is taken for gone', async () => {
    for (const name of ['stays', 'goes', 'changes']) await create('ConfigMap', name);
    const reader = await read(['ConfigMap']);
    await reader.synced();
    const before = reader.updates.length;
    link.cut();
    await remove('ConfigMap', 'goes');
    await change('ConfigMap', 'changes', { data: { 'ca.crt': 'y' } });
    await create('ConfigMap', 'comes');
    await server.compact();
    link.mend();
    await eventually(() => expect(reader.resources.has('ConfigMap default/comes')).toBe(true), PATIENCE);
    await eventually(() => expect(reader.gone).toEqual(['ConfigMap default/goes']), PATIENCE);
    const keys = reader.updates.slice(before).flatMap(({ changes }) => changes.map(({ key }) => key));
    expect(keys.sort()).toEqual(['default/changes', 'default/comes', 'default/goes']);
    expect(reader.resources.get('ConfigMap default/changes')).toMatchObject({ data: { 'ca.crt': 'y' } });
  });

  test('a version that the API server has forgotten (410) brings a new list, and only the difference', async () => {
    const reader = await read(['ConfigMap']);
    await reader.synced();
    const before = reader.updates.length;
    link.cut();
    await create('ConfigMap', 'later');
    await remove('ConfigMap', 'comes');
    await server.compact();
    // Started anew, the server's own memory of changes begins after what the watch knows.
    await server.restart();
    link.mend();
    await eventually(() => expect(reader.gone).toEqual(['ConfigMap default/comes']), PATIENCE);
    const keys = reader.updates.slice(before).flatMap(({ changes }) => changes.map(({ key }) => key));
    expect(keys.sort()).toEqual(['default/comes', 'default/later']);
    expect(reader.source.stats().get('ConfigMap')?.lists).toBe(2);
    expect(reader.log.join('\n')).toMatch(/listing again: .*too old resource version/);
  });

  test('a restart of the API server is nothing to speak of', async () => {
    const reader = await read([...CORE, ...GATEWAY_API]);
    await reader.synced();
    const objects = reader.resources.size;
    await server.restart();
    await create('HTTPRoute', 'after');
    await create('Service', 'after');
    await eventually(() => expect(reader.resources.size).toBe(objects + 2), PATIENCE);
    expect(reader.gone).toEqual([]);
    expect(reader.updates.at(-1)?.problems).toEqual([]);
    await remove('HTTPRoute', 'after');
    await remove('Service', 'after');
    await eventually(() => expect(reader.gone).toHaveLength(2), PATIENCE);
  });

  test('a connection that goes silent is noticed', async () => {
    const reader = await read(['ConfigMap'], { watchMs: 2_000, graceMs: 1_000 });
    await reader.synced();
    link.silence();
    await create('ConfigMap', 'unheard');
    await eventually(() => expect(reader.resources.has('ConfigMap default/unheard')).toBe(true), PATIENCE);
    expect(reader.log.join('\n')).toContain('gone silent');
    expect(reader.gone).toEqual([]);
  });

  test('watches end and are begun again without a list and without a word', async () => {
    const reader = await read(['ConfigMap'], { watchMs: 1_000 });
    await reader.synced();
    await eventually(() => expect(reader.source.stats().get('ConfigMap')?.watches).toBeGreaterThan(3), PATIENCE);
    expect(reader.source.stats().get('ConfigMap')?.lists).toBe(1);
    expect(reader.log).toEqual([]);
    expect(reader.updates).toHaveLength(1);
  });

  test('a CRD that goes away takes its objects with it, and comes back', async () => {
    await create('XBackend', 'thing');
    const reader = await read(['XBackend', 'HTTPRoute']);
    await reader.synced();
    await eventually(() => expect(reader.resources.size).toBe(1), PATIENCE);
    await must('DELETE', `${CRDS}/xbackends.gateway.networking.x-k8s.io`);
    await eventually(() => expect(reader.gone).toEqual(['XBackend default/thing']), PATIENCE);
    await eventually(() => expect(reader.log.join()).toContain('does not have this kind'), PATIENCE);
    await install('experimental');
    await served('XBackend');
    await create('XBackend', 'again');
    await eventually(() => expect([...reader.resources.keys()]).toEqual(['XBackend default/again']), PATIENCE);
  });

  test('10,000 objects are listed, watched, and compared after a new list', async () => {
    const count = 10_000;
    const names = Array.from({ length: count }, (_, index) => `many-${index}`);
    const at = 16;
    await Promise.all(
      Array.from({ length: at }, async (_, first) => {
        for (let index = first; index < count; index += at) await create('HTTPRoute', names[index] ?? '');
      }),
    );
    const reader = await read(['HTTPRoute']);
    await reader.synced();
    await eventually(() => expect(reader.resources.size).toBe(count), PATIENCE);
    const [first] = reader.updates.filter(({ changes }) => changes.length > 0);
    expect(first?.changes).toHaveLength(count);
    link.cut();
    await remove('HTTPRoute', 'many-5000');
    await server.compact();
    await server.restart();
    link.mend();
    await eventually(() => expect(reader.gone).toEqual(['HTTPRoute default/many-5000']), PATIENCE);
    expect(reader.updates.flatMap(({ changes }) => changes)).toHaveLength(count + 1);
    await must('DELETE', collectionPath(kindOf('HTTPRoute'), 'default'));
    await eventually(() => expect(reader.resources.size).toBe(0), PATIENCE);
  }, 240_000);
});
