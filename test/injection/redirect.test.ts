import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const gatewright = fileURLToPath(new URL('../../bin/gatewright', import.meta.url));
const UID = 'b7a1f0a2-6d0e-4d3c-9b43-2f6f0c1d2e3f';
const POD = { ...process.env, GATEWRIGHT_REDIRECT_POD: UID };
const STRANGER = { ...process.env, GATEWRIGHT_REDIRECT_POD: undefined };
const NO_RIGHT = ['setpriv', '--bounding-set', '-net_admin'];

/** What commands say in one network of their own. */
function inNetwork(shell: string, env: NodeJS.ProcessEnv = POD) {
  const { status, stdout, stderr } = spawnSync('unshare', ['--net', 'sh', '-c', shell], { encoding: 'utf8', env });
  return { status, stdout, stderr: stderr.trim() };
}

/** What `gatewright redirect` says there, and then the rules. */
function command(prefix: readonly string[], args: readonly string[] = [], env = POD) {
  return inNetwork(`${[...prefix, gatewright, 'redirect', ...args].join(' ')} && nft list table inet gatewright`, env);
}

test('the command loads the rules', () => {
  const args = ['--exclude-outbound-ports', '25,465', '--exclude-inbound-ports', '9090'];
  const { status, stdout } = command([], [...args, '--exclude-outbound-cidrs', '10.1.0.0/16,fd00::/8']);
  expect(stdout).toContain('connections of this pod go through its sidecar');
  expect(stdout).toContain('tcp dport { 25, 465, 15006, 15020, 19001 } return');
  expect(stdout).toContain('tcp dport != { 9090, 15020, 19001 } redirect to :15006');
  expect(stdout).toContain('ip daddr 10.1.0.0/16 return');
  expect(stdout).toContain('ip6 daddr fd00::/8 return');
  expect(status).toBe(0);
});

test('--remove takes the rules away again, and does nothing where there are none', () => {
  const remove = `${gatewright} redirect --remove`;
  const shell = `${remove} && ${gatewright} redirect && nft list tables && ${remove} && ${remove} && nft list tables`;
  const { status, stdout } = inNetwork(shell);
  const gone = 'connections go where they are sent; no rules of gatewright are left';
  const redirected = 'connections of this pod go through its sidecar';
  expect(stdout.trim().split('\n')).toEqual([gone, redirected, 'table inet gatewright', gone, gone]);
  expect(status).toBe(0);
});

test('without the right to it, it says which one is needed', () => {
  expect(command(NO_RIGHT)).toEqual({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining('the capability NET_ADMIN and user 0 are needed'),
  });
});

test('a network that no injector has made a sidecar for stays as it is', () => {
  const { status, stdout, stderr } = inNetwork(`${gatewright} redirect; echo $?; nft list ruleset`, STRANGER);
  expect(stderr).toContain('connections are redirected only in pods of the mesh');
  expect(stdout).toBe('1\n');
  expect(status).toBe(0);
});

test.each([
  ['--exclude-outbound-ports', 'http', '"http" is not a port'],
  ['--exclude-outbound-cidrs', 'example.com', '"example.com" is not a range of addresses'],
])('%s %s is refused', (option, value, message) => {
  expect(command([], [option, value])).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
});

// What follows runs in the network of this machine, without the right to change it and with a program in place of nft.
let folder: string;
let called: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatewright-redirect-'));
  called = join(folder, 'called');
  writeFileSync(join(folder, 'nft'), `#!/bin/sh\ncat > ${called}\n`, { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the command says here. Throws where the harmless program would not be the one that it calls. */
function here(args: readonly string[], env: NodeJS.ProcessEnv) {
  const [program = '', ...prefix] = NO_RIGHT;
  const safe = { ...env, PATH: `${folder}:${process.env.PATH}` };
  const { stdout: nft } = spawnSync('sh', ['-c', 'command -v nft'], { env: safe, encoding: 'utf8' });
  if (nft.trim() !== join(folder, 'nft')) throw new Error(`nft is ${nft}`);
  return spawnSync(program, [...prefix, gatewright, 'redirect', ...args], { env: safe, encoding: 'utf8' });
}

test('the network of the machine itself is refused, whatever the environment says', () => {
  const isInitial = existsSync('/proc/sys/net/core/dev_weight');
  for (const env of isInitial ? [STRANGER, POD] : [STRANGER]) {
    const { status, stdout, stderr } = here([], env);
    expect(stderr).toMatch(/^gatewright: .*; nothing was changed\n$/);
    expect([status, stdout, existsSync(called)]).toEqual([1, '', false]);
  }
});
