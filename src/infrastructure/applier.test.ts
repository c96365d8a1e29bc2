import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { KubernetesClient } from '../kubernetes/client.js';
import type { KubernetesObject } from '../kubernetes/objects.js';
import type { GatewayProxy, ProxyState } from '../model/index.js';
import { Applier } from './applier.js';
import { type WantedProxy, wantedProxy } from './graph.js';
import { ScriptedApiServer } from './testing/api-server.js';
import { proxyOf, SETTINGS } from './testing/proxy.js';

const CONTROLLER = 'gatewright.dev/gateway-controller';
const KINDS = ['ConfigMap', 'Deployment', 'Service', 'ServiceAccount'];
const OBJECTS = KINDS.map((kind) => `${kind}/app/web-gatewright`);

let server: ScriptedApiServer;
let states: Map<string, ProxyState | undefined>;
let logs: string[];
const running: { applier: Applier; client: KubernetesClient }[] = [];

beforeEach(async () => {
  server = await ScriptedApiServer.start();
  states = new Map();
  logs = [];
});
afterEach(async () => {
  for (const { applier, client } of running.splice(0)) {
    applier.stop();
    client.close();
  }
  await server.stop();
});

interface Started {
  readonly applier: Applier;
  /** What is wanted of the proxies from now on. */
  readonly want: (...proxies: readonly GatewayProxy[]) => void;
  readonly synced: Promise<void>;
}

function start({ lead = true, authorities = 'PEM' } = {}): Started {
  const client = new KubernetesClient(server.credentials);
  let sync: () => void = () => {};
  const synced = new Promise<void>((resolve) => {
    sync = resolve;
  });
  const applier = new Applier({
    client,
    controllerName: CONTROLLER,
    onProxyStates: (changes) => {
      for (const [proxy, state] of changes) states.set(proxy, state);
    },
    onSynced: () => sync(),
    onLog: (level, message) => void (level !== 'debug' && logs.push(message)),
    retryMs: { first: 1, most: 10 },
  });
  running.push({ applier, client });
  applier.start();
  if (lead) applier.lead(true);
  const wanted = (proxy: GatewayProxy): [string, WantedProxy] => [
    proxy.name,
    wantedProxy(proxy, authorities, SETTINGS),
  ];
  return { applier, want: (...proxies) => applier.want(new Map(proxies.map(wanted))), synced };
}

/** Waits until nothing is left to do. */
async function atRest({ applier, synced }: Started): Promise<void> {
  await synced;
  await eventually(() => expect(applier.stats().pending).toBe(0));
}

async function runs(proxy = proxyOf()): Promise<Started> {
  const started = start();
  started.want(proxy);
  await atRest(started);
  await eventually(() => expect(server.ids).toEqual(OBJECTS));
  server.writes.length = 0;
  return started;
}

const written = () => server.writes.map(({ method, kind }) => `${method} ${kind}`);

/** Makes sure that what the server has told until now has been seen, by a change that is seen. */
async function seen(value = String(Math.random())): Promise<void> {
  const id = 'Service/app/web-gatewright';
  server.set(id, (object) => ({ ...object, status: { loadBalancer: { ingress: [{ hostname: value }] } } }));
  await eventually(() => expect(states.get('app/web')?.addresses).toEqual([{ type: 'Hostname', value }]));
}

const labelled = (name: string, value: string) => (object: KubernetesObject) => ({
  ...object,
  metadata: { ...object.metadata, labels: { ...object.metadata.labels, [name]: value } },
});

