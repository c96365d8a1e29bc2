import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { selfSigned } from '../../src/gateway-api/testing/certificate.js';
import { eventually } from '../envoy/eventually.js';
import { send } from '../envoy/http-client.js';
import { freePort } from './gatewright.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = join(root, 'bin/gatewright');

function gatewright(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: 'utf8', timeout: 60_000 });
  return { status, stdout, stderr };
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatewright-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const BAD = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: bad}
spec:
  hostnames: [UPPER.example.com]
`;

describe('help and usage', () => {
  const commands = ['run', 'controller', 'translate', 'validate', 'status', 'echo', 'inject', 'version'];
  test('every command is in the list, and so are the exit codes', () => {
    const { stdout } = gatewright('--help');
    const listed = Array.from(stdout.matchAll(/^ {2}([a-z]+) .*/gm), ([, name]) => name);
    expect(listed.filter((name) => name !== 'help').sort()).toEqual([...commands].sort());
    expect(stdout).toContain('Exit codes: 0 when');
  });

  test.each(commands)('%s explains itself with an example', (command) => {
    const { status, stdout } = gatewright(command, '--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples?.*:\\n  gatewright ${command}\\b`));
  });

  test('what only pods call is in no list', () => {
    expect(gatewright('--help').stdout).not.toMatch(/drain|redirect/);
  });

  test('the version names the Envoy too', () => {
    expect(gatewright('version').stdout).toMatch(/^gatewright \d+\.\d+\.\d+, for Envoy \d+\.\d+\.\d+\n$/);
    expect(gatewright('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([
    [[], /Usage: gatewright/],
    [['nonsense'], /unknown command 'nonsense'/],
    [['run'], /missing required argument 'paths'/],
    [['run', '.', '--bind', '127.0.0.1,localhost'], /"localhost" is not an IP address/],
    [['run', '.', '--echo', 'v1'], /Expected NAME=PORT/],
    [['run', '.', '--echo', 'v1=9001/sctp'], /Expected NAME=PORT or NAME=PORT\/PROTOCOL/],
    [['run', '.', '--echo', 'v1=70000'], /at most 65535/],
    [['run', '.', '--concurrency', '0'], /positive whole number/],
    [['run', '.', '--log-level', 'loud'], /Allowed choices are/],
    [['validate', '.', '--channel', 'beta'], /Allowed choices are/],
    [['echo', '--port', '0x'], /positive whole number/],
    [['echo'], /there is nothing to serve; give one of --port/],
    [['echo', '--https', '1', '--certificate', '/nowhere'], /--certificate and --key need each other/],
    [['run', '.', '--admin', 'foo'], /Expected HOST:PORT/],
    [['controller', '--health', ':x'], /Expected HOST:PORT/],
    [['controller', '--namespace', 'a', '--pod', 'b'], /--pod-uid or \$POD_UID is needed/],
  ])('%j is a mistake in usage', (args, message) => {
    const { status, stderr } = gatewright(...args);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
});

describe('mistakes of the user are one line', () => {
  test.each([[['validate', '/nowhere']], [['translate', '/nowhere']], [['run', '/nowhere']]])('%j', (args) => {
    const { status, stderr } = gatewright(...args);
    expect(stderr).toBe('gatewright: /nowhere: there is no such file or folder\n');
    expect(status).toBe(1);
  });

  test('status without a cluster', () => {
    const { KUBECONFIG: _, KUBERNETES_SERVICE_HOST: __, ...env } = process.env;
    const ask = (more: NodeJS.ProcessEnv) => {
      const options = { env: { ...env, HOME: folder, ...more }, encoding: 'utf8' } as const;
      const { status, stderr } = spawnSync(program, ['status'], options);
      return [status, stderr];
    };
    expect(ask({})).toEqual([1, expect.stringMatching(/^gatewright: no Kubernetes cluster is known: .*\n$/)]);
    expect(ask({ KUBECONFIG: '/nowhere' })).toEqual([1, expect.stringMatching(/^gatewright: .*'\/nowhere'\n$/)]);
  });

  test('a controller that can not open its ports ends', async () => {
    const config = file(
      'kubeconfig',
      `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]
users: [{name: u, user: {token: t}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
`,
    );
    const address = `127.0.0.1:${await freePort()}`;
    const args = [
      'controller',
      '--namespace',
      'a',
      '--pod',
      'b',
      '--pod-uid',
      'c',
      '--health',
      address,
      '--admin',
      address,
    ];
    const env = { ...process.env, KUBECONFIG: config };
    const { status, stderr } = spawnSync(program, args, { env, encoding: 'utf8', timeout: 60_000 });
    expect(stderr).toMatch(new RegExp(`^gatewright: --admin ${address} can not be opened: .*\n$`));
    expect(status).toBe(1);
  });

  test('only the Envoy of the own pod is drained', () => {
    const { status, stderr } = gatewright('drain', '--admin', join(folder, 'admin.sock'));
    expect(stderr).toMatch(/^gatewright: only the Envoy in the pod of a proxy is drained, .*\n$/);
    expect(status).toBe(1);
  });

  test.each([
    [['--https', '1', '--certificate', '/nowhere', '--key', '/nowhere'], /\/nowhere can not be read/],
    [['--https', '1', '--certificate', '/dev/null', '--key', program], /can not be used as a certificate and its key/],
  ])('echo %j', (args, message) => {
    const { status, stderr } = gatewright('echo', ...args);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^gatewright: .*\n$/);
    expect(status).toBe(1);
  });
});

test('echo serves what it is asked to, with a certificate from files', async () => {
  const shown = selfSigned(['echo.example']);
  const [certificate, key] = [file('tls.crt', shown.certificate), file('tls.key', shown.key)];
  const [https, tcp] = [await freePort(), await freePort()];
  const args = ['echo', '--name', 'e', '--https', `${https}`, '--tcp', `${tcp}`, '--udp', `${tcp}`];
  const child = spawn(program, [...args, '--certificate', certificate, '--key', key], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    for (const url of [`https://127.0.0.1:${https}`, `tcp://127.0.0.1:${tcp}`, `udp://127.0.0.1:${tcp}`]) {
      expect((await lines.next()).value).toBe(`e answers on ${url}`);
    }
    const answer = await send({ to: https, host: 'echo.example', tls: { ca: shown.certificate } });
    expect(JSON.parse(answer.body)).toMatchObject({ name: 'e', serverName: 'echo.example' });
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  } finally {
    child.kill('SIGKILL');
  }
});

describe('validate', () => {
  const examples = readdirSync(join(root, 'examples'), { withFileTypes: true });
  const folders = examples.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

  test.each(folders)('accepts the example %s', (name) => {
    const { status, stdout, stderr } = gatewright('validate', `examples/${name}`);
    // What is for a cluster only, such as a Deployment, is noted.
    expect(stderr).toMatch(/^(note .*\n)*$/);
    expect(stdout).toMatch(/^\d+ objects accepted\n$/);
    expect(status).toBe(0);
  });

  test('refuses with place and reason, and counts', () => {
    const path = file('bad.yaml', BAD);
    const { status, stdout, stderr } = gatewright('validate', path);
    expect(stderr).toMatch(new RegExp(`^error ${path}:5:15: HTTPRoute bad: spec\\.hostnames\\[0\\]: `));
    expect(stdout).toBe('0 objects accepted, 1 error\n');
    expect(status).toBe(1);
  });

  test('judges by channel', () => {
    const path = file(
      'backend.yaml',
      'apiVersion: gateway.networking.x-k8s.io/v1alpha1\nkind: XBackend\nmetadata: {name: b}\nspec: {type: ExternalHostname, externalHostname: {hostname: a.example}, port: {number: 1}}\n',
    );
    expect(gatewright('validate', path).status).toBe(0);
    const { status, stderr } = gatewright('validate', path, '--channel', 'standard');
    expect(stderr).toContain('only in the experimental channel');
    expect(status).toBe(1);
  });
});

describe('translate', () => {
  test('prints statuses and resources, the same each time, as YAML and as JSON', () => {
    const yaml = gatewright('translate', 'examples/quickstart');
    expect(yaml.stderr).toBe('');
    expect(yaml.status).toBe(0);
    expect(gatewright('translate', 'examples/quickstart').stdout).toBe(yaml.stdout);
    const json = JSON.parse(gatewright('translate', 'examples/quickstart', '--output', 'json').stdout);
    expect(json.statuses.map(({ kind }: { kind: string }) => kind)).toEqual(['GatewayClass', 'Gateway', 'HTTPRoute']);
    expect(Object.keys(json.resources)).toEqual([
      'Cluster',
      'ClusterLoadAssignment',
      'Listener',
      'RouteConfiguration',
      'ScopedRouteConfiguration',
    ]);
  });

  test('shows no private key', () => {
    const { stdout, status } = gatewright('translate', 'examples/two-teams');
    expect(status).toBe(0);
    expect(stdout).toContain('BEGIN CERTIFICATE');
    expect(stdout).toContain('[redacted]');
    expect(stdout).not.toContain('PRIVATE KEY');
  });

  test('goes on without what is bad, says what nobody serves, and fails', () => {
    file('bad.yaml', BAD);
    file(
      'orphan.yaml',
      'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: g}\nspec: {gatewayClassName: none, listeners: [{name: h, port: 80, protocol: HTTP}]}\n',
    );
    const { status, stderr, stdout } = gatewright('translate', folder);
    expect(stderr).toMatch(/^error .*bad\.yaml:5:15: HTTPRoute bad: /m);
    expect(stderr).toMatch(/^warning .*orphan\.yaml:1:1: Gateway default\/g: is not served: .*GatewayClass "none"$/m);
    expect(stdout).toContain('statuses: []');
    expect(status).toBe(1);
  });

  test('a reader that leaves early is no error', async () => {
    const child = spawn(program, ['translate', 'examples'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.stdout.destroy();
    const [code] = await once(child, 'exit');
    expect(errors).not.toMatch(/EPIPE|node:/);
    expect([0, 1]).toContain(code);
  });
});

test('run can be stopped while it still looks for an Envoy', async () => {
  const pip = join(folder, 'bin');
  const begun = join(folder, 'begun');
  mkdirSync(pip);
  // Instead of pip something that says that it was called and then takes for ever; an Envoy is nowhere to be found.
  writeFileSync(join(pip, 'python3'), `#!/bin/sh\n: > ${begun}\nexec sleep 60\n`, { mode: 0o755 });
  symlinkSync(process.execPath, join(pip, 'node'));
  const env = { ...process.env, PATH: `${pip}:/usr/bin:/bin`, XDG_CACHE_HOME: folder, GATEWRIGHT_ENVOY: '' };
  const args = ['run', 'examples/quickstart', '--state-dir', join(folder, 'state'), '--admin', '127.0.0.1:0'];
  const child = spawn(program, args, { cwd: root, env, stdio: 'ignore', detached: true });
  try {
    await eventually(() => expect(existsSync(begun)).toBe(true));
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  } finally {
    process.kill(-(child.pid as number), 'SIGKILL');
  }
});
