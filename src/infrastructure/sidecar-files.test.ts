import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { Graph } from '../collections/index.js';
import { KubernetesClient } from '../kubernetes/client.js';
import type { KubernetesObject } from '../kubernetes/objects.js';
import type { Namespace, Pod } from '../resources/types.js';
import { TRUST } from './graph.js';
import { SidecarApplier } from './sidecar-applier.js';
import { sidecarFiles } from './sidecar-files.js';
import { ScriptedApiServer } from './testing/api-server.js';
import { SETTINGS } from './testing/proxy.js';

const CONTROLLER = 'gatewright.dev/gateway-controller';

/** The translation of namespaces and authorities to ConfigMaps, alone. */
class Files {
  readonly graph = new Graph();
  readonly #namespaces = this.graph.source<Namespace>('Namespace');
  readonly #pods = this.graph.source<Pod>('Pod');
  readonly #trust = this.graph.source<string>('trust');
  readonly wanted = sidecarFiles(
    this.graph,
    { namespaces: this.#namespaces, pods: this.#pods, trust: this.#trust },
    CONTROLLER,
    SETTINGS,
  );

  label(name: string, mesh?: string): void {
    const labels = mesh === undefined ? {} : { 'gatewright.dev/mesh': mesh };
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } } as unknown as Namespace;
    this.graph.transaction(() => this.#namespaces.set(name, namespace));
  }

  remove(name: string): void {
    this.graph.transaction(() => this.#namespaces.delete(name));
  }

  /** A pod with a sidecar. */
  pod(namespace: string, name: string, isThere = true): void {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } } as unknown as Pod;
    this.graph.transaction(() => {
      if (isThere) this.#pods.set(`${namespace}/${name}`, pod);
      else this.#pods.delete(`${namespace}/${name}`);
    });
  }

  trust(bundle: string): void {
    this.graph.transaction(() => this.#trust.set(TRUST, bundle));
  }

  get names(): readonly string[] {
    return Array.from(this.wanted.entries(), ([name]) => name).sort();
  }
}

describe('the files of sidecars', () => {
  test('are wanted in the namespaces of the mesh, once there is an authority', () => {
    const files = new Files();
    for (const [name, value] of Object.entries({ a: 'enabled', b: 'opt-in', c: 'disabled', d: '' }))
      files.label(name, value);
    files.label('e');
    expect(files.names).toEqual([]);
    files.trust('PEM');
    expect(files.names).toEqual(['a', 'b']);
    files.label('a', 'no');
    files.label('e', 'enabled');
    files.remove('b');
    expect(files.names).toEqual(['e']);
  });

  test('stay while there are pods with sidecars, and are where somebody has injected these by hand', () => {
    const files = new Files();
    files.trust('PEM');
    files.label('a', 'enabled');
    files.label('b');
    files.pod('a', 'one');
    files.pod('a', 'two');
    files.label('a');
    files.pod('b', 'one');
    expect(files.names).toEqual(['a', 'b']);
    files.pod('a', 'one', false);
    expect(files.names).toEqual(['a', 'b']);
    files.pod('a', 'two', false);
    files.pod('b', 'one', false);
    expect(files.names).toEqual([]);
  });

  test('hold the bootstrap of sidecars, and the authorities', () => {
    const files = new Files();
    files.label('a', 'enabled');
    files.trust('PEM');
    const { metadata, data } = files.wanted.get('a') as KubernetesObject & { data: Record<string, string> };
    expect(metadata).toEqual({
      name: 'gatewright-sidecar',
      namespace: 'a',
      labels: {
        'app.kubernetes.io/managed-by': 'gatewright',
        'app.kubernetes.io/component': 'sidecar',
        'gatewright.dev/controller': 'gatewright.dev_gateway-controller',
      },
    });
    expect(Object.keys(data).sort()).toEqual(['bootstrap.json', 'ca.crt', 'xds-ca.json', 'xds-token.json']);
    expect(data['ca.crt']).toBe('PEM');
    expect(data['bootstrap.json']).toContain('"mesh/passthrough"');
  });

  test('of one namespace are computed when that one changes, those of all when the authorities do', () => {
    const files = new Files();
    files.trust('PEM');
    for (let index = 0; index < 100; index += 1) files.label(`ns-${index}`, 'enabled');
    const computations = () =>
      files.graph.stats().collections.find(({ name }) => name === 'infrastructure/sidecar-files')?.computations ?? 0;
    const before = computations();
    files.label('ns-1', 'opt-in');
    expect(computations()).toBe(before + 1);
    for (let index = 0; index < 10; index += 1) files.pod('ns-2', `pod-${index}`);
    expect(computations()).toBe(before + 1);
    files.trust('OTHER PEM');
    expect(computations()).toBe(before + 101);
  });
});

