import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { apply, get, type KubeObject, kubectl, list } from '../support/kubectl.js';
import { MESHED, SIDECAR_LABEL, STRICT } from '../support/mesh.js';
import { PodClient } from '../support/pod-client.js';
import {
  conditionOf,
  createNamespace,
  deleteNamespaces,
  deployed,
  echoBackend,
  IMAGE,
  SYSTEM,
} from '../support/world.js';

const IN = 'injection';
const STRICTLY = 'injection-strict';
const OPT_IN = 'injection-opt-in';
const PLAIN = 'injection-plain';
const WAIT = { timeoutMs: 60_000, everyMs: 200 };

const CONTAINER = {
  name: 'echo',
  image: IMAGE,
  imagePullPolicy: 'IfNotPresent',
  args: ['echo', '--name', 'pod', '--host', '0.0.0.0', '--port', '8080', '--tcp', '9000'],
  resources: { requests: { cpu: '5m', memory: '32Mi' } },
};

const ask = (url: string) => ({
  ...CONTAINER,
  name: 'ask',
  args: undefined,
  command: ['node', '-e', `fetch('${url}').then((answer) => process.exit(answer.ok ? 0 : 1))`],
});

function pod(namespace: string, name: string, spec: object = {}, annotations: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name }, annotations },
    spec: { terminationGracePeriodSeconds: 1, containers: [CONTAINER], ...spec },
  };
}

const sidecarsOf = ({ spec }: KubeObject): readonly string[] =>
  (spec.initContainers ?? []).flatMap(({ name, restartPolicy }: { name: string; restartPolicy?: string }) =>
    restartPolicy === 'Always' ? [name] : [],
  );
const isInjected = (object: KubeObject) =>
  sidecarsOf(object).length === 1 && (object.metadata.labels as Record<string, string>)[SIDECAR_LABEL] === 'injected';
const ready = async (name: string, namespace = IN) =>
  eventually(
    async () => expect(conditionOf((await get('pod', name, namespace)).status, 'Ready').status).toBe('True'),
    WAIT,
  );