describe('what is wanted', () => {
  test('is made, what pods need first, and what is the same is not written again', async () => {
    const started = start();
    started.want(proxyOf());
    await atRest(started);
    expect(server.ids).toEqual(OBJECTS);
    expect(written().at(-1)).toBe('PATCH Deployment');
    expect(server.writes).toHaveLength(4);
    started.want(proxyOf());
    await atRest(started);
    expect(server.writes).toHaveLength(4);
  });

  test('is written where it differs', async () => {
    const started = await runs();
    started.want(proxyOf({ parameters: { replicas: 2 } }));
    await atRest(started);
    expect(written().sort()).toEqual(['PATCH Deployment', 'PATCH PodDisruptionBudget']);
    server.writes.length = 0;
    started.want(proxyOf({ parameters: { replicas: 2 }, ports: [{ port: 81, protocol: 'TCP' }] }));
    await atRest(started);
    expect(written()).toEqual(['PATCH Service']);
  });

  test('does not replace pods for other authorities, and does for another bootstrap', async () => {
    const template = () => JSON.stringify(Object(server.get('Deployment/app/web-gatewright')?.spec).template);
    const started = await runs();
    const before = template();
    started.applier.want(new Map([['app/web', wantedProxy(proxyOf(), 'OTHER PEM', SETTINGS)]]));
    await atRest(started);
    expect(written()).toEqual(['PATCH ConfigMap']);
    started.applier.want(
      new Map([['app/web', wantedProxy(proxyOf({ parameters: { maxConnections: 5 } }), 'OTHER PEM', SETTINGS)]]),
    );
    await atRest(started);
    expect(written().sort()).toEqual(['PATCH ConfigMap', 'PATCH ConfigMap', 'PATCH Deployment']);
    expect(template()).not.toBe(before);
  });

  test('is restored when somebody changes or deletes it, and what else others write is left alone', async () => {
    const started = await runs();
    server.set('Deployment/app/web-gatewright', (object) => ({
      ...object,
      spec: { ...(object.spec as object), replicas: 7 },
    }));
    server.set('Deployment/app/web-gatewright', labelled('other', 'x'));
    await seen();
    await atRest(started);
    expect(written()).toEqual([]);
    server.set('Deployment/app/web-gatewright', labelled('app.kubernetes.io/name', 'other'));
    await eventually(() => expect(written()).toEqual(['PATCH Deployment']));
    const { metadata, spec } = server.get('Deployment/app/web-gatewright') as KubernetesObject;
    expect(metadata?.labels).toMatchObject({ other: 'x', 'app.kubernetes.io/name': 'gatewright-proxy' });
    expect(spec).toMatchObject({ replicas: 7 });
    server.delete('ServiceAccount/app/web-gatewright');
    await eventually(() => expect(written()).toEqual(['PATCH Deployment', 'PATCH ServiceAccount']));
    await atRest(started);
  });

  test('is restored when somebody deletes it before its own application was answered', async () => {
    server.answerLagMs = 50;
    const started = start();
    started.want(proxyOf());
    for (const id of OBJECTS) {
      await eventually(() => expect(server.ids).toContain(id), { everyMs: 1 });
      server.delete(id);
    }
    await eventually(() => expect(server.ids).toEqual(OBJECTS));
    server.answerLagMs = 0;
    await atRest(started);
    expect(logs).toEqual([]);
  });

  test('is not written over and over when the server writes it in another way', async () => {
    server.normalize = (object) => JSON.parse(JSON.stringify(object).replaceAll('"0.5"', '"500m"')) as KubernetesObject;
    const limited = proxyOf({ parameters: { resources: { limits: { cpu: '0.5' } } } });
    const started = await runs(limited);
    await seen();
    await atRest(started);
    expect(written()).toEqual([]);
    // A process that did not see what came of it finds out once.
    started.applier.stop();
    const next = start();
    next.want(limited);
    await atRest(next);
    await seen();
    await atRest(next);
    expect(written()).toEqual(['PATCH Deployment']);
  });

  test('is not written by a process that finds it as it should be', async () => {
    (await runs()).applier.stop();
    const next = start();
    next.want(proxyOf());
    await atRest(next);
    await seen();
    expect(written()).toEqual([]);
  });

  test('is written by a process that finds a field which is no longer wanted', async () => {
    (await runs(proxyOf({ parameters: { nodeSelector: { a: 'b' } } }))).applier.stop();
    const next = start();
    next.want(proxyOf());
    await atRest(next);
    expect(written()).toEqual(['PATCH Deployment']);
  });
});

describe('the leader', () => {
  test('alone writes; others tell states', async () => {
    const started = start({ lead: false });
    started.want(proxyOf());
    await started.synced;
    expect(states.get('app/web')?.unavailable?.reason).toBe('Pending');
    expect(server.writes).toEqual([]);
    started.applier.lead(true);
    await atRest(started);
    expect(server.ids).toEqual(OBJECTS);
    started.applier.lead(false);
    started.want(proxyOf({ ports: [{ port: 81, protocol: 'TCP' }] }));
    await seen();
    expect(server.writes).toHaveLength(4);
    started.applier.lead(true);
    await eventually(() => expect(server.writes).toHaveLength(5));
  });
});

