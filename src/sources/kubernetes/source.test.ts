import { afterEach, describe, expect, test } from '@jest/globals';
import type { LiveChange } from '../../kubernetes/live.js';
import type { KubernetesObject } from '../../kubernetes/objects.js';
import { QUICK } from '../../kubernetes/testing/follower.js';
import { ScriptedApiServer } from '../../kubernetes/testing/scripted-api-server.js';
import { KINDS, kindOf } from '../../resources/kinds.js';
import type { KindName, Pod } from '../../resources/types.js';
import { eventually } from '../testing/eventually.js';
import { gatewayClass, Recorder, service, sourceContract } from '../testing/source-contract.js';
import { KubernetesSource, type KubernetesSourceOptions } from './source.js';

const ALL = KINDS.map(({ kind }) => kind);
const ends: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function cluster(...kinds: readonly KindName[]): Promise<ScriptedApiServer> {
  const server = await ScriptedApiServer.start(...(kinds.length > 0 ? kinds : ALL).map(kindOf));
  ends.push(() => server.stop());
  return server;
}

function put(server: ScriptedApiServer, ...objects: readonly object[]): void {
  for (const object of objects as readonly KubernetesObject[])
    server.put(kindOf(object.kind as KindName).plural, object);
}

function remove(server: ScriptedApiServer, object: object): void {
  const { kind, metadata } = object as KubernetesObject;
  const { plural } = kindOf(kind as KindName);
  server.delete(plural, metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`);
}

class Reader extends Recorder {
  readonly live: LiveChange[] = [];
  readonly log: string[] = [];
  readonly source: KubernetesSource;

  constructor(server: ScriptedApiServer, options: Partial<KubernetesSourceOptions> = {}) {
    super();
    this.source = new KubernetesSource({
      client: server.client(),
      kinds: ALL,
      timing: QUICK,
      onLive: (changes) => this.live.push(...changes),
      onLog: (level, message) => this.log.push(`${level} ${message}`),
      ...options,
    });
    ends.push(() => this.source.stop());
  }

  get missing(): readonly string[] | undefined {
    return this.updates.at(-1)?.missing;
  }

  get messages(): readonly string[] {
    return this.problems.map(({ severity, subject, message }) => `${severity} ${subject}: ${message}`);
  }

  /** Keys that were delivered, update by update; what is gone has a minus. */
  get story(): string[] {
    return this.updates.flatMap(({ changes }) =>
      changes.length === 0 ? [] : changes.map(({ key, resource }) => `${resource ? '' : '-'}${key}`).join(' '),
    );
  }
}

async function read(server: ScriptedApiServer, options: Partial<KubernetesSourceOptions> = {}): Promise<Reader> {
  const reader = new Reader(server, options);
  await reader.source.start(reader.listen);
  await eventually(() => expect(reader.synced).toBe(true));
  return reader;
}

function route(name: string, spec: object = {}, namespace = 'team'): object {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace },
    spec: { parentRefs: [{ name: 'gateway' }], ...spec },
  };
}

/** What an older CRD let through: a hostname that none may have. */
const BROKEN = { hostnames: ['no host name'] };

describe('KubernetesSource', () => {
  sourceContract(async () => {
    const server = await cluster();
    const { source } = new Reader(server);
    return {
      source,
      apply: async (...objects) => put(server, ...objects),
      remove: async (object) => remove(server, object),
    };
  });

  test('a change of the status, of managedFields or of the version alone is nobody else’s business', async () => {
    const server = await cluster('HTTPRoute', 'Service');
    const reader = await read(server, { kinds: ['HTTPRoute', 'Service'] });
    const status = (message: string) => ({ parents: [{ conditions: [{ message }] }] });
    put(server, route('a'), service('s'));
    await eventually(() => expect(reader.keys).toHaveLength(2));
    put(
      server,
      { ...route('a'), status: status('one') },
      { ...service('s'), status: { loadBalancer: { ingress: [] } } },
    );
    put(server, { ...route('a'), status: status('two') });
    put(server, route('b'));
    await eventually(() => expect(reader.keys).toHaveLength(3));
    expect(reader.story.join(' ').split(' ').sort()).toEqual(['team/a', 'team/b', 'team/s']);
    expect(reader.resources.get('HTTPRoute team/a')).not.toHaveProperty('status');
    expect(reader.resources.get('Service team/s')).not.toHaveProperty('status');
    const told = reader.live.filter(({ kind, key }) => kind === 'HTTPRoute' && key === 'team/a');
    expect(told.at(-1)?.object?.status).toEqual(status('two'));
    expect(told.at(-1)?.object).not.toHaveProperty('spec');
    expect(reader.live.some(({ kind }) => kind === 'Service')).toBe(false);
    expect(reader.source.live('HTTPRoute', 'team/a')?.status).toEqual(status('two'));
  });

  test('delivers what decides something in the metadata', async () => {
    const server = await cluster('HTTPRoute');
    const reader = await read(server, { kinds: ['HTTPRoute'] });
    const labelled = (labels: object) => ({ ...route('a'), metadata: { name: 'a', namespace: 'team', labels } });
    put(server, labelled({ colour: 'red' }));
    await eventually(() => expect(reader.story).toHaveLength(1));
    put(server, labelled({ colour: 'blue' }));
    await eventually(() => expect(reader.story).toHaveLength(2));
    expect(reader.resources.get('HTTPRoute team/a')?.metadata).toMatchObject({
      uid: 'uid-1',
      generation: 1,
      labels: { colour: 'blue' },
      creationTimestamp: '2026-01-01T00:00:00Z',
    });
  });

  test('what it refuses keeps what it said before, and is a problem of that object until it is mended', async () => {
    const server = await cluster('HTTPRoute');
    put(server, route('a'), route('b'), route('never', BROKEN));
    const reader = await read(server, { kinds: ['HTTPRoute'] });
    const never = expect.stringMatching(/^error HTTPRoute team\/never: spec\.hostnames\[0\]: [^;]*$/);
    expect(reader.keys).toEqual(['HTTPRoute team/a', 'HTTPRoute team/b']);
    expect(reader.messages).toEqual([never]);

    put(server, route('a', BROKEN), route('b', { hostnames: ['b.example.com'] }));
    await eventually(() => expect(reader.messages).toHaveLength(2));
    const kept = expect.stringMatching(
      /^error HTTPRoute team\/a: spec\.hostnames\[0\]: .*; what it said before stays in effect$/,
    );
    expect(reader.messages).toEqual([kept, never]);
    await eventually(() => expect(reader.story).toEqual(['team/a team/b', 'team/b']));
    expect(reader.resources.get('HTTPRoute team/a')).not.toHaveProperty('spec.hostnames');

    put(server, route('a', { hostnames: ['a.example.com'] }));
    remove(server, route('never'));
    await eventually(() => expect(reader.messages).toEqual([]));
    expect(reader.resources.get('HTTPRoute team/a')).toMatchObject({ spec: { hostnames: ['a.example.com'] } });
    expect(reader.story.join(' ')).not.toContain('-');
  });

  test('an object that was created anew says nothing of the old one, even if it is refused', async () => {
    const server = await cluster('HTTPRoute');
    put(server, route('a'));
    const reader = await read(server, { kinds: ['HTTPRoute'] });
    remove(server, route('a'));
    put(server, route('a', BROKEN));
    await eventually(() => expect(reader.keys).toEqual([]));
    expect(reader.messages).toEqual([expect.not.stringContaining('before')]);
  });

  test('leaves out what a newer server knows', async () => {
    const server = await cluster('HTTPRoute');
    put(server, route('a', { invention: { of: 'tomorrow' }, hostnames: ['a.example.com'] }));
    const reader = await read(server, { kinds: ['HTTPRoute'] });
    expect(reader.messages).toEqual([]);
    expect(reader.resources.get('HTTPRoute team/a')).not.toHaveProperty('spec.invention');
  });

  test('changes of all kinds in one turn of the event loop are one update', async () => {
    const server = await cluster();
    const reader = await read(server);
    await eventually(() => expect(server.watches).toBe(ALL.length));
    for (let round = 0; round < 5; round += 1) {
      const before = reader.updates.length;
      put(server, route(`r${round}`), service(`s${round}`), gatewayClass(`c${round}`), route(`q${round}`));
      await eventually(() => expect(reader.keys).toHaveLength(4 * (round + 1)));
      expect(reader.updates).toHaveLength(before + 1);
    }
  });

  test('is synced when the last kind is, and not while one is forbidden', async () => {
    const server = await cluster();
    put(server, route('a'), service('s'));
    let isPermitted = false;
    server.script = ({ plural }) =>
      plural === 'services' && !isPermitted ? { fault: 'status', code: 403 } : undefined;
    const reader = new Reader(server);
    await reader.source.start(reader.listen);
    await eventually(() => expect(reader.source.waitingFor()).toEqual(['Service']));
    await eventually(() => expect(reader.keys).toEqual(['HTTPRoute team/a']));
    expect(reader.updates.some(({ synced }) => synced)).toBe(false);
    expect(reader.source.stats().get('Service')?.failing).toContain('403');
    isPermitted = true;
    await eventually(() => expect(reader.synced).toBe(true));
    expect(reader.keys).toEqual(['HTTPRoute team/a', 'Service team/s']);
    expect(reader.updates.filter(({ synced }) => synced)[0]?.changes.map(({ key }) => key)).toEqual(['team/s']);
  });

  test('kinds that are missing or older are switched off with a note, and read when they are there', async () => {
    const core = ALL.filter((kind) => kindOf(kind).versions.standard.length > 0 && kind !== 'TLSRoute');
    const server = await cluster(...core.filter((kind) => kind !== 'GRPCRoute'));
    server.serve({ ...kindOf('TLSRoute'), version: 'v1alpha2' });
    const reader = await read(server);
    const grpc = `the API server does not have GRPCRoute of gateway.networking.k8s.io/v1; it is read as soon as its CRD is installed`;
    const tls = `the API server does not have TLSRoute of gateway.networking.k8s.io/v1, only v1alpha2; it is read as soon as its CRD is updated`;
    await eventually(() =>
      expect(reader.problems).toEqual([grpc, tls].map((message) => ({ severity: 'note', message }))),
    );
    server.serve(kindOf('TLSRoute'));
    server.serve(kindOf('GRPCRoute'));
    put(server, { ...route('a'), kind: 'GRPCRoute' });
    await eventually(() => expect(reader.keys).toEqual(['GRPCRoute team/a']));
    await eventually(() => expect(reader.problems).toEqual([]));
    expect(reader.updates.every(({ synced }, index) => synced || !reader.updates[index - 1]?.synced)).toBe(true);
  });

  test('tells which kinds the API server does not have, and reads those of its own in any version', async () => {
    const bundle = {
      apiVersion: 'certificates.k8s.io/v1beta1',
      kind: 'ClusterTrustBundle',
      metadata: { name: 'example.com:a:b' },
      spec: { signerName: 'example.com/a', trustBundle: 'PEM', invention: 'of tomorrow' },
    };
    const server = await cluster('HTTPRoute');
    const reader = await read(server, { kinds: ['HTTPRoute', 'ClusterTrustBundle', 'XMesh'] });
    await eventually(() => expect(reader.missing).toEqual(['ClusterTrustBundle', 'XMesh']));
    // Nobody can do anything about these.
    expect(reader.problems).toEqual([]);
    server.serve({ ...kindOf('ClusterTrustBundle'), version: 'v1beta1' });
    put(server, bundle);
    await eventually(() => expect(reader.keys).toEqual(['ClusterTrustBundle example.com:a:b']));
    expect(reader.resources.get('ClusterTrustBundle example.com:a:b')).toMatchObject({
      spec: { signerName: 'example.com/a', trustBundle: 'PEM' },
    });
    expect(reader.missing).toEqual(['XMesh']);
    server.unserve('clustertrustbundles');
    await eventually(() => expect(reader.missing).toEqual(['ClusterTrustBundle', 'XMesh']));
    expect(reader.keys).toEqual([]);
  });

  test('tells which optional fields the CRDs do not have, and waits until it is known', async () => {
    const plural = 'customresourcedefinitions';
    const group = 'apiextensions.k8s.io';
    const field = 'Gateway.status.addresses.routability';
    const crd = (name: string, address: object, version = 'v1') => ({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name },
      spec: {
        versions: [
          { name: 'v1beta1', schema: {} },
          {
            name: version,
            schema: {
              openAPIV3Schema: {
                properties: { status: { properties: { addresses: { items: { properties: address } } } } },
              },
            },
          },
        ],
      },
    });
    const server = await cluster('Gateway');
    server.serve({ group, version: 'v1', plural, kind: 'CustomResourceDefinition', namespaced: false });
    const name = 'gateways.gateway.networking.k8s.io';
    let isPermitted = false;
    server.script = (call) => (call.plural === plural && !isPermitted ? { fault: 'status', code: 403 } : undefined);
    const reader = new Reader(server, { kinds: ['Gateway'], optionalFields: [field, 'HTTPRoute.status.other'] });
    await reader.source.start(reader.listen);
    await eventually(() => expect(reader.source.waitingFor()).toEqual(['CustomResourceDefinition']));
    isPermitted = true;
    await eventually(() => expect(reader.synced).toBe(true));
    expect(reader.missing).toEqual([field]);
    server.put(plural, crd('others.example.com', { routability: {} }));
    server.put(plural, crd(name, { value: {} }));
    server.put(plural, crd(name, { value: {}, routability: {} }));
    await eventually(() => expect(reader.missing).toEqual([]));
    server.put(plural, crd(name, { value: {}, routability: {} }, 'v1alpha2'));
    await eventually(() => expect(reader.missing).toEqual([field]));
    server.put(plural, crd(name, { routability: {} }));
    await eventually(() => expect(reader.missing).toEqual([]));
    server.delete(plural, name);
    await eventually(() => expect(reader.missing).toEqual([field]));
    expect(server.calls.filter((call) => call.plural === plural).every(({ query }) => query.fieldSelector)).toBe(true);
  });

  test('reads the chosen namespaces only, and cluster-scoped kinds as a whole', async () => {
    const server = await cluster();
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } };
    put(server, route('a', {}, 'one'), route('a', {}, 'two'), route('a', {}, 'other'), namespace, gatewayClass('c'));
    const reader = await read(server, { namespaces: ['one', 'two'] });
    expect(reader.keys).toEqual(['GatewayClass c', 'HTTPRoute one/a', 'HTTPRoute two/a', 'Namespace other']);
    const paths = server.calls.map(({ path }) => path).filter((path) => /httproutes|gatewayclasses/.test(path));
    expect(paths.sort()).toEqual([
      '/apis/gateway.networking.k8s.io/v1/gatewayclasses',
      '/apis/gateway.networking.k8s.io/v1/namespaces/one/httproutes',
      '/apis/gateway.networking.k8s.io/v1/namespaces/two/httproutes',
    ]);
  });

  test('reads no Secrets but those with a certificate', async () => {
    const server = await cluster('Secret');
    const secret = (name: string, type: string) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: 'team' },
      type,
      data: { 'tls.crt': 'AAAA', 'tls.key': 'AAAA' },
    });
    put(server, secret('tls', 'kubernetes.io/tls'), secret('other', 'Opaque'));
    const reader = await read(server, { kinds: ['Secret'] });
    expect(reader.keys).toEqual(['Secret team/tls']);
  });

  test('reads no Pods but those with a sidecar, with the addresses that their status tells', async () => {
    const server = await cluster('Pod');
    const pod = (name: string, labels: Record<string, string>, podIP = '10.0.0.1', phase = 'Running') => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'team', labels, generation: 1 },
      spec: { serviceAccountName: 'shop', containers: [{ name: 'app', image: 'large' }] },
      status: { phase, podIP, podIPs: [{ ip: podIP }], conditions: [{ type: 'Ready', status: 'True' }] },
    });
    const injected = { 'gatewright.dev/sidecar': 'injected' };
    put(server, pod('shop', injected), pod('plain', { app: 'plain' }));
    const reader = await read(server, { kinds: ['Pod'] });
    expect(reader.keys).toEqual(['Pod team/shop']);
    const { spec, status } = reader.resources.get('Pod team/shop') as Pod;
    expect({ spec, status }).toEqual({
      spec: { serviceAccountName: 'shop' },
      status: { phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }] },
    });
    put(server, pod('shop', injected, '10.0.0.1', 'Succeeded'));
    await eventually(() =>
      expect(reader.resources.get('Pod team/shop')).toMatchObject({ status: { phase: 'Succeeded' } }),
    );
  });

  test('reads nothing of ConfigMaps but CA certificates', async () => {
    const server = await cluster('ConfigMap');
    const configMap = (name: string, data: object, annotations = {}) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'team', annotations },
      data,
      binaryData: { large: 'AAAA' },
    });
    put(server, configMap('ca', { 'ca.crt': 'one', more: 'x' }), configMap('other', { more: 'x' }));
    const reader = await read(server, { kinds: ['ConfigMap'] });
    expect(reader.resources.get('ConfigMap team/ca')).toMatchObject({ data: { 'ca.crt': 'one' } });
    expect(JSON.stringify([...reader.resources.values()])).not.toMatch(/more|large/);
    put(server, configMap('other', { more: 'y' }, { 'control-plane.alpha.kubernetes.io/leader': 'b' }));
    put(server, configMap('ca', { 'ca.crt': 'two' }));
    await eventually(() =>
      expect(reader.resources.get('ConfigMap team/ca')).toMatchObject({ data: { 'ca.crt': 'two' } }),
    );
    expect(reader.story.join(' ').split(' ').sort()).toEqual(['team/ca', 'team/ca', 'team/other']);
  });

  test('a listener that throws gets what it missed with the next update', async () => {
    const server = await cluster('HTTPRoute');
    const reader = new Reader(server, { kinds: ['HTTPRoute'] });
    let throws = false;
    await reader.source.start((update) => {
      if (throws) throw new Error('mistake of ours');
      reader.listen(update);
    });
    await eventually(() => expect(reader.synced).toBe(true));
    throws = true;
    put(server, route('a'));
    await eventually(() => expect(reader.log.join()).toContain('mistake of ours'));
    throws = false;
    put(server, route('b'));
    await eventually(() => expect(reader.keys).toEqual(['HTTPRoute team/a', 'HTTPRoute team/b']));
  });

  test('10,000 routes are read with breaks for the rest of the program, and come as one update', async () => {
    const server = await cluster('HTTPRoute');
    for (let index = 0; index < 10_000; index += 1)
      put(server, route(`r${index}`, { hostnames: [`h${index}.example.com`] }));
    let breaks = 0;
    const reader = new Reader(server, {
      kinds: ['HTTPRoute'],
      onLive: () => {
        const count = () => {
          breaks += 1;
          if (reader.updates.length === 0) setImmediate(count);
        };
        count();
      },
    });
    await reader.source.start(reader.listen);
    await eventually(() => expect(reader.synced).toBe(true));
    expect(reader.updates.map(({ changes }) => changes.length)).toEqual([10_000]);
    expect(breaks).toBeGreaterThan(5);
  });

  test('is synced too when the last kind is found empty while another one is being read', async () => {
    const server = await cluster('HTTPRoute', 'Service');
    for (let index = 0; index < 3_000; index += 1) put(server, route(`r${index}`));
    let isReading = false;
    server.script = ({ plural }) => (plural === 'services' && !isReading ? { fault: 'status', code: 503 } : undefined);
    const reader = new Reader(server, {
      kinds: ['HTTPRoute', 'Service'],
      onLive: () => {
        isReading = true;
      },
    });
    await reader.source.start(reader.listen);
    await eventually(() => expect(reader.synced).toBe(true));
    expect(reader.keys).toHaveLength(3_000);
  });
});
