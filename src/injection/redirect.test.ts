import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RedirectOptions, redirect, removeRedirect } from './redirect.js';

const NOTHING = { outboundPorts: [], inboundPorts: [], outboundCidrs: [] };
const UID = 'b7a1f0a2-6d0e-4d3c-9b43-2f6f0c1d2e3f';
/** Without any nft: whatever fails here, no rule can be loaded. */
const tried = (options: Partial<RedirectOptions>) => () =>
  redirect(NOTHING, { podUid: UID, program: '/nonexistent/nft', isInitialNetwork: () => false, ...options });

test('without nft it says what is needed', () => {
  const message = 'the program nft (nftables) is needed: spawnSync /nonexistent/nft ENOENT';
  expect(tried({})).toThrow(message);
  expect(() => removeRedirect('/nonexistent/nft')).toThrow(message);
});

describe('where the kernel', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatewright-nft-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** An nft that writes down the rules it takes, and refuses those with `word`. */
  function nft(word: string): { readonly program: string; readonly taken: string } {
    const [program, taken] = [join(folder, `nft-${word}`), join(folder, `rules-${word}`)];
    const script = `rules=$(cat); case "$rules" in *${word}*) echo 'Error: Could not process rule: No such file or directory' >&2; exit 1;; esac`;
    writeFileSync(program, `#!/bin/sh\n${script}\nprintf %s "$rules" > ${taken}\n`, { mode: 0o755 });
    return { program, taken };
  }

  test('can look for sockets, ports without one refuse', () => {
    const { program, taken } = nft('nothing-of-it');
    expect(tried({ program })()).toBe(true);
    expect(readFileSync(taken, 'utf8')).toContain('socket');
  });

  test('cannot look for sockets, connections are redirected all the same', () => {
    const { program, taken } = nft('socket');
    expect(tried({ program })()).toBe(false);
    expect(readFileSync(taken, 'utf8')).toContain('redirect to :15006');
  });

  test('cannot redirect either, it says what it lacks', () => {
    expect(tried({ program: nft('redirect').program })).toThrow("the node's kernel lacks a part of nftables");
  });
});

test.each([undefined, '', 'yes', 'b7a1f0a2'])(
  'a container that the injector did not make (%j) changes nothing',
  (podUid) => {
    expect(tried({ podUid })).toThrow("by the container that has the pod's UID in GATEWRIGHT_REDIRECT_POD");
  },
);

test('the network of the machine itself is never changed', () => {
  expect(tried({ isInitialNetwork: () => true })).toThrow('this is the network of the machine itself');
});
