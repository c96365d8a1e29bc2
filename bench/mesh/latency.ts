/**
 * What a sidecar on both sides adds to a request, in a cluster with the mesh: `make bench MESH=1`. The same client and server without
 * sidecars take turns with those that have them.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { apply, type KubeObject, kubectl } from '../../e2e/support/kubectl.js';
import { version } from '../../src/app/version.js';
import { percentile, table } from '../statistics.js';

const run = promisify(execFile);
const PROGRAM = readFileSync(new URL('./in-pod-latency.cjs', import.meta.url), 'utf8');
const IMAGE = `gatewright/gatewright:${version}`;
const ROUNDS = 12;
const REQUESTS = 500;

const PLAIN = 'bench-plain';
const MESHED = 'bench-meshed';
const WAYS = {
  'no sidecar': { namespace: PLAIN, url: `http://server.${PLAIN}` },
  'sidecars, no route (bytes pass through)': { namespace: MESHED, url: `http://unrouted.${MESHED}` },
  'sidecars, a route, TLS between them': { namespace: MESHED, url: `http://server.${MESHED}` },
} as const;

function workload(namespace: string, name: string): KubeObject[] {
  const labels = { app: name };
  const container = {
    name: 'echo',
    image: IMAGE,
    imagePullPolicy: 'IfNotPresent',
    args: ['echo', '--name', name, '--host', '0.0.0.0', '--port', '8080'],
    readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
  };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
      },
    },
    ...[name, ...(name === 'server' ? ['unrouted'] : [])].map((service) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: service, namespace },
      spec: { selector: labels, ports: [{ port: 80, targetPort: 8080, appProtocol: 'http' }] },
    })),
  ];
}

const namespace = (name: string, labels: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

const ROUTE: KubeObject = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'server', namespace: MESHED },
  spec: {
    parentRefs: [{ group: '', kind: 'Service', name: 'server', port: 80 }],
    rules: [
      {
        filters: [
          { type: 'ResponseHeaderModifier', responseHeaderModifier: { set: [{ name: 'x-by', value: 'route' }] } },
        ],
        backendRefs: [{ name: 'server', port: 80 }],
      },
    ],
  },
};

async function inPod(namespace: string, program: string, ...args: string[]): Promise<string> {
  const place = ['exec', '-n', namespace, 'deployment/client', '-c', 'echo', '--', 'node', '-e', program];
  return (await run('kubectl', [...place, ...args], { maxBuffer: 1 << 24 })).stdout;
}

/** Waits until the route is in effect, so that no request of another way is counted. */
async function routed(): Promise<void> {
  const program = 'fetch(process.argv[1]).then((answer) => console.log(answer.headers.get("x-by")))';
  for (let i = 0; i < 60; i++) {
    const by = await inPod(MESHED, program, WAYS['sidecars, a route, TLS between them'].url);
    if (by.trim() === 'route') return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the route has no effect');
}

const names = [PLAIN, MESHED];
try {
  await apply(namespace(PLAIN), namespace(MESHED, { 'gatewright.dev/mesh': 'enabled' }));
  await apply(...names.flatMap((name) => [...workload(name, 'server'), ...workload(name, 'client')]), ROUTE);
  for (const name of names) {
    for (const deployment of ['server', 'client']) {
      await kubectl(['rollout', 'status', '-n', name, `deployment/${deployment}`, '--timeout=120s']);
    }
  }
  await routed();
  const times = new Map(Object.keys(WAYS).map((way) => [way, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [way, { namespace, url }] of Object.entries(WAYS)) {
      times.get(way)?.push(...JSON.parse(await inPod(namespace, PROGRAM, url, String(REQUESTS))));
    }
  }
  const of = (way: string, share: number) => percentile(times.get(way) ?? [], share);
  const added = (way: string, share: number) => (of(way, share) - of('no sidecar', share)).toFixed(3);
  console.log(
    table(
      Object.keys(WAYS).map((way) => ({
        way,
        'p50 ms': of(way, 0.5).toFixed(3),
        'p99 ms': of(way, 0.99).toFixed(3),
        'added at p50': added(way, 0.5),
        'added at p99': added(way, 0.99),
      })),
    ),
  );
} finally {
  await kubectl(['delete', 'namespace', ...names, '--ignore-not-found', '--wait=false']);
}