describe('what is not wanted', () => {
  test('is removed with its Gateway', async () => {
    const started = await runs();
    started.applier.want(new Map([['app/web', undefined]]));
    await eventually(() => expect(server.ids).toEqual([]));
    await eventually(() => expect(states.get('app/web')).toBeUndefined());
    expect(states.has('app/web')).toBe(true);
    await atRest(started);
    expect(written().sort()).toEqual(KINDS.map((kind) => `DELETE ${kind}`));
  });

  test('is left alone when it was never wanted here', async () => {
    (await runs()).applier.stop();
    const next = start();
    next.applier.want(new Map());
    await next.synced;
    next.applier.want(new Map([['app/web', undefined]]));
    next.want(proxyOf({ gateway: { namespace: 'app', name: 'other', uid: '2' } }));
    await eventually(() => expect(server.ids).toHaveLength(8));
    expect(written().filter((each) => each.startsWith('DELETE'))).toEqual([]);
  });

  test('is removed alone, and what runs pods only when another one does', async () => {
    const started = await runs();
    started.want(proxyOf({ requested: [{}, { value: '192.0.2.1' }] }));
    await eventually(() => expect(server.ids.filter((id) => id.startsWith('Service/'))).toHaveLength(2));
    started.want(proxyOf({ parameters: { kind: 'DaemonSet' } }));
    await eventually(() => expect(server.ids.filter((id) => id.startsWith('Service/'))).toHaveLength(1));
    await atRest(started);
    expect(server.ids.filter((id) => /^D.*Set|^Deployment/.test(id))).toHaveLength(2);
    server.set('DaemonSet/app/web-gatewright', (object) => ({ ...object, status: { numberAvailable: 1 } }));
    await eventually(() => expect(server.ids.filter((id) => id.startsWith('Deployment/'))).toEqual([]));
  });

  test('stays while the Gateway is not accepted, and nothing new is made', async () => {
    const started = await runs();
    started.want(
      proxyOf({ held: true }),
      proxyOf({ held: true, gateway: { namespace: 'app', name: 'new', uid: '2' } }),
    );
    await seen();
    await atRest(started);
    expect(written()).toEqual([]);
    expect(states.get('app/new')?.unavailable?.reason).toBe('Pending');
  });
});

describe('what cannot be', () => {
  test('an object of somebody else is neither taken nor removed, and that is told', async () => {
    server.set('Deployment/app/web-gatewright', (object) => ({ ...object, spec: { own: true } }));
    const started = start();
    started.want(proxyOf());
    const told = 'Deployment app/web-gatewright exists and was not made for this Gateway';
    await eventually(() => expect(states.get('app/web')?.unavailable?.message).toContain(told));
    expect(states.get('app/web')?.unavailable?.reason).toBe('NoResources');
    expect(server.get('Deployment/app/web-gatewright')?.spec).toEqual({ own: true });
    expect(logs.filter((message) => message.includes(told))).toHaveLength(1);
    server.delete('Deployment/app/web-gatewright');
    await eventually(() => expect(server.get('Deployment/app/web-gatewright')?.spec).toHaveProperty('template'));
    await eventually(() => expect(states.get('app/web')?.unavailable?.reason).toBe('Pending'));
  });

  test('what the server refuses is told, tried again, and forgotten when it works', async () => {
    server.refuse = ({ kind }) => (kind === 'Service' ? { code: 403, message: 'exceeded quota: services' } : undefined);
    const started = start();
    started.want(proxyOf());
    await eventually(() => expect(states.get('app/web')?.unavailable?.message).toContain('exceeded quota: services'));
    expect(server.ids).toContain('Deployment/app/web-gatewright');
    server.set('Deployment/app/web-gatewright', (object) => ({ ...object, status: { availableReplicas: 1 } }));
    await eventually(() => expect(states.get('app/web')?.outdated).toContain('exceeded quota: services'));
    expect(states.get('app/web')?.unavailable).toBeUndefined();
    server.refuse = () => undefined;
    await eventually(() => expect(states.get('app/web')).toEqual({ addresses: [] }));
  });

  test('an admission webhook that nobody answers is told as what it is', async () => {
    const message = 'Internal error occurred: failed calling webhook "policy.example.com": connection refused';
    server.refuse = () => ({ code: 500, message });
    start().want(proxyOf());
    await eventually(() => expect(states.get('app/web')?.unavailable?.message).toContain(message));
  });

  test('an API server in trouble is no trouble of the proxy', async () => {
    let refusals = 0;
    server.refuse = () => {
      refusals += 1;
      return { code: 500, message: 'etcd is away' };
    };
    const started = start();
    started.want(proxyOf());
    await eventually(() => expect(refusals).toBeGreaterThan(10));
    expect(states.get('app/web')?.unavailable).toEqual({ reason: 'Pending', message: 'The proxy is being created.' });
    server.refuse = () => undefined;
    await atRest(started);
    expect(server.ids).toEqual(OBJECTS);
  });
});

test('two hundred proxies cost four objects each, and a change of one what it is', async () => {
  const started = start();
  const proxies = Array.from({ length: 200 }, (_, index) =>
    proxyOf({ gateway: { namespace: 'app', name: `web-${index}`, uid: `${index}` } }),
  );
  started.want(...proxies);
  await started.synced;
  await eventually(() => expect(started.applier.stats()).toMatchObject({ pending: 0, applies: 800, failures: 0 }));
  const [first] = proxies;
  if (first !== undefined) started.want({ ...first, ports: [{ port: 81, protocol: 'TCP' }] });
  await atRest(started);
  expect(started.applier.stats().applies).toBe(801);
});
