import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { envoyBinary } from '../../test/envoy/binary.js';
import { eventually } from '../../test/envoy/eventually.js';
import { send } from '../../test/envoy/http-client.js';
import { EnvoyProcess, type EnvoyProcessOptions } from './envoy-process.js';
import { LeftOver } from './left-over.js';

const TYPE = 'type.googleapis.com/envoy.extensions.filters';

let dir: string;
let backend: Server;
/** Requests that the backend has not answered yet. */
let held: ServerResponse[];
let states: string[];
let started: EnvoyProcess[];

const socket = (name: string) => join(dir, `${name}.sock`);

/** Everything on unix sockets: an HTTP listener and a TCP listener in front of one backend each. */
function bootstrap() {
  const listener = (name: string, filter: object) => ({
    name,
    address: { pipe: { path: socket(name) } },
    filter_chains: [{ filters: [{ name, typed_config: filter }] }],
  });
  const cluster = (name: string) => ({
    name,
    type: 'STATIC',
    connect_timeout: '5s',
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [{ endpoint: { address: { pipe: { path: socket(`${name}-backend`) } } } }] }],
    },
  });
  return {
    admin: { address: { pipe: { path: socket('admin') } } },
    static_resources: {
      clusters: [cluster('http'), cluster('tcp')],
      listeners: [
        listener('http', {
          '@type': `${TYPE}.network.http_connection_manager.v3.HttpConnectionManager`,
          stat_prefix: 'web',
          access_log: [
            {
              name: 'stdout',
              typed_config: {
                '@type': 'type.googleapis.com/envoy.extensions.access_loggers.stream.v3.StdoutAccessLog',
              },
            },
          ],
          http_filters: [{ name: 'router', typed_config: { '@type': `${TYPE}.http.router.v3.Router` } }],
          route_config: {
            virtual_hosts: [
              {
                name: 'all',
                domains: ['*'],
                routes: [{ match: { prefix: '/' }, route: { cluster: 'http', timeout: '0s' } }],
              },
            ],
          },
        }),
        listener('tcp', { '@type': `${TYPE}.network.tcp_proxy.v3.TcpProxy`, stat_prefix: 'tcp', cluster: 'tcp' }),
      ],
    },
  };
}

function create(options: Partial<EnvoyProcessOptions> = {}): EnvoyProcess {
  const envoy = new EnvoyProcess({
    binary: envoyBinary(),
    bootstrap: bootstrap(),
    dir,
    adminSocket: socket('admin'),
    concurrency: 1,
    drainTimeSeconds: 5,
    onLog: () => {},
    onOutput: () => {},
    onState: (state) => states.push(state),
    ...options,
  });
  started.push(envoy);
  return envoy;
}

async function running(options: Partial<EnvoyProcessOptions> = {}): Promise<EnvoyProcess> {
  const envoy = create(options);
  envoy.start();
  await eventually(() => expect(envoy.ready).toBe(true));
  return envoy;
}

const isRunning = (pid: number | undefined) => {
  try {
    return process.kill(pid as number, 0);
  } catch {
    return false;
  }
};

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gw-process-'));
  held = [];
  states = [];
  started = [];
  backend = createServer((request, response) => {
    if (request.url === '/held') held.push(response);
    else response.end('ok');
  });
  await once(backend.listen(socket('http-backend')), 'listening');
});

