import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checksums } from '../../scripts/release/artifacts.js';
import { releasedChangelog } from '../../scripts/release/changelog.js';
import { prepare } from '../../scripts/release/prepare.js';
import { versionedFiles } from '../../scripts/release/versions.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { version: present } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string };

describe('the preparation of a release', () => {
  let folder: string;
  const git = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync(
      'git',
      ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    if (status !== 0) throw new Error(stderr);
    return stdout;
  };
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

  beforeEach(() => {
    folder = `${mkdtempSync(join(tmpdir(), 'gatewright-release-'))}/`;
    for (const file of versionedFiles(root).keys()) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      cpSync(root + file, join(folder, file));
    }
    writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## Unreleased\n\n- A change.\n');
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'first');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  test('sets the version everywhere, and names it in the changelog', () => {
    prepare(folder, '9.8.7-rc.1', '2030-01-02');
    for (const file of versionedFiles(root).keys()) expect(read(file)).toContain('9.8.7-rc.1');
    expect(JSON.parse(read('package.json'))).toMatchObject({ version: '9.8.7-rc.1' });
    expect(JSON.parse(read('package-lock.json'))).toMatchObject({
      version: '9.8.7-rc.1',
      packages: { '': { version: '9.8.7-rc.1' } },
    });
    expect(read('CHANGELOG.md')).toContain('## 9.8.7-rc.1 - 2030-01-02\n\n- A change.');
    // Nothing but versions changes, so setting the present one again leaves all files as they were.
    git('add', '.');
    git('commit', '--quiet', '--message', 'second');
    writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## Unreleased\n\n- A change.\n');
    git('commit', '--quiet', '--all', '--message', 'third');
    prepare(folder, present, '2030-01-03');
    for (const file of versionedFiles(root).keys()) expect(read(file)).toBe(readFileSync(root + file, 'utf8'));
  });

  test.each([
    ['v1.2.3', () => {}, '"v1.2.3" is no version'],
    ['1.2', () => {}, '"1.2" is no version'],
    ['1.2.3', () => writeFileSync(join(folder, 'new'), ''), 'the checkout has changes: commit or remove them\n?? new'],
    ['1.2.3', () => git('tag', 'v1.2.3'), 'the tag v1.2.3 is there already'],
  ])('refuses version %s of a checkout that is not ready, and writes nothing', (version, spoil, message) => {
    spoil();
    const before = git('status', '--porcelain');
    expect(() => prepare(folder, version, '2030-01-02')).toThrow(message);
    expect(git('status', '--porcelain')).toBe(before);
  });
});

test('no other file names the present version', () => {
  const pattern = `gatewright[:/@-]v?${present.replaceAll('.', '\\.')}`;
  const { stdout } = spawnSync('git', ['grep', '-lE', pattern], { cwd: root, encoding: 'utf8' });
  const generated = /^docs\/reference\//;
  const files = stdout.split('\n').filter((file) => file !== '' && !generated.test(file));
  expect(files.filter((file) => !versionedFiles(root).has(file))).toEqual([]);
  expect(files).toContain('docs/kubernetes.md');
});

describe('the changelog of a release', () => {
  const text = '# Changelog\n\n## Unreleased\n\n- New.\n\n## 1.0.0 - 2029-01-01\n\n- Old.\n';

  test('has the unreleased changes below the version', () => {
    expect(releasedChangelog(text, '1.1.0', '2030-01-02')).toBe(
      '# Changelog\n\n## Unreleased\n\n## 1.1.0 - 2030-01-02\n\n- New.\n\n## 1.0.0 - 2029-01-01\n\n- Old.\n',
    );
  });

  test('needs changes, and a version that it does not have', () => {
    expect(() => releasedChangelog(text.replace('- New.\n', ''), '1.1.0', '2030-01-02')).toThrow('no changes below');
    expect(() => releasedChangelog('# Changelog\n', '1.1.0', '2030-01-02')).toThrow('no changes below');
    expect(() => releasedChangelog(text, '1.0.0', '2030-01-02')).toThrow('CHANGELOG.md has 1.0.0 already');
  });

  test('has changes or a release in this checkout', () => {
    const own = readFileSync(`${root}CHANGELOG.md`, 'utf8');
    expect(own).toMatch(/^## Unreleased$/m);
    expect(own).toMatch(/^- /m);
  });
});

test('checksums are those of sha256sum', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatewright-checksums-'));
  writeFileSync(join(folder, 'b'), 'second');
  writeFileSync(join(folder, 'a'), 'first');
  writeFileSync(join(folder, 'SHA256SUMS'), checksums(folder));
  const { status, stdout } = spawnSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' });
  expect(stdout).toBe('a: OK\nb: OK\n');
  expect(status).toBe(0);
  rmSync(folder, { recursive: true });
});