describe('the applier of these files', () => {
  let server: ScriptedApiServer;
  let files: Files;
  let logs: string[];
  const running: { applier: SidecarApplier; client: KubernetesClient }[] = [];

  beforeEach(async () => {
    server = await ScriptedApiServer.start();
    files = new Files();
    files.trust('PEM');
    logs = [];
  });
  afterEach(async () => {
    for (const { applier, client } of running.splice(0)) {
      applier.stop();
      client.close();
    }
    await server.stop();
  });

  function start({ lead = true } = {}): SidecarApplier {
    const client = new KubernetesClient(server.credentials);
    const applier = new SidecarApplier({
      client,
      controllerName: CONTROLLER,
      onLog: (level, message) => void (level !== 'debug' && logs.push(message)),
      retryMs: { first: 1, most: 10 },
    });
    running.push({ applier, client });
    files.wanted.subscribe((changes) =>
      applier.want(new Map(Array.from(changes, ([namespace, { after }]) => [namespace, after]))),
    );
    applier.start();
    applier.lead(lead);
    applier.want(new Map(files.wanted.entries()));
    return applier;
  }

  const idOf = (namespace: string) => `ConfigMap/${namespace}/gatewright-sidecar`;
  const bundleIn = (namespace: string) => Object(server.get(idOf(namespace))?.data)['ca.crt'];
  const there = (...namespaces: readonly string[]) =>
    eventually(() => expect(server.ids).toEqual(namespaces.map(idOf)));

  test('makes them, renews them with the authorities, and takes them away with the label', async () => {
    files.label('a', 'enabled');
    files.label('b', 'enabled');
    const applier = start();
    await there('a', 'b');
    files.trust('NEW PEM');
    await eventually(() => expect([bundleIn('a'), bundleIn('b')]).toEqual(['NEW PEM', 'NEW PEM']));
    files.label('a');
    await there('b');
    await eventually(() => expect(applier.stats().pending).toBe(0));
    expect(server.writes.map(({ method }) => method).sort()).toEqual(['DELETE', 'PATCH', 'PATCH', 'PATCH', 'PATCH']);
  });

  test('writes nothing that is there already, and restores what somebody changes or deletes', async () => {
    files.label('a', 'enabled');
    start();
    await there('a');
    running[0]?.applier.stop();
    server.writes.length = 0;
    const applier = start();
    server.set(idOf('a'), (object) => ({ ...object, data: { ...(object.data as object), 'ca.crt': 'FORGED' } }));
    await eventually(() => expect(bundleIn('a')).toBe('PEM'));
    server.delete(idOf('a'));
    await there('a');
    await eventually(() => expect(applier.stats().pending).toBe(0));
    expect(server.writes).toHaveLength(2);
  });

  test.each([
    ['before its own application was answered', { answerLagMs: 100 }],
    ['before the watch has told that it is there', { lagMs: 100 }],
  ])('restores what is deleted %s', async (_, lag) => {
    const applier = start();
    await eventually(() => expect(applier.stats().reflector.lists).toBe(1));
    Object.assign(server, lag);
    files.label('a', 'enabled');
    await there('a');
    server.delete(idOf('a'));
    expect(server.ids).toEqual([]);
    await there('a');
  });

  test('removes what was left behind while nobody was there to do it, and nothing that others made', async () => {
    files.label('a', 'enabled');
    files.label('b', 'enabled');
    start();
    await there('a', 'b');
    running[0]?.applier.stop();
    files.label('a');
    server.set(idOf('c'), (object) => ({ ...object, data: { mine: 'x' } }));
    start();
    await there('b', 'c');
  });

  test('does not take the ConfigMap of somebody else, and says so once', async () => {
    server.set(idOf('a'), (object) => ({ ...object, data: { mine: 'x' } }));
    files.label('a', 'enabled');
    const applier = start();
    await eventually(() => expect(applier.stats().failures).toBeGreaterThan(2));
    expect(server.get(idOf('a'))?.data).toEqual({ mine: 'x' });
    expect(logs).toEqual([
      'sidecars of a: ConfigMap a/gatewright-sidecar exists and was not made by this controller. Remove it, or take the label of the mesh from the namespace.',
    ]);
    server.delete(idOf('a'));
    await eventually(() => expect(bundleIn('a')).toBe('PEM'));
  });

  test('makes nothing anew in a namespace that ends', async () => {
    files.label('a', 'enabled');
    const applier = start();
    await there('a');
    const message = 'forbidden: unable to create new content in namespace a because it is being terminated';
    server.refuse = () => ({ code: 403, message });
    server.delete(idOf('a'));
    await eventually(() => expect(applier.stats().failures).toBe(1));
    await eventually(() => expect(applier.stats().pending).toBe(0));
    expect(logs).toEqual([]);
  });

  test('writes only when it leads', async () => {
    files.label('a', 'enabled');
    const other = start({ lead: false });
    files.label('b', 'enabled');
    await eventually(() => expect(other.stats().reflector.lists).toBe(1));
    expect(server.writes).toEqual([]);
    other.lead(true);
    await there('a', 'b');
  });
});
