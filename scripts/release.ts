// Makes a release of this checkout, in a commit and a tag: `make release VERSION=1.2.3`. Nothing is pushed.
import { fileURLToPath } from 'node:url';
import { pack } from './release/artifacts.js';
import { prepare } from './release/prepare.js';
import { ReleaseError } from './release/release-error.js';
import { run } from './release/run.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const [version = ''] = process.argv.slice(2);

try {
  prepare(root, version, new Date().toISOString().slice(0, 10));
  run(root, 'npm', 'run', '--silent', 'reference');
  pack(root, `${root}release`, version);
  run(root, 'git', 'commit', '--quiet', '--all', '--message', `release: ${version}`);
  run(root, 'git', 'tag', '--annotate', `v${version}`, '--message', `Gatewright ${version}`);
  console.log(`release/ has what to publish. Then: git push origin HEAD v${version}`);
} catch (error) {
  if (!(error instanceof ReleaseError)) throw error;
  console.error(`release: ${error.message}`);
  process.exitCode = 1;
}
