import { ReleaseError } from './release-error.js';

const UNRELEASED = '## Unreleased\n';

/**
 * The changelog in which the unreleased changes are those of a version, below a new, empty section.
 *
 * @param day of the release, `YYYY-MM-DD`
 * @throws {ReleaseError} when there are no unreleased changes, or the version is there already.
 */
export function releasedChangelog(text: string, version: string, day: string): string {
  if (text.includes(`\n## ${version} `))
    throw new ReleaseError(`CHANGELOG.md has ${version} already: give another VERSION`);
  const [before, after] = text.split(UNRELEASED);
  const changes = after?.split(/^## /m)[0] ?? '';
  if (!/^- /m.test(changes)) {
    throw new ReleaseError('CHANGELOG.md has no changes below "## Unreleased": describe there what users notice');
  }
  return `${before}${UNRELEASED}\n## ${version} - ${day}\n${after}`;
}
