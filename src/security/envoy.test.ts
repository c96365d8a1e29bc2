import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually, type RunningEnvoy, startEnvoy } from '../../test/envoy/harness.js';
import { bootstrapFiles } from '../envoy/bootstrap-files.js';
import { XdsCache, XdsServer } from '../xds/index.js';
import { Authority } from './authority.js';
import { ServerCertificate } from './server-certificate.js';
import { MemoryCaStore } from './testing/memory-ca-store.js';
import { Volume } from './testing/volume.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NAME = 'gatewright.system.svc';

let config: Volume;
let token: Volume;
let store: MemoryCaStore;
/** Milliseconds that the clock of the authority differs from that of the proxy. */
let ahead: number;
let authority: Authority;
let certificate: ServerCertificate;
let server: XdsServer | undefined;
let envoy: RunningEnvoy | undefined;
/** The credentials of every stream. */
let seen: string[];

beforeEach(async () => {
  config = await Volume.create();
  token = await Volume.create();
  store = new MemoryCaStore();
  ahead = 0;
  seen = [];
});

afterEach(async () => {
  await envoy?.stop();
  await server?.shutdown(100);
  authority.stop();
  await config.remove();
  await token.remove();
  envoy = undefined;
  server = undefined;
});

async function makeAuthority(dnsNames: readonly string[] = [NAME]): Promise<void> {
  authority = new Authority({ store, purpose: 'xDS', now: () => Date.now() + ahead });
  certificate = new ServerCertificate({ authority, dnsNames });
  await authority.start();
}

/** @returns the port. */
async function serve(port = 0): Promise<number> {
  const cache = new XdsCache();
  cache.markReady();
  server = new XdsServer({
    cache,
    authenticate: ({ metadata }) => {
      seen.push(metadata.get('authorization').join());
      return { audience: 'a', identity: 'proxy' };
    },
  });
  return server.bind(`127.0.0.1:${port}`, certificate.credentials);
}

/** Writes the files of a proxy with this bundle; the rest is always the same. */
async function writeConfig(port: number, bundle: string): Promise<string> {
  const files = bootstrapFiles({
    node: { id: 'proxy', cluster: 'proxy' },
    xds: { hostname: 'localhost', port, serverName: NAME },
    folder: config.folder,
    caFile: config.path('ca.crt'),
    tokenFile: token.path('token'),
    adminPath: config.path('admin.sock'),
  });
  await config.write({ ...files, 'ca.crt': bundle });
  return files['bootstrap.json'] ?? '';
}

async function start(bootstrap: string, ready: boolean): Promise<RunningEnvoy> {
  const { admin: _, ...rest } = JSON.parse(bootstrap);
  envoy = await startEnvoy({ bootstrap: rest, ready });
  return envoy;
}

describe('a real Envoy', () => {
  test('sends the token that kubelet has written last, on every stream', async () => {
    await makeAuthority();
    await token.write({ token: 'first' });
    const port = await serve();
    await start(await writeConfig(port, authority.bundle), true);
    expect(seen).toEqual(['Bearer first']);

    await token.write({ token: 'second' });
    await eventually(async () => {
      server?.endStreams('proxy');
      expect(seen.at(-1)).toBe('Bearer second');
    });
    expect(new Set(seen)).toEqual(new Set(['Bearer first', 'Bearer second']));
  });

  test('comes again after its stream was ended', async () => {
    await makeAuthority();
    await token.write({ token: 'first' });
    await start(await writeConfig(await serve(), authority.bundle), true);
    server?.endStreams('another');
    expect(server?.streams()).toHaveLength(1);
    server?.endStreams('proxy');
    await eventually(() => expect(seen).toHaveLength(2));
    await eventually(() => expect(server?.streams()).toHaveLength(1));
  });

  test('accepts a new authority when its files tell of it, without a restart', async () => {
    ahead = -184 * DAY;
    await makeAuthority();
    const old = authority.bundle;
    ahead = -DAY + 60_000;
    await authority.check();
    ahead = 0;
    await authority.check();
    const both = authority.bundle;
    expect(both).not.toBe(old);
    expect(both).toContain(old);

    await token.write({ token: 'first' });
    const port = await serve();
    const proxy = await start(await writeConfig(port, old), true);
    await server?.shutdown(100);

    // The new one signs; this proxy has not heard of it, which a day of waiting makes unlikely, not impossible.
    ahead = 120_000;
    await authority.check();
    await serve(port);
    const refused = async () => (await proxy.stats('cluster.xds.ssl'))['cluster.xds.ssl.fail_verify_error'];
    await eventually(async () => expect(await refused()).toBeGreaterThan(0));
    expect(seen).toHaveLength(1);

    await writeConfig(port, both);
    await eventually(() => expect(seen).toHaveLength(2));
    expect(await proxy.isReady()).toBe(true);
  });

  test('refuses a server of another authority, and sends it no token', async () => {
    await makeAuthority();
    await token.write({ token: 'first' });
    const port = await serve();
    store = new MemoryCaStore();
    const serving = authority;
    await makeAuthority();
    const proxy = await start(await writeConfig(port, authority.bundle), false);
    await eventually(async () => {
      expect((await proxy.stats('cluster.xds.ssl'))['cluster.xds.ssl.fail_verify_error']).toBeGreaterThan(0);
    });
    expect(seen).toEqual([]);
    expect(await proxy.isReady()).toBe(false);
    serving.stop();
  });

  test('refuses a server with another name', async () => {
    await makeAuthority(['gatewright.elsewhere.svc']);
    await token.write({ token: 'first' });
    const proxy = await start(await writeConfig(await serve(), authority.bundle), false);
    await eventually(async () => {
      expect((await proxy.stats('cluster.xds.ssl'))['cluster.xds.ssl.fail_verify_san']).toBeGreaterThan(0);
    });
    expect(seen).toEqual([]);
  });
});
