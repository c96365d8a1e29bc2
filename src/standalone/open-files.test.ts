import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { envoyBinary } from '../../test/envoy/binary.js';
import { eventually } from '../../test/envoy/eventually.js';
import { connectionsWithin, mostOpenFiles } from './open-files.js';

const LIMITS = (hard: string) => `Limit                     Soft Limit           Hard Limit           Units
Max processes             7                    9                    processes
Max open files            1024                 ${hard.padEnd(20)} files
`;

test.each([
  [LIMITS('524288'), 524_288],
  [LIMITS('unlimited'), Number.POSITIVE_INFINITY],
  ['', Number.POSITIVE_INFINITY],
])('reads the hard limit of %j', (limits, files) => expect(mostOpenFiles(limits)).toBe(files));

test('knows the limit of this process', async () => {
  const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -Hn']);
  expect(mostOpenFiles()).toBe(stdout.trim() === 'unlimited' ? Number.POSITIVE_INFINITY : Number(stdout));
});

test.each([
  [1_024, 2, 448],
  [1_024, 32, 208],
  [524_288, 2, 262_080],
  [10, 2, 1],
  [Number.POSITIVE_INFINITY, 2, Number.POSITIVE_INFINITY],
])('%d files and %d threads are %d connections', (files, workers, connections) => {
  expect(connectionsWithin(files, workers)).toBe(connections);
});

test('Envoy raises its soft limit to the hard one, as in a pod with a soft limit of 1,024', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'gw-files-'));
  const config = join(dir, 'bootstrap.json');
  writeFileSync(config, JSON.stringify({ admin: { address: { pipe: { path: join(dir, 'admin.sock') } } } }));
  const args = ['--nofile=1024:4096', envoyBinary(), '--config-path', config, '--disable-hot-restart'];
  const envoy = spawn('prlimit', [...args, '--concurrency', '1'], { stdio: 'ignore' });
  try {
    await eventually(() => {
      expect(readFileSync(`/proc/${envoy.pid}/limits`, 'utf8')).toMatch(/^Max open files +4096 +4096 /m);
    });
  } finally {
    envoy.kill('SIGKILL');
    await once(envoy, 'exit');
    rmSync(dir, { recursive: true });
  }
});
