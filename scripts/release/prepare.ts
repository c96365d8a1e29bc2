import { readFileSync, writeFileSync } from 'node:fs';
import { releasedChangelog } from './changelog.js';
import { ReleaseError } from './release-error.js';
import { run } from './run.js';
import { checkVersion, setVersion } from './versions.js';

/**
 * Makes a checkout that of a version: every place that has the version, and the changelog. Nothing is written when it throws.
 *
 * @param root ends in a slash
 * @param day of the release, `YYYY-MM-DD`
 * @throws {ReleaseError} when the version, the checkout or the changelog is not ready for it.
 */
export function prepare(root: string, version: string, day: string): void {
  checkVersion(version);
  const changes = run(root, 'git', 'status', '--porcelain').trim();
  if (changes !== '') throw new ReleaseError(`the checkout has changes: commit or remove them\n${changes}`);
  if (run(root, 'git', 'tag', '--list', `v${version}`).trim() !== '') {
    throw new ReleaseError(`the tag v${version} is there already: give another VERSION`);
  }
  const changelog = releasedChangelog(readFileSync(`${root}CHANGELOG.md`, 'utf8'), version, day);
  setVersion(root, version);
  writeFileSync(`${root}CHANGELOG.md`, changelog);
}
