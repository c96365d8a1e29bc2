import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('the check of the spelling finds misspelled comments and messages, and leaves names alone', () => {
  const source = "/** A lisstener of the kubelet. */\nconst kubeletx = 'a hostnaame of 3f2a9c1b7d8e4f60';\n";
  const { stdout } = spawnSync(
    process.execPath,
    [`${root}node_modules/cspell/bin.mjs`, 'lint', '--no-progress', '--words-only', `stdin://${root}src/example.ts`],
    { cwd: root, encoding: 'utf8', input: source },
  );
  expect(stdout.split('\n').filter(Boolean)).toEqual(['lisstener', 'hostnaame']);
});
