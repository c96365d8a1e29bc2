/** What Services of other namespaces cost a sidecar: `npm run bench -- mesh-scope`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from '../../src/envoy/bootstrap.js';
import { originalDestinationClusters } from '../../src/envoy/sidecar-bootstrap.js';
import { encode } from '../../src/envoy-api/codec.js';
import { toJson } from '../../src/envoy-api/to-json.js';
import type { Resource } from '../../src/resources/types.js';
import { envoyBinary } from '../../test/envoy/binary.js';
import { send } from '../../test/envoy/http-client.js';
import { rssMiB } from '../process-usage.js';
import { pause } from '../standalone.js';
import { table } from '../statistics.js';
import { ControlPlane } from './control-plane.js';
import { namespace, route, service } from './world.js';

const COUNTS = [0, 10, 100, 1_000];
const OWN = 'own';
const LIMIT_MS = 60_000;

/** What there is in other namespaces, in numbers of Services. */
const KINDS: Readonly<Record<string, (i: number) => Resource[]>> = {
  'without routes': () => [],
  'with routes of other consumers': (i) => [route('consumer', `route-${i}`, other(i))],
  'with routes of their producers': (i) => [route('other', `route-${i}`, other(i))],
};

const other = (i: number) => ({ namespace: 'other', name: `service-${i}` });

export async function scope(): Promise<void> {
  const rows: Record<string, string | number>[] = [];
  for (const [kind, more] of Object.entries(KINDS)) {
    const measured = [];
    for (const count of COUNTS) measured.push({ count, ...(await measure(count, more)) });
    rows.push(
      ...measured.map(({ count, bytes, resources, rss, allocated }) => ({
        'Services of other namespaces': `${count} ${kind}`,
        resources,
        'configuration bytes': bytes,
        'allocated MiB': allocated.toFixed(2),
        'RSS MiB': rss.toFixed(1),
      })),
    );
    const [few, many] = [measured.at(1), measured.at(-1)];
    console.log(
      `${kind}: bytes with ${many?.count} / with ${few?.count}: ${((many?.bytes ?? 0) / (few?.bytes ?? 1)).toFixed(2)}`,
    );
  }
  console.log(table(rows));
}

async function measure(count: number, more: (i: number) => Resource[]) {
  const folder = mkdtempSync(join(tmpdir(), 'gatewright-scope-'));
  let bytes = 0;
  const plane = new ControlPlane({
    onSent: (event) => {
      bytes += event.bytes;
    },
  });
  let envoy: ChildProcess | undefined;
  try {
    const own = { namespace: OWN, name: 'store' };
    const all = [OWN, 'other', 'consumer'].map(namespace);
    all.push(...service(OWN, 'store', 0), route(OWN, 'store', own));
    for (let i = 0; i < count; i++) all.push(...service('other', `service-${i}`, i + 1), ...more(i));
    plane.apply(...all);
    const place = { path: join(folder, 'xds.sock') };
    await plane.serve(`unix:${place.path}`);
    const admin = join(folder, 'admin.sock');
    envoy = start(folder, place.path, admin);
    await synced(plane, admin);
    return { bytes, resources: plane.delivered(`mesh/${OWN}/default`), ...(await memory(envoy, admin)) };
  } finally {
    envoy?.kill('SIGKILL');
    await plane.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An Envoy in a network of its own, where the ports of sidecars are free. */
function start(folder: string, xds: string, admin: string): ChildProcess {
  const node = { id: `${OWN}/client`, cluster: 'mesh' };
  const config = bootstrap({ node, admin: { path: admin }, xds: { place: { path: xds } } }) as {
    static_resources: { clusters: object[] };
  };
  for (const cluster of originalDestinationClusters()) {
    const name = 'envoy.config.cluster.v3.Cluster';
    config.static_resources.clusters.push(toJson(name, encode(name, cluster)) as object);
  }
  const file = join(folder, 'bootstrap.json');
  writeFileSync(file, JSON.stringify(config));
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const program = 'ip link set lo up && exec "$@"';
  const args = ['--config-path', file, '--concurrency', '2', '--disable-hot-restart', '--log-level', 'warn'];
  return spawn('unshare', [...user, '--net', 'sh', '-c', program, 'sh', envoyBinary(), ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

async function synced(plane: ControlPlane, admin: string): Promise<void> {
  const end = Date.now() + LIMIT_MS;
  const ready = async () => {
    try {
      return (await send({ to: admin, path: '/ready' })).status === 200;
    } catch {
      return false;
    }
  };
  while (!(plane.streams > 0 && plane.settled && (await ready()))) {
    if (Date.now() > end) throw new Error('the sidecar has not got everything');
    await pause(50);
  }
}

async function memory(envoy: ChildProcess, admin: string): Promise<{ rss: number; allocated: number }> {
  // What was needed for a moment only is given back by then.
  await pause(3_000);
  const { body } = await send({ to: admin, path: '/memory' });
  const { allocated } = JSON.parse(body) as { allocated: string };
  return { rss: rssMiB(envoy.pid as number), allocated: Number(allocated) / 2 ** 20 };
}
