import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const gatewright = fileURLToPath(new URL('../../bin/gatewright', import.meta.url));

/** What `gatewright redirect` says in a network of its own. */
function command(prefix: readonly string[], args: readonly string[] = []) {
  const shell = `${[...prefix, gatewright, 'redirect', ...args].join(' ')} && nft list table inet gatewright`;
  const { status, stdout, stderr } = spawnSync('unshare', ['--net', 'sh', '-c', shell], { encoding: 'utf8' });
  return { status, stdout, stderr: stderr.trim() };
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

test('without the right to it, it says which one is needed', () => {
  expect(command(['setpriv', '--bounding-set', '-net_admin'])).toEqual({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining('the capability NET_ADMIN and user 0 are needed'),
  });
});

test.each([
  ['--exclude-outbound-ports', 'http', '"http" is not a port'],
  ['--exclude-outbound-cidrs', 'example.com', '"example.com" is not a range of addresses'],
])('%s %s is refused', (option, value, message) => {
  expect(command([], [option, value])).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
});
