import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { UserError } from '../user-error.js';
import { identityOf } from './running-process.js';
import { StateDir } from './state-dir.js';

const permissions = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('StateDir', () => {
  let dir: string;
  const open = (paths = ['a', 'b']) => StateDir.open({ paths, env: { XDG_STATE_HOME: dir, HOME: '/nowhere' } });
  const lock = (state: StateDir) => join(state.path, 'pid');

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'gw-state-'));
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(dir, { recursive: true, force: true });
  });

  test('is private, and one for the same paths however they are written', () => {
    const state = open();
    expect(permissions(state.path)).toBe('700');
    expect(dirname(state.path)).toBe(join(dir, 'gatewright'));
    state.release();
    expect(open([resolve('b'), './a/']).path).toBe(state.path);
    expect(open(['a']).path).not.toBe(state.path);
  });

  test('a folder that is open to others is refused, and left as it is', () => {
    chmodSync(dir, 0o755);
    expect(() => StateDir.open({ stateDir: dir, paths: [] })).toThrow(UserError);
    expect(() => StateDir.open({ stateDir: dir, paths: [] })).toThrow('other users can open it');
    expect(permissions(dir)).toBe('755');
  });

  test('a folder of another user is refused, also by root', () => {
    const state = open();
    state.release();
    jest.spyOn(process, 'getuid').mockReturnValue((process.getuid?.() ?? 0) + 1);
    expect(() => open()).toThrow('it belongs to another user');
  });

  test('no file is written through a link', () => {
    const state = open();
    const foreign = join(dir, 'foreign');
    writeFileSync(foreign, 'mine');
    for (const name of ['x.json', 'x.json.new']) symlinkSync(foreign, join(state.path, name));
    expect(state.save('x.json', 1)).toBeUndefined();
    expect(readFileSync(foreign, 'utf8')).toBe('mine');
    expect(state.load('x.json')).toBe(1);
    state.release();
    symlinkSync(foreign, `${lock(state)}.${process.pid}`);
    symlinkSync(foreign, lock(state));
    open();
    expect(readFileSync(foreign, 'utf8')).toBe('mine');
  });

  test('sockets of Envoys that are gone do not stay', () => {
    const state = open();
    for (const name of ['envoy-1.sock', 'envoy-22.sock', 'xds.sock', 'envoy-x.sock']) {
      writeFileSync(join(state.path, name), '');
    }
    state.sweep([join(state.path, 'envoy-22.sock')]);
    expect(readdirSync(state.path).sort()).toEqual(['envoy-22.sock', 'envoy-x.sock', 'pid', 'xds.sock']);
  });

  test('a folder that can not be made is an error for the user', () => {
    writeFileSync(join(dir, 'file'), '');
    expect(() => StateDir.open({ stateDir: join(dir, 'file', 'x'), paths: [] })).toThrow(/--state-dir/);
  });

  describe('lock', () => {
    test('keeps another one out until it is released', () => {
      const state = open();
      expect(() => open()).toThrow(new RegExp(`another gatewright \\(process ${process.pid}\\)`));
      state.release();
      open().release();
    });

    test('of a live process holds; of one that ended, it is taken over', async () => {
      const other: ChildProcess = spawn('sleep', ['60']);
      const pid = other.pid as number;
      const state = open();
      state.release();
      writeFileSync(lock(state), `${pid} ${identityOf(pid)}`);
      expect(() => open()).toThrow(`process ${pid}`);
      other.kill('SIGKILL');
      await once(other, 'exit');
      open();
      expect(readFileSync(lock(state), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
      expect(readdirSync(state.path)).toEqual(['pid']);
    });

    test.each(['', 'garbage', `${process.pid} 1`])('that names nothing that runs (%j) is taken over', (content) => {
      const state = open();
      writeFileSync(lock(state), content);
      open();
      expect(readFileSync(lock(state), 'utf8')).toBe(`${process.pid} ${identityOf(process.pid)}`);
    });
  });

  describe('save and load', () => {
    test('give back what was saved, readable for nobody else', () => {
      const state = open();
      expect(state.load('x.json')).toBeUndefined();
      expect(state.save('x.json', { a: [1] })).toBeUndefined();
      expect(state.save('x.json', { a: [2] })).toBeUndefined();
      expect(state.load('x.json')).toEqual({ a: [2] });
      expect(permissions(join(state.path, 'x.json'))).toBe('600');
      expect(readdirSync(state.path).sort()).toEqual(['pid', 'x.json']);
    });

    test('what can not be written is a message, and changes nothing', () => {
      const state = open();
      mkdirSync(join(state.path, 'x.json'));
      expect(state.save('x.json', 1)).toMatch(/EISDIR|ENOTEMPTY|EEXIST/);
      expect(readdirSync(state.path).sort()).toEqual(['pid', 'x.json']);
    });

    test('what is damaged counts as absent', () => {
      const state = open();
      writeFileSync(join(state.path, 'x.json'), '{"a":');
      expect(state.load('x.json')).toBeUndefined();
    });
  });

  test('sockets are in the folder, or where their path is short enough', () => {
    const state = open();
    expect(state.socketPath('a.sock')).toBe(join(state.path, 'a.sock'));
    state.release();
    const deep = StateDir.open({ paths: [], stateDir: join(dir, 'x'.repeat(100)) });
    const path = deep.socketPath('a.sock');
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(107);
    expect(permissions(dirname(path))).toBe('700');
    expect(deep.socketPath('a.sock')).toBe(path);
    // After a crash it is the same one, so that none stays behind.
    writeFileSync(deep.socketPath('envoy-1.sock'), '');
    rmSync(lock(deep));
    const next = StateDir.open({ paths: [], stateDir: join(dir, 'x'.repeat(100)) });
    expect(next.socketPath('a.sock')).toBe(path);
    next.sweep([]);
    expect(readdirSync(dirname(path))).toEqual([]);
    next.release();
    // What somebody else has put there is not followed.
    symlinkSync(dir, dirname(path));
    const other = StateDir.open({ paths: [], stateDir: join(dir, 'x'.repeat(100)) });
    const elsewhere = dirname(other.socketPath('a.sock'));
    expect([elsewhere === dirname(path), permissions(elsewhere)]).toEqual([false, '700']);
    other.release();
    expect(readdirSync(dir).sort()).toEqual(['gatewright', 'x'.repeat(100)]);
    rmSync(dirname(path));
    expect(() => statSync(dirname(path))).toThrow('ENOENT');
  });
});
