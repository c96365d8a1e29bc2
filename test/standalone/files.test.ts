import { once } from 'node:events';
import { mkdirSync, readlinkSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { selfSigned } from '../../src/gateway-api/testing/certificate.js';
import { type EchoServer, eventually, send, startEcho } from '../envoy/harness.js';
import { backendYaml, gatewayYaml, routeYaml, to } from './content.js';
import { Files, freePort, Gatewright } from './gatewright.js';

const HOST = 'www.example.com';
const route = (backend: string, name = 'www', host = HOST) =>
  routeYaml(name, host, `[{backendRefs: [${to(backend)}]}]`);

describe('gatewright run', () => {
  let echoes: EchoServer[];
  let files: Files;
  let gatewright: Gatewright;
  let port: number;
  const answer = async (host = HOST) => {
    const received = await send({ to: port, host });
    return received.status === 200 ? received.echoed().name : received.status;
  };
  const answers = (expected: string | number, host = HOST) =>
    eventually(async () => expect(await answer(host)).toBe(expected));

  beforeAll(async () => {
    echoes = await Promise.all(['a', 'b'].map((name) => startEcho(name)));
    port = await freePort();
    files = new Files({
      'gateway.yaml': gatewayYaml(port),
      'backends.yaml': echoes.map(({ name, port }) => backendYaml(name, port)).join('---\n'),
      'route.yaml': route('a'),
    });
    gatewright = await Gatewright.run(files);
  });
  afterAll(async () => {
    await gatewright.stop();
    await Promise.all(echoes.map((echo) => echo.close()));
    files.dispose();
  });

  test('an edited file is served', async () => {
    await answers('a');
    files.write('route.yaml', route('b'));
    await answers('b');
  });

  test('a broken file changes nothing, and is reported with its place; the rest goes on', async () => {
    files.write('route.yaml', route('a').replace('hostnames:', 'hostnamez:'));
    files.write('other.yaml', route('b', 'other', 'other.example.com'));
    await answers('b', 'other.example.com');
    expect(await answer()).toBe('b');
    await eventually(() => expect(gatewright.err).toMatch(/route\.yaml:6:3: HTTPRoute www: .*hostnamez/));
    files.write('route.yaml', route('a'));
    await answers('a');
  });

  test('text that is no YAML is reported with its place', async () => {
    files.write('bad.yaml', 'kind: [\n');
    await eventually(() => expect(gatewright.err).toMatch(/bad\.yaml:\d+:\d+: /));
    files.remove('bad.yaml');
  });

  test('a removed file takes its objects along', async () => {
    files.write('other.yaml', route('b', 'other', 'other.example.com'));
    await answers('b', 'other.example.com');
    files.remove('other.yaml');
    await answers(404, 'other.example.com');
  });

  test('a folder that Kubernetes mounts is followed through its swaps', async () => {
    const mount = join(files.path, 'mount');
    const version = (name: string, backend: string) => {
      mkdirSync(join(mount, name), { recursive: true });
      writeFileSync(join(mount, name, 'mounted.yaml'), route(backend, 'mounted', 'mounted.example.com'));
      symlinkSync(name, join(mount, '..data_tmp'));
      renameSync(join(mount, '..data_tmp'), join(mount, '..data'));
    };
    version('..2026_01', 'a');
    symlinkSync('..data/mounted.yaml', join(mount, 'mounted.yaml'));
    await answers('a', 'mounted.example.com');
    version('..2026_02', 'b');
    expect(readlinkSync(join(mount, '..data'))).toBe('..2026_02');
    await answers('b', 'mounted.example.com');
  });

  test('changes of status are printed as lines', async () => {
    expect(gatewright.out).toContain('Gateway default/web 127.0.0.1 Accepted=True Programmed=True');
    files.write('refused.yaml', route('nobody', 'refused', 'refused.example.com'));
    await eventually(() =>
      expect(gatewright.out).toMatch(/HTTPRoute default\/refused .*ResolvedRefs=False \(BackendNotFound: .*nobody/),
    );
    files.remove('refused.yaml');
    await eventually(() => expect(gatewright.out).toContain('HTTPRoute/default/refused is gone'));
  });

  test('the admin server answers', async () => {
    expect(await gatewright.get('/healthz')).toBe('ok\n');
    expect(await gatewright.get('/metrics')).toMatch(/^gatewright_xds_sent_bytes_total\{.*\} [1-9]/m);
    expect(JSON.parse(await gatewright.get('/debug/xds'))).toHaveLength(1);
    expect(JSON.parse(await gatewright.get('/debug/collections')).failing).toEqual([]);
  });

  test('a port that is taken shows in the status of its listener', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port: taken } = holder.address() as { port: number };
    files.write('gateway.yaml', gatewayYaml(port, `  - {name: taken, port: ${taken}, protocol: HTTP}\n`));
    const served = await answer();
    await eventually(async () => {
      const { objects } = JSON.parse(await gatewright.get('/debug/status'));
      const listener = objects['Gateway/default/web'].status.listeners.find(
        ({ name }: { name: string }) => name === 'taken',
      );
      const programmed = listener.conditions.find(({ type }: { type: string }) => type === 'Programmed');
      expect(programmed).toMatchObject({ status: 'False' });
      expect(programmed.message).toMatch(/in use|bind/i);
    });
    expect(await answer()).toBe(served);
    holder.close();
    files.write('gateway.yaml', gatewayYaml(port));
  });
});

