import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

/** Programs of a machine on a bad day, by name: the lines of a shell script. */
type Programs = Readonly<Record<string, string>>;

const NO_ENGINE = 'exit 1';
const NOT_ROOT = 'echo 1000';

/** A Docker engine with every image, which speaks a version of the API and has a kind cluster of any name. */
const engine = (api: string) => `case $1 in version) echo ${api} ;; ps) echo 1f0c ;; image) ;; *) exit 1 ;; esac`;

describe('a kind cluster on a bad day is refused with one line, and leaves nothing', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kind-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs `e2e/cluster/up` on such a machine. */
  function up(programs: Programs) {
    const bin = mkdtempSync(join(folder, 'bin-'));
    for (const [name, lines] of Object.entries(programs))
      writeFileSync(join(bin, name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
    const state = join(folder, 'state');
    const { status, stderr } = spawnSync('bash', ['e2e/cluster/up'], {
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: `${bin}:${process.env.PATH}`,
        XDG_STATE_HOME: state,
        XDG_CACHE_HOME: join(folder, 'cache'),
        GATEWRIGHT_CLUSTER: 'bad-day',
        GATEWRIGHT_CLUSTER_ENGINE: 'kind',
      },
    });
    return { status, lines: stderr.trimEnd().split('\n'), left: readdirSync(join(state, 'gatewright/clusters')) };
  }

  test('no Docker engine, and no root for one of its own', () => {
    expect(up({ docker: NO_ENGINE, id: NOT_ROOT })).toEqual({
      status: 1,
      lines: ["No Docker engine answers, and a Docker engine of the cluster's own needs root"],
      left: [],
    });
  });

  test('a Docker engine that kind does not know any more', () => {
    expect(up({ docker: engine('1.40'), id: NOT_ROOT })).toEqual({
      status: 1,
      lines: [
        expect.stringMatching(/^The Docker engine is too old: it speaks API 1\.40, kind needs 1\.41 .*needs root$/),
      ],
      left: [],
    });
  });

  test('a Docker engine that cannot pull', () => {
    const docker = 'case $1 in version) echo 1.47 ;; *) exit 1 ;; esac';
    expect(up({ docker, id: NOT_ROOT })).toEqual({
      status: 1,
      lines: [expect.stringMatching(/^Docker cannot pull kindest\/node:v[^ ]+, and .* needs root$/)],
      left: [],
    });
  });

  test('a kind cluster of that name which something else made', () => {
    expect(up({ docker: engine('1.47') })).toEqual({
      status: 1,
      lines: [expect.stringMatching(/^there is a kind cluster bad-day already: kind delete cluster --name bad-day/)],
      left: [],
    });
  });

  test('a full disk', () => {
    expect(up({ docker: NO_ENGINE, id: 'echo 0', df: 'echo Avail; echo 2G' })).toEqual({
      status: 1,
      lines: [expect.stringMatching(/^a kind cluster takes up to 6 GiB below .*, where 2 GiB are free$/)],
      left: [],
    });
  });
});