describe('sidecars beside workloads', () => {
  beforeAll(async () => {
    await createNamespace(IN, MESHED);
    await createNamespace(STRICTLY, STRICT);
    await createNamespace(OPT_IN, { 'gatewright.dev/mesh': 'opt-in' });
    await createNamespace(PLAIN);
    await apply(...echoBackend(IN, 'server'));
    await deployed(IN, 'server');
  }, 180_000);
  afterAll(() => deleteNamespaces(IN, STRICTLY, OPT_IN, PLAIN));

  test('pods get one where the namespace and they themselves say so', async () => {
    const no = { 'gatewright.dev/inject': 'false' };
    const yes = { 'gatewright.dev/inject': 'true' };
    await apply(
      pod(IN, 'in'),
      pod(IN, 'opted-out', {}, no),
      pod(OPT_IN, 'unasked'),
      pod(OPT_IN, 'asked', {}, yes),
      pod(PLAIN, 'plain', {}, yes),
      pod(IN, 'host', { hostNetwork: true, containers: [{ ...CONTAINER, args: ['echo', '--port', '0'] }] }),
    );
    const injected = async (namespace: string, name: string) => isInjected(await get('pod', name, namespace));
    expect(await injected(IN, 'in')).toBe(true);
    expect(await injected(IN, 'opted-out')).toBe(false);
    expect(await injected(OPT_IN, 'unasked')).toBe(false);
    expect(await injected(OPT_IN, 'asked')).toBe(true);
    expect(await injected(IN, 'host')).toBe(false);
    const plain = await get('pod', 'plain', PLAIN);
    expect(plain.spec.initContainers).toBeUndefined();
    expect(plain.spec.containers).toHaveLength(1);
    expect(plain.metadata.labels).toEqual({ app: 'plain' });
    for (const name of ['in', 'opted-out']) await ready(name);
    await ready('asked', OPT_IN);
  });

  test('a Job finishes', async () => {
    await apply({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'job', namespace: IN },
      spec: { backoffLimit: 0, template: { spec: { restartPolicy: 'Never', containers: [ask('http://server')] } } },
    });
    await kubectl(['wait', '-n', IN, 'job/job', '--for=condition=Complete', '--timeout=90s']);
    const [done] = await list('pod', IN, 'job-name=job');
    expect(isInjected(done as KubeObject)).toBe(true);
    await eventually(async () => {
      const [{ status } = { status: {} }] = await list('pod', IN, 'job-name=job');
      expect(status.phase).toBe('Succeeded');
    }, WAIT);
  });

  test('init containers of the application can call', async () => {
    await apply(pod(IN, 'initialized', { initContainers: [ask('http://server')] }));
    await ready('initialized');
  });

  describe.each([
    ['permissive', IN],
    ['strict', STRICTLY],
  ])('probes where connections are %s', (_, namespace) => {
    const advanced = {
      name: 'echo',
      image: 'registry.k8s.io/gateway-api/conformance/echo-advanced:v0.1.0',
      imagePullPolicy: 'IfNotPresent',
      args: ['--port=8080', '--grpc=7070'],
    };
    const probed = (name: string, readinessProbe: object, container: object = CONTAINER) =>
      pod(namespace, name, {
        containers: [
          {
            ...container,
            readinessProbe: { periodSeconds: 1, failureThreshold: 1, timeoutSeconds: 5, ...readinessProbe },
          },
        ],
      });
    // Less often: starting a program is work.
    const node = (program: string) => ({
      exec: { command: ['node', '-e', program] },
      periodSeconds: 5,
      timeoutSeconds: 10,
    });
    const GOOD = {
      http: probed('http', { httpGet: { path: '/', port: 8080 } }),
      tcp: probed('tcp', { tcpSocket: { port: 9000 } }),
      grpc: probed('grpc', { grpc: { port: 7070 } }, advanced),
      exec: probed('exec', node('process.exit(0)')),
    };
    const BAD = {
      http: probed('bad-http', { httpGet: { path: '/status/503', port: 8080 } }),
      tcp: probed('bad-tcp', { tcpSocket: { port: 9_999 } }),
      grpc: probed('bad-grpc', { grpc: { port: 7070, service: 'unknown' } }, advanced),
      exec: probed('bad-exec', node('process.exit(1)')),
    };

    test('tell what is well, and what is not', async () => {
      const all = [...Object.values(GOOD), ...Object.values(BAD)];
      await apply(...all);
      for (const { metadata } of Object.values(GOOD)) await ready(metadata.name, namespace);
      for (const { metadata } of Object.values(BAD)) {
        await eventually(async () => {
          const { status } = await get('pod', metadata.name, namespace);
          // Its containers run, and the sidecar is well.
          expect(conditionOf(status, 'Initialized').status).toBe('True');
          expect(status.containerStatuses[0]).toMatchObject({ ready: false, started: true, restartCount: 0 });
        }, WAIT);
        const events = await list('event', namespace);
        const failed = events.filter(
          ({ reason, involvedObject }) => reason === 'Unhealthy' && involvedObject.name === metadata.name,
        );
        expect(failed.length).toBeGreaterThan(0);
        expect(conditionOf((await get('pod', metadata.name, namespace)).status, 'Ready').status).toBe('False');
      }
      await kubectl(['delete', 'pod', '-n', namespace, ...all.map(({ metadata }) => metadata.name), '--wait=false']);
    });
  });

  test('ports that are left out are reached as without a sidecar', async () => {
    await apply(
      pod(STRICTLY, 'excluded', {}, { 'gatewright.dev/exclude-inbound-ports': '9000' }),
      pod(PLAIN, 'client'),
    );
    await ready('excluded', STRICTLY);
    await ready('client', PLAIN);
    const client = new PodClient(PLAIN, 'client');
    const { podIP } = (await get('pod', 'excluded', STRICTLY)).status;
    expect((await client.converse(podIP, 9_000, 'hello\n')).received).toContain('hello');
    expect((await client.request(`http://${podIP}:8080`)).error).toBeDefined();
    client.close();
  });

  test('while no controller is there, pods outside the mesh are made as ever, those inside are not, and calls go on', async () => {
    await apply(pod(IN, 'caller'));
    await ready('caller');
    const client = new PodClient(IN, 'caller');
    await client.untilAnswered('http://server', 'server');
    const { replicas } = (await get('deployment', 'gatewright', SYSTEM)).spec;
    const scale = (count: number) => kubectl(['scale', '-n', SYSTEM, 'deployment/gatewright', `--replicas=${count}`]);
    await scale(0);
    try {
      await eventually(
        async () => expect(await list('pod', SYSTEM, 'app.kubernetes.io/name=gatewright')).toHaveLength(0),
        WAIT,
      );
      await apply(pod(PLAIN, 'later'));
      await ready('later', PLAIN);
      await expect(apply(pod(IN, 'refused'))).rejects.toThrow(/webhook/);
      expect(await client.shares('http://server', 100)).toEqual({ server: 100 });
    } finally {
      await scale(replicas);
      await deployed(SYSTEM, 'gatewright');
    }
    await eventually(() => apply(pod(IN, 'afterwards')), WAIT);
    await ready('afterwards');
    client.close();
  });
});