afterEach(async () => {
  for (const envoy of started) envoy.kill();
  for (const { pid } of started) await eventually(() => expect(pid !== undefined && isRunning(pid)).toBe(false));
  backend.closeAllConnections();
  backend.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('EnvoyProcess', () => {
  test('starts, tells its process number at once, and gets ready', async () => {
    let pidAtStart: number | undefined;
    const envoy: EnvoyProcess = create({
      onState: (state) => {
        states.push(state);
        if (state === 'starting') pidAtStart = envoy.pid;
      },
    });
    envoy.start();
    expect(pidAtStart).toBe(envoy.pid);
    expect(pidAtStart).toBeGreaterThan(0);
    await eventually(() => expect(envoy.ready).toBe(true));
    expect(states).toEqual(['starting', 'ready']);
    // It leads a process group: what a terminal sends to the group of this program does not reach it.
    expect(process.kill(-(pidAtStart as number), 0)).toBe(true);
    expect((await send({ to: socket('http') })).status).toBe(200);
  });

  test('gives lines of the access log and of the log with their level', async () => {
    const output: string[] = [];
    const logs: string[] = [];
    await running({
      onOutput: (line) => output.push(line),
      onLog: (level, message) => logs.push(`${level} ${message}`),
    });
    await send({ to: socket('http'), path: '/seen' });
    await eventually(() => expect(output.join('\n')).toContain('GET /seen'));
    expect(logs.join('\n')).toMatch(/^debug main: /m);
  });

  test('writes its bootstrap over a link, not through it', async () => {
    const foreign = join(dir, 'foreign');
    writeFileSync(foreign, 'mine');
    for (const name of ['bootstrap.json', 'bootstrap.json.new']) symlinkSync(foreign, join(dir, name));
    await running();
    expect(readFileSync(foreign, 'utf8')).toBe('mine');
    expect(lstatSync(join(dir, 'bootstrap.json')).isFile()).toBe(true);
  });

  test('starts again when it is killed', async () => {
    const envoy = await running();
    const first = envoy.pid;
    process.kill(first as number, 'SIGKILL');
    await eventually(() => expect(states).toEqual(['starting', 'ready', 'restarting', 'starting', 'ready']));
    expect(envoy.pid).not.toBe(first);
    expect((await send({ to: socket('http') })).status).toBe(200);
  });

  test('waits twice as long after each failure, says why it ended, and stops at once meanwhile', async () => {
    const details: string[] = [];
    const warnings: string[] = [];
    const envoy = create({
      onLog: (level, message) => level === 'warn' && warnings.push(message),
      bootstrap: { no_such_field: 1 },
      onState: (state, detail) => state === 'restarting' && details.push(detail),
    });
    envoy.start();
    await eventually(() => expect(details.length).toBeGreaterThanOrEqual(3));
    expect(details.map((detail) => /starts again in (\d+) ms/.exec(detail)?.[1]).slice(0, 3)).toEqual([
      '100',
      '200',
      '400',
    ]);
    expect(details[0]).toContain('no_such_field');
    await envoy.drainAndStop({ timeoutMs: 60_000 });
    expect(warnings).toEqual([]);
  });

  test('a program that can not be started is tried again, and can be stopped', async () => {
    const envoy = create({ binary: join(dir, 'missing') });
    envoy.start();
    await eventually(() => expect(states.filter((state) => state === 'restarting').length).toBeGreaterThanOrEqual(2));
    await envoy.drainAndStop({ timeoutMs: 60_000 });
    expect(envoy.ready).toBe(false);
  });

  describe('drainAndStop', () => {
    /** Begins to drain, and waits until clients are told to close and it has looked more than once whether it may end. */
    const drain = async (envoy: EnvoyProcess) => {
      const admin = jest.spyOn(envoy, 'admin');
      const state = { ended: false };
      const end = envoy.drainAndStop({ timeoutMs: 60_000 }).then(() => {
        state.ended = true;
      });
      await eventually(async () => expect((await send({ to: socket('http') })).headers.connection).toBe('close'));
      await eventually(() => {
        expect(admin.mock.calls.filter(([path]) => path.startsWith('/stats')).length).toBeGreaterThanOrEqual(3);
      });
      return { state, end };
    };

    test('lets a request in flight finish, accepts others meanwhile, then ends', async () => {
      const envoy = await running();
      const { pid } = envoy;
      const slow = send({ to: socket('http'), path: '/held', timeoutMs: 600_000 });
      await eventually(() => expect(held).toHaveLength(1));
      const { state, end } = await drain(envoy);
      expect(envoy.ready).toBe(false);
      expect((await send({ to: socket('http') })).status).toBe(200);
      expect(state.ended).toBe(false);
      held[0]?.end('late');
      expect(await slow).toMatchObject({ status: 200, body: 'late' });
      await end;
      expect(isRunning(pid)).toBe(false);
      expect(states.at(-1)).toBe('stopped');
    });

    test('lets a TCP connection finish', async () => {
      const envoy = await running();
      const echo = createTcpServer((connection) => connection.pipe(connection)).listen(socket('tcp-backend'));
      await once(echo, 'listening');
      const client = connect(socket('tcp'));
      client.write('before');
      expect(String((await once(client, 'data'))[0])).toBe('before');
      const { state, end } = await drain(envoy);
      client.write('during');
      expect(String((await once(client, 'data'))[0])).toBe('during');
      expect(state.ended).toBe(false);
      client.destroy();
      await end;
      echo.close();
    });

    test('ends when Envoy ends by itself meanwhile', async () => {
      const envoy = await running();
      const cut = send({ to: socket('http'), path: '/held', timeoutMs: 600_000 }).catch(() => 'cut');
      await eventually(() => expect(held).toHaveLength(1));
      const { end } = await drain(envoy);
      process.kill(envoy.pid as number, 'SIGKILL');
      await end;
      expect(await cut).toBe('cut');
      expect(states.filter((state) => state === 'starting')).toHaveLength(1);
    });

    test('ends when the time is over, whatever is in flight', async () => {
      const envoy = await running();
      const cut = send({ to: socket('http'), path: '/held', timeoutMs: 600_000 }).then(
        ({ status }) => status,
        () => 'cut',
      );
      await eventually(() => expect(held).toHaveLength(1));
      await envoy.drainAndStop({ timeoutMs: 1 });
      expect(await cut).toBe('cut');
    });
  });

  /** Another process of this program, which prints the process id of its Envoy when that is ready and then does this. */
  const program = (then: string): ChildProcess => {
    const options = {
      binary: envoyBinary(),
      bootstrap: bootstrap(),
      dir,
      adminSocket: socket('admin'),
      concurrency: 1,
      drainTimeSeconds: 5,
    };
    const text = `
      import { EnvoyProcess } from ${JSON.stringify(new URL('./envoy-process.ts', import.meta.url).href)};
      const ready = () => { console.log(envoy.pid); ${then} };
      const envoy = new EnvoyProcess({ ...${JSON.stringify(options)}, onLog() {}, onOutput() {},
        onState: (state) => state === 'ready' && ready() });
      envoy.start();`;
    return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', text], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };

  test.each([
    ['an error that is not caught', "setImmediate(() => { throw new Error('a mistake'); });"],
    ['a rejection that is not handled', "void Promise.reject(new Error('a mistake'));"],
    ['an exit', 'process.exit(1);'],
  ])('ends with this program, at %s', async (_, then) => {
    const parent = program(then);
    const printed = once(parent.stdout as NodeJS.ReadableStream, 'data');
    expect((await once(parent, 'exit'))[0]).toBe(1);
    const pid = Number(String((await printed)[0]));
    expect(pid).toBeGreaterThan(0);
    await eventually(() => expect(isRunning(pid)).toBe(false));
    expect(existsSync(socket('admin'))).toBe(false);
  });

  test('goes on serving when this program is killed, until the next start ends it, and nothing in flight is cut off', async () => {
    const parent = program('');
    let pid = 0;
    try {
      pid = Number(String((await once(parent.stdout as NodeJS.ReadableStream, 'data'))[0]));
      parent.kill('SIGKILL');
      await once(parent, 'exit');
      // Its access log goes nowhere now, which must not end it.
      for (let i = 0; i < 20; i++) expect((await send({ to: socket('http') })).status).toBe(200);
      const record = { pid, adminSocket: socket('admin') };
      const find = (saved: unknown, file = 'bootstrap.json') => LeftOver.find(saved, join(dir, file));
      expect(find([record], 'another.json')).toEqual([]);
      for (const nonsense of [undefined, record, [null], [{ ...record, pid: process.pid }]]) {
        expect(find(nonsense)).toEqual([]);
      }
      const slow = send({ to: socket('http'), path: '/held' });
      await eventually(() => expect(held).toHaveLength(1));
      const ended = find([record])[0]?.end({ timeoutMs: 60_000 });
      await eventually(() => expect(send({ to: socket('http') })).rejects.toThrow());
      expect(isRunning(pid)).toBe(true);
      held[0]?.end('late');
      expect((await slow).body).toBe('late');
      await ended;
      expect(find([record])).toEqual([]);
    } finally {
      parent.kill('SIGKILL');
      if (pid > 0 && isRunning(pid)) process.kill(pid, 'SIGKILL');
    }
  });
});