describe('gatewright run, stopped and started', () => {
  test('serves what was last good when a file is bad at the start', async () => {
    const echo = await startEcho('a');
    const port = await freePort();
    const files = new Files({
      'gateway.yaml': gatewayYaml(port),
      'backend.yaml': backendYaml('a', echo.port),
      'route.yaml': route('a'),
    });
    const answers = () => eventually(async () => expect((await send({ to: port, host: HOST })).status).toBe(200));
    const first = await Gatewright.run(files);
    await answers();
    expect(await first.stop()).toBe(0);
    files.write('route.yaml', 'kind: [');
    const second = await Gatewright.run(files);
    await answers();
    expect(second.err).toMatch(/route\.yaml:\d+:\d+/);
    files.write('route.yaml', routeYaml('www', 'mended.example.com', `[{backendRefs: [${to('a')}]}]`));
    await eventually(async () => expect((await send({ to: port, host: 'mended.example.com' })).status).toBe(200));
    await eventually(async () => expect((await send({ to: port, host: HOST })).status).toBe(404));
    await second.stop();
    await echo.close();
    files.dispose();
  });

  test('serves the good objects of a file with a refused one at the first start, and says which is refused', async () => {
    const echo = await startEcho('a');
    const port = await freePort();
    const files = new Files({
      'all.yaml': [
        gatewayYaml(port),
        backendYaml('a', echo.port),
        route('a', 'refused', 'refused.example.com').replace('hostnames:', 'hostnamez:'),
        route('a'),
      ].join('---\n'),
    });
    const gatewright = await Gatewright.run(files);
    await eventually(async () => expect((await send({ to: port, host: HOST })).status).toBe(200));
    expect(gatewright.err).toMatch(/all\.yaml:\d+:3: HTTPRoute refused: spec\.hostnamez: unknown field/);
    await gatewright.stop();
    await echo.close();
    files.dispose();
  });

  test('serves the certificate that a Secret held before it broke, also when it is started again', async () => {
    const port = await freePort();
    const { certificate, key } = selfSigned(['www.example.com']);
    const secret = (tlsKey: string) =>
      JSON.stringify({
        ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'cert' }, type: 'kubernetes.io/tls' },
        stringData: { 'tls.crt': certificate, 'tls.key': tlsKey },
      });
    const https = gatewayYaml(port).replace(
      'protocol: HTTP}',
      'protocol: HTTPS, tls: {certificateRefs: [{name: cert}]}}',
    );
    const files = new Files({ 'gateway.yaml': https, 'cert.json': secret(key) });
    const shown = () =>
      new Promise<string>((resolve, reject) => {
        const socket = connect({ port, host: '127.0.0.1', servername: 'www.example.com', rejectUnauthorized: false });
        socket.once('secureConnect', () => {
          resolve(socket.getPeerX509Certificate()?.toString() ?? '');
          socket.destroy();
        });
        socket.once('error', reject);
      });
    const isServed = () => eventually(async () => expect(await shown()).toBe(certificate));
    const first = await Gatewright.run(files);
    await isServed();
    files.write('cert.json', secret('broken'));
    await eventually(() => expect(first.out).toMatch(/Listener .*ResolvedRefs=False .*stays in use/));
    await isServed();
    await first.stop();
    const second = await Gatewright.run(files);
    await isServed();
    expect(second.out).toMatch(/Listener .*ResolvedRefs=False .*stays in use.* Programmed=True/);
    await second.stop();
    files.dispose();
  });

  test('lets a request in flight finish, then exits with 0', async () => {
    let answer: (() => void) | undefined;
    const backend = createServer((_request, response) => {
      answer = () => response.end('late');
    }).listen(0, '127.0.0.1');
    await once(backend, 'listening');
    const port = await freePort();
    const files = new Files({
      'gateway.yaml': gatewayYaml(port),
      'backend.yaml': backendYaml('a', (backend.address() as { port: number }).port),
      'route.yaml': route('a'),
    });
    const gatewright = await Gatewright.run(files);
    const slow = send({ to: port, host: HOST });
    await eventually(() => expect(answer).toBeDefined());
    gatewright.signal('SIGTERM');
    await eventually(() => expect(gatewright.err).toContain('SIGTERM'));
    answer?.();
    expect((await slow).body).toBe('late');
    expect(await gatewright.ended()).toBe(0);
    backend.close();
    files.dispose();
  });

  test.each([
    ['a path that is not there', ['run', '/nowhere/at/all'], {}, /\/nowhere\/at\/all/],
    ['no Envoy', ['run', '.', '--envoy-path', '/nowhere/envoy'], {}, /\/nowhere\/envoy/],
  ])('%s is one clear line', async (_, args, env, message) => {
    const { spawnSync } = await import('node:child_process');
    const program = new URL('../../bin/gatewright', import.meta.url).pathname;
    const run = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...env } });
    expect(run.status).toBe(1);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect(run.stderr).toMatch(message);
  });

  test('a taken port of a built-in backend is one clear line', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const files = new Files();
    const gatewright = await Gatewright.run(files, { args: ['--echo', `v1=${port}`], ready: false });
    expect(await gatewright.ended()).toBe(1);
    expect(gatewright.err).toBe(`gatewright: the port ${port} for the backend v1 is taken; choose another\n`);
    holder.close();
    files.dispose();
  });
});
