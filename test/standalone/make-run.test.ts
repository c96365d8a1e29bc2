import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('make run starts the backends that its example names', () => {
  const { stdout } = spawnSync('make', ['--dry-run', 'run'], { cwd: root, encoding: 'utf8' });
  const backends = readFileSync(`${root}examples/quickstart/backends.yaml`, 'utf8');
  const named = backends.match(/--echo [\w-]+=\d+/g);
  expect(named).toHaveLength(2);
  expect(stdout).toContain(`./bin/gatewright run examples/quickstart ${named?.join(' ')}\n`);
});
