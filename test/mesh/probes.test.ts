import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Container, Probe } from '../../src/injection/pod.js';
import { probeConfig } from '../../src/injection/probe-config.js';
import { probeUses, rewriteProbes } from '../../src/injection/probe-target.js';
import { PROBE_PORT } from '../../src/well-known/ports.js';
import { eventually } from '../envoy/harness.js';
import { Mesh, type MeshPod } from './mesh.js';
import { meshModel } from './model.js';
import { HTTP_V1, type Received } from './workload.js';

/** Where the workload does not listen. */
const NOBODY = 7000;

const spec = rewriteProbes(
  {
    containers: [
      {
        name: 'app',
        startupProbe: { httpGet: { port: HTTP_V1, path: '/healthz' } },
        livenessProbe: { tcpSocket: { port: HTTP_V1 } },
        readinessProbe: { tcpSocket: { port: NOBODY }, periodSeconds: 1 },
      },
    ],
  },
  new Set(),
);
const app = spec.containers[0] as Container;

let mesh: Mesh;
let kubelet: MeshPod;
const servers = ['ipv4', 'ipv6'] as const;

beforeAll(async () => {
  const server = (family: 'ipv4' | 'ipv6') => ({
    ...{ namespace: 'default', sidecar: true },
    args: (network: MeshPod['network']) => ['--config-yaml', probeConfig(probeUses(spec), network[family])],
  });
  mesh = await Mesh.start(
    { ipv4: server('ipv4'), ipv6: server('ipv6'), kubelet: { namespace: 'default', sidecar: false } },
    () => meshModel({ sidecars: { 'default/ipv4': 'Strict', 'default/ipv6': 'Strict' }, frontends: [], backends: {} }),
  );
  kubelet = mesh.pod('kubelet');
}, 60_000);

afterAll(() => mesh?.stop());

/** What kubelet, which has no certificate, is told of a probe. */
function ask(name: (typeof servers)[number], probe: Probe | undefined) {
  const { path = '', port, httpHeaders = [] } = probe?.httpGet ?? { port: 0 };
  expect(port).toBe(PROBE_PORT);
  const headers = Object.fromEntries(httpHeaders.map((header) => [header.name, header.value]));
  const address = mesh.pod(name).network[name];
  return kubelet.workload.do('request', { address, port: PROBE_PORT, path, headers, fresh: true });
}

describe.each(servers)('a pod that takes nobody without a certificate, %s', (name) => {
  test('is closed to kubelet itself', async () => {
    const address = mesh.pod(name).network[name];
    await expect(kubelet.workload.do('request', { address, port: HTTP_V1, fresh: true })).rejects.toThrow();
  });

  test('answers probes through its sidecar, from an address of loopback', async () => {
    const { status, body } = await ask(name, app.startupProbe);
    expect(status).toBe(200);
    expect(JSON.parse(body) as Received).toMatchObject({
      path: '/healthz',
      from: name === 'ipv4' ? '127.0.0.6' : '::1',
    });
  });

  test('has a port where somebody listens, and none where nobody does', async () => {
    await eventually(async () => expect((await ask(name, app.livenessProbe)).status).toBe(200));
    expect((await ask(name, app.readinessProbe)).status).toBe(503);
  });
});
