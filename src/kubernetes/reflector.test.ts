import { afterEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../sources/testing/eventually.js';
import type { KubernetesObject } from './objects.js';
import type { ReflectorOptions } from './reflector.js';
import { Follower, versionsOf, WIDGETS, widget } from './testing/follower.js';
import { ScriptedApiServer } from './testing/scripted-api-server.js';

const ends: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function serve(...names: readonly string[]): Promise<ScriptedApiServer> {
  const server = await ScriptedApiServer.start(WIDGETS);
  ends.push(() => server.stop());
  for (const name of names) server.put('widgets', widget(name));
  return server;
}

function follow(server: ScriptedApiServer, options: Partial<ReflectorOptions> = {}): Follower {
  const follower = new Follower(server, options);
  ends.push(() => follower.reflector.stop());
  follower.reflector.start();
  return follower;
}

/** A follower that has everything and whose watch is open. */
async function followed(server: ScriptedApiServer, options: Partial<ReflectorOptions> = {}): Promise<Follower> {
  const follower = follow(server, options);
  await eventually(() => {
    expect(follower.reflector.synced).toBe(true);
    expect(server.watches).toBeGreaterThan(0);
  });
  return follower;
}

async function caughtUp(follower: Follower, server: ScriptedApiServer): Promise<void> {
  await eventually(() => expect(follower.versions).toEqual(versionsOf(server.objects('widgets').values())));
}

const verbs = (server: ScriptedApiServer) => server.calls.map(({ verb }) => verb);

describe('following', () => {
  test('delivers the first list as one batch, then is synced, once', async () => {
    const server = await serve('a', 'b', 'c');
    const follower = await followed(server);
    expect(follower.story).toEqual(['team/a team/b team/c']);
    expect(follower.syncs).toBe(1);
    expect(verbs(server)).toEqual(['watch-list']);
  });

  test('is synced when there is nothing', async () => {
    const follower = await followed(await serve());
    expect(follower.story).toEqual([]);
    expect(follower.syncs).toBe(1);
  });

  test('delivers what is created, changed and deleted', async () => {
    const server = await serve('a');
    const follower = await followed(server);
    server.put('widgets', widget('b'));
    await caughtUp(follower, server);
    server.put('widgets', widget('b', 2));
    await caughtUp(follower, server);
    server.delete('widgets', 'team/a');
    await caughtUp(follower, server);
    expect(follower.story).toEqual(['team/a', 'team/b', 'team/b', '-team/a']);
    expect(follower.reflector.get('team/b')).toMatchObject({ spec: { size: 2 } });
    expect([...follower.reflector.entries()].map(([key]) => key)).toEqual(['team/b']);
  });

  test('leaves out what nobody reads', async () => {
    const server = await serve();
    const applied = { 'kubectl.kubernetes.io/last-applied-configuration': '{}' };
    const bare = widget('bare');
    const full = widget('full');
    server.put('widgets', { ...bare, metadata: { ...bare.metadata, annotations: applied } });
    server.put('widgets', { ...full, metadata: { ...full.metadata, annotations: { ...applied, mine: 'yes' } } });
    for (const watchList of ['served', 'refused'] as const) {
      server.watchList = watchList;
      const { reflector } = await followed(server);
      expect(reflector.get('team/bare')).toMatchObject({ apiVersion: 'example.com/v1', kind: 'Widget' });
      expect(Object.keys(reflector.get('team/bare')?.metadata ?? {})).not.toContain('managedFields');
      expect(Object.keys(reflector.get('team/bare')?.metadata ?? {})).not.toContain('annotations');
      expect(reflector.get('team/full')?.metadata.annotations).toEqual({ mine: 'yes' });
    }
  });

  test('keeps what it is told to keep, and delivers all', async () => {
    const server = await serve('a');
    const project = ({ apiVersion, kind, metadata }: KubernetesObject) => ({ apiVersion, kind, metadata });
    const follower = await followed(server, { project });
    expect(follower.objects.get('team/a')).toHaveProperty('spec');
    expect(follower.reflector.get('team/a')).not.toHaveProperty('spec');
    server.compact();
    server.failWatches(410, 'Expired');
    await eventually(() => expect(follower.reflector.stats().lists).toBe(2));
    expect(follower.story).toEqual(['team/a']);
  });

  test('asks for what was selected, and takes what leaves the selection for gone', async () => {
    const server = await serve();
    const labelled = (name: string, colour: string) => {
      const object = widget(name);
      return { ...object, metadata: { ...object.metadata, labels: { colour } } };
    };
    server.put('widgets', labelled('a', 'red'));
    server.put('widgets', labelled('b', 'blue'));
    const follower = await followed(server, { labelSelector: 'colour=red', fieldSelector: 'kind=Widget' });
    server.put('widgets', labelled('a', 'blue'));
    server.put('widgets', labelled('b', 'red'));
    await eventually(() => expect([...follower.objects.keys()]).toEqual(['team/b']));
    expect(server.calls[0]?.query).toMatchObject({ labelSelector: 'colour=red', fieldSelector: 'kind=Widget' });
  });

  test('follows several namespaces, and is synced with the last of them', async () => {
    const server = await serve();
    for (const namespace of ['one', 'two', 'three']) server.put('widgets', widget('a', 1, namespace));
    let isOpen = false;
    server.script = ({ path }) => (path.includes('/two/') && !isOpen ? { fault: 'status', code: 403 } : undefined);
    const follower = follow(server, { namespaces: ['one', 'two', 'two'] });
    await eventually(() => expect([...follower.objects.keys()]).toEqual(['one/a']));
    await eventually(() => expect(follower.log.some((line) => line.includes('in two'))).toBe(true));
    expect(follower.reflector.synced).toBe(false);
    isOpen = true;
    await eventually(() => expect(follower.reflector.synced).toBe(true));
    expect([...follower.objects.keys()]).toEqual(['one/a', 'two/a']);
    server.put('widgets', widget('b', 1, 'two'));
    server.put('widgets', widget('b', 1, 'three'));
    await eventually(() => expect([...follower.objects.keys()]).toEqual(['one/a', 'two/a', 'two/b']));
    expect(follower.syncs).toBe(1);
    expect(follower.reflector.stats()).toMatchObject({ objects: 3, lists: 2 });
  });

  test('follows a cluster-scoped kind as a whole, whatever the namespaces', async () => {
    const gears = { ...WIDGETS, plural: 'gears', kind: 'Gear', namespaced: false };
    const server = await ScriptedApiServer.start(gears);
    ends.push(() => server.stop());
    server.put('gears', { apiVersion: 'example.com/v1', kind: 'Gear', metadata: { name: 'a' } });
    const follower = await followed(server, { resource: gears, namespaces: ['one', 'two'] });
    expect([...follower.objects.keys()]).toEqual(['a']);
    expect(server.calls.map(({ path }) => path)).toEqual(['/apis/example.com/v1/gears']);
  });

  test('says of a key that came and went between two looks at most that it is gone, and of one that was replaced only the last', async () => {
    const server = await serve('kept');
    const follower = await followed(server);
    server.put('widgets', widget('passing'));
    server.delete('widgets', 'team/passing');
    server.delete('widgets', 'team/kept');
    const { metadata } = server.put('widgets', widget('kept', 2));
    await caughtUp(follower, server);
    for (const changes of follower.batches.slice(1)) expect(changes.get('team/passing')).toBeUndefined();
    expect(follower.objects.get('team/kept')?.metadata.uid).toBe(metadata.uid);
  });

  test('says nothing once it is stopped', async () => {
    const server = await serve('a');
    const follower = await followed(server);
    const log = [...follower.log];
    server.put('widgets', widget('b'));
    follower.reflector.stop();
    await eventually(() => expect(server.watches).toBe(0));
    expect(follower.story).toEqual(['team/a']);
    expect(follower.log).toEqual(log);
  });

  test('says nothing of a list that arrives after it was stopped', async () => {
    const server = await serve('a');
    const follower = new Follower(server);
    follower.reflector.start();
    follower.reflector.stop();
    follower.reflector.start();
    await eventually(() => expect(server.watches).toBe(0));
    expect([follower.story, follower.syncs, follower.log]).toEqual([[], 0, []]);
  });

  test('10,000 objects are one batch, streamed or in pages', async () => {
    const server = await serve();
    for (let index = 0; index < 10_000; index += 1) server.put('widgets', widget(`w${index}`));
    const streamed = await followed(server);
    expect(streamed.batches.map(({ size }) => size)).toEqual([10_000]);
    server.watchList = 'refused';
    const paged = await followed(server);
    expect(paged.batches.map(({ size }) => size)).toEqual([10_000]);
    expect(verbs(server).filter((verb) => verb === 'list')).toHaveLength(20);
    expect(paged.versions).toEqual(streamed.versions);
  });
});

describe('servers that do not stream lists', () => {
  test.each(['refused', 'endless'] as const)('are read in pages: %s', async (watchList) => {
    const server = await serve('a', 'b', 'c', 'd', 'e');
    server.watchList = watchList;
    server.pageSize = 2;
    const follower = await followed(server, { timing: { initialMs: watchList === 'endless' ? 50 : 10_000 } });
    expect(follower.story).toEqual(['team/a team/b team/c team/d team/e']);
    server.put('widgets', widget('f'));
    await caughtUp(follower, server);
    expect(verbs(server)).toEqual(['watch-list', 'list', 'list', 'list', 'watch']);
  });

  test('nothing is taken for gone between slow pages, and what was deleted meanwhile goes', async () => {
    const server = await serve('a', 'b', 'c', 'd');
    server.watchList = 'refused';
    server.pageSize = 1;
    const follower = await followed(server);
    const seen: number[] = [];
    server.script = ({ verb }) => {
      if (verb !== 'list') return undefined;
      seen.push(follower.objects.size);
      return { fault: 'delay', ms: 10 };
    };
    server.compact();
    server.delete('widgets', 'team/d');
    server.compact();
    server.resetWatches();
    await eventually(() => expect(follower.story).toEqual(['team/a team/b team/c team/d', '-team/d']));
    expect(seen).toEqual([4, 4, 4]);
  });

  test('pages that expire are read anew', async () => {
    const server = await serve('a', 'b', 'c');
    server.watchList = 'refused';
    server.pageSize = 1;
    let pages = 0;
    server.script = ({ verb }) => {
      if (verb === 'list') pages += 1;
      if (pages === 2) server.compact();
      return undefined;
    };
    const follower = await followed(server);
    expect(follower.story).toEqual(['team/a team/b team/c']);
    expect(pages).toBe(5);
  });
});

describe('a watch that is too old', () => {
  const expiries: [string, (server: ScriptedApiServer) => void][] = [
    ['by status', (server) => server.resetWatches()],
    ['in the stream', (server) => server.failWatches(410, 'Expired')],
  ];
  test.each(expiries)('%s: only what differs is delivered', async (_, expire) => {
    const server = await serve('same', 'changed', 'gone');
    const follower = await followed(server);
    server.silence();
    server.put('widgets', widget('changed', 2));
    server.put('widgets', widget('new'));
    server.delete('widgets', 'team/gone');
    server.compact();
    expire(server);
    await caughtUp(follower, server);
    expect(follower.story.slice(1)).toEqual(['-team/gone team/changed team/new']);
    expect(follower.reflector.stats().lists).toBe(2);
    expect(follower.syncs).toBe(1);
  });

  test('an object that was deleted and created again meanwhile is another one', async () => {
    const server = await serve('a');
    const follower = await followed(server);
    server.silence();
    server.delete('widgets', 'team/a');
    server.put('widgets', widget('a'));
    server.compact();
    server.resetWatches();
    await caughtUp(follower, server);
    expect(follower.story).toEqual(['team/a', 'team/a']);
    expect(follower.objects.get('team/a')?.metadata.uid).toBe('uid-2');
  });

  test('a bookmark is where it goes on, without a list', async () => {
    const server = await serve('a');
    const follower = await followed(server);
    server.put('widgets', widget('b'));
    await caughtUp(follower, server);
    server.compact();
    server.bookmark();
    const { bytes } = follower.reflector.stats();
    await eventually(() => expect(follower.reflector.stats().bytes).toBeGreaterThan(bytes - 1));
    server.put('widgets', widget('c'));
    await caughtUp(follower, server);
    server.resetWatches();
    server.put('widgets', widget('d'));
    await caughtUp(follower, server);
    expect(verbs(server)).toEqual(['watch-list', 'watch']);
    expect(follower.reflector.stats().lists).toBe(1);
  });

  test('a server that keeps saying so is asked slower and slower', async () => {
    const server = await serve('a');
    const follower = await followed(server);
    const first = server.calls.length;
    server.script = ({ verb }) => (verb.startsWith('watch') ? { fault: 'status', code: 410 } : undefined);
    server.resetWatches();
    await eventually(() => expect(server.calls.length - first).toBeGreaterThan(5));
    server.script = () => undefined;
    server.put('widgets', widget('b'));
    await caughtUp(follower, server);
    expect(follower.story).toEqual(['team/a', 'team/b']);
  });
});

describe('failures', () => {
  test('a connection that breaks is taken up where it was', async () => {
    const server = await serve('a');
    const follower = await followed(server);
    for (let round = 0; round < 5; round += 1) {
      expect(follower.reflector.stats()).toMatchObject({ lists: 1, watches: round + 1 });
      server.put('widgets', widget(`before-${round}`));
      server.resetWatches();
      server.put('widgets', widget(`after-${round}`));
      await caughtUp(follower, server);
    }
    expect(follower.reflector.stats()).toMatchObject({ lists: 1, watches: 6 });
    expect(follower.story.join(' ')).not.toContain('-team');
    expect(follower.log.filter((line) => line.startsWith('warn'))).toEqual([]);
  });

  test('a watch that ends by itself is begun again at once, one that ends as soon as it begins is not', async () => {
    const server = await serve('a');
    const follower = await followed(server, { timing: { shortMs: 0 } });
    server.endWatches();
    server.put('widgets', widget('b'));
    await caughtUp(follower, server);
    expect(follower.log).toEqual([]);

    const other = await followed(server);
    server.script = () => ({ fault: 'end' });
    server.endWatches();
    await eventually(() => expect(other.log.some((line) => line.includes('ended the watch at once'))).toBe(true));
    server.script = () => undefined;
    server.put('widgets', widget('c'));
    await caughtUp(other, server);
  });

  test('a watch that says nothing more is noticed', async () => {
    const server = await serve('a');
    const follower = await followed(server, { timing: { watchMs: 100, graceMs: 100 } });
    server.silence();
    server.put('widgets', widget('b'));
    await caughtUp(follower, server);
    expect(follower.log.join()).toContain('the watch has gone silent');
    expect(follower.reflector.stats().lists).toBe(1);
  });

  test('a server that does not answer is asked again', async () => {
    const server = await serve('a');
    let silent = 2;
    server.script = () => {
      silent -= 1;
      return silent >= 0 ? { fault: 'silence' } : undefined;
    };
    const follower = await followed(server, { timing: { initialMs: 50 } });
    expect(follower.story).toEqual(['team/a']);
    expect(follower.log[0]).toContain('did not answer in time');
  });

  test.each([500, 503, 429, 401, 403, 418])(
    'status %i is retried for ever, told once, and never costs an object',
    async (code) => {
      const server = await serve('a');
      const follower = await followed(server);
      let refusals = 0;
      server.script = () => {
        refusals += 1;
        return refusals <= 12 ? { fault: 'status', code } : undefined;
      };
      server.resetWatches();
      await eventually(() => expect(follower.reflector.stats().failing).toContain(`${code}`));
      server.put('widgets', widget('b'));
      await caughtUp(follower, server);
      expect(follower.story).toEqual(['team/a', 'team/b']);
      expect(follower.reflector.stats().failing).toBeUndefined();
      expect(follower.log.filter((line) => line.startsWith('warn'))).toHaveLength(1);
      expect(follower.log.at(-1)).toContain('answers again');
    },
  );

  test('whoever is not permitted is told the verb and the resource, and is not synced', async () => {
    const server = await serve('a');
    let isPermitted = false;
    server.script = () => (isPermitted ? undefined : { fault: 'status', code: 403 });
    const follower = follow(server);
    await eventually(() => expect(follower.log).toHaveLength(3));
    expect(follower.log[0]).toMatch(/^warn watching widgets\.example\.com\/v1: .*403.*list and watch/);
    expect([follower.syncs, follower.story]).toEqual([0, []]);
    isPermitted = true;
    await eventually(() => expect(follower.syncs).toBe(1));
    expect(follower.story).toEqual(['team/a']);
  });

  const lines: [string, string][] = [
    ['is no JSON', '{"type":"ADDED","object":{\n'],
    ['is no event', '[]\n'],
    ['is null', 'null\n'],
    ['has an unknown type', '{"type":"TURNED","object":{"metadata":{"name":"x"}}}\n'],
    ['has no object', '{"type":"ADDED"}\n'],
    ['has an object without a name', '{"type":"ADDED","object":{"metadata":{}}}\n'],
    ['is a bookmark without a version', '{"type":"BOOKMARK","object":{"metadata":{}}}\n'],
    ['is an error of another kind', '{"type":"ERROR","object":{"code":500,"message":"lost"}}\n'],
    ['is an error that says nothing', '{"type":"ERROR"}\n'],
  ];
  test.each(lines)('a line that %s: lists again, and nothing is lost', async (_, line) => {
    const server = await serve('a');
    const follower = await followed(server);
    server.sayToWatches(line);
    server.put('widgets', widget('b'));
    await caughtUp(follower, server);
    await eventually(() => expect(follower.reflector.stats().lists).toBe(2));
    expect(follower.story.join(' ')).toBe('team/a team/b');
    expect(follower.log[0]).toMatch(/^warn .*listing again/);
  });

  test('an answer that breaks off in the middle of a list is no list', async () => {
    const server = await serve('a', 'b');
    const follower = await followed(server);
    let halves = 3;
    server.compact();
    server.script = ({ verb }) => {
      if (verb === 'watch') return undefined;
      halves -= 1;
      return halves >= 0 ? { fault: 'half' } : undefined;
    };
    server.resetWatches();
    server.put('widgets', widget('c'));
    await caughtUp(follower, server);
    expect(follower.story).toEqual(['team/a team/b', 'team/c']);
  });

  test.each([400, 422])(
    'a watch that the server finds invalid (%i) as it is asked for is begun with a list',
    async (code) => {
      const server = await serve('a');
      const follower = await followed(server);
      server.script = ({ verb }) => (verb === 'watch' ? { fault: 'status', code } : undefined);
      server.resetWatches();
      await eventually(() => expect(follower.reflector.stats().lists).toBeGreaterThan(1));
      expect(follower.story).toEqual(['team/a']);
    },
  );

  test('a server that was away is taken up where it was; after a long time it is listed', async () => {
    for (const [outageMs, lists] of [
      [60_000, 1],
      [0, 2],
    ] as const) {
      const server = await serve('a', 'b');
      const follower = await followed(server, { timing: { outageMs } });
      await server.down();
      server.delete('widgets', 'team/a');
      server.put('widgets', widget('c'));
      await eventually(() => expect(follower.reflector.stats().failing).toContain('ECONNREFUSED'));
      await eventually(() => expect(follower.log.length).toBeGreaterThan(5));
      expect([...follower.objects.keys()]).toEqual(['team/a', 'team/b']);
      await server.up();
      await caughtUp(follower, server);
      expect(follower.reflector.stats().lists).toBe(lists);
    }
  });

  test('a listener that throws gets what it missed again', async () => {
    const server = await serve('a');
    const follower = await followed(server);
    let throws = 3;
    follower.before = () => {
      throws -= 1;
      if (throws >= 0) throw new Error('mistake of ours');
    };
    server.put('widgets', widget('b'));
    server.delete('widgets', 'team/a');
    await caughtUp(follower, server);
    expect(throws).toBeLessThan(0);
    expect(follower.log.filter((line) => line.includes('mistake of ours')).length).toBeGreaterThanOrEqual(3);
  });

  test('a log that throws stops nothing', async () => {
    const server = await serve('a');
    let refusals = 3;
    server.script = () => {
      refusals -= 1;
      return refusals >= 0 ? { fault: 'reset' } : undefined;
    };
    const follower = await followed(server, {
      onLog: () => {
        throw new Error('disk full');
      },
    });
    expect(follower.story).toEqual(['team/a']);
  });
});

describe('kinds that are not served', () => {
  test('are synced at once, and found when they appear', async () => {
    const server = await ScriptedApiServer.start();
    ends.push(() => server.stop());
    const follower = follow(server);
    await eventually(() => expect(follower.syncs).toBe(1));
    expect(follower.served).toEqual([false]);
    await eventually(() => expect(server.calls.length).toBeGreaterThan(10));
    expect(verbs(server).filter((verb) => verb === 'discovery')).toHaveLength(1);
    server.serve(WIDGETS);
    server.put('widgets', widget('a'));
    await caughtUp(follower, server);
    expect(follower.served).toEqual([false, true]);
    expect(follower.syncs).toBe(1);
    expect(follower.log.map((line) => line.replace(/.*: /, ''))).toEqual([
      'the API server does not have this kind; it is looked for',
      'the API server has this kind now',
    ]);
  });

  test('in this version: neither', async () => {
    const server = await ScriptedApiServer.start({ ...WIDGETS, version: 'v1beta1' });
    ends.push(() => server.stop());
    server.put('widgets', widget('a'));
    const follower = follow(server);
    await eventually(() => expect(follower.syncs).toBe(1));
    expect(follower.served).toEqual([false]);
    server.serve(WIDGETS);
    await caughtUp(follower, server);
    expect(follower.served).toEqual([false, true]);
  });

  describe('with several versions that will do', () => {
    const VERSIONS = ['v1', 'v1beta1', 'v1alpha1'];
    const inVersion = (version: string) => ({ ...WIDGETS, version });
    const versionOf = (server: ScriptedApiServer) =>
      server.calls.findLast(({ verb }) => verb !== 'discovery')?.path.split('/')[3];

    test('are read in the one that is served', async () => {
      const server = await ScriptedApiServer.start(inVersion('v1alpha1'));
      ends.push(() => server.stop());
      server.put('widgets', widget('a'));
      const follower = follow(server, { versions: VERSIONS });
      await caughtUp(follower, server);
      expect([versionOf(server), follower.syncs, follower.served]).toEqual(['v1alpha1', 1, []]);
    });

    test('are read in the next one when the one before goes away, and no object is lost', async () => {
      const server = await ScriptedApiServer.start(inVersion('v1beta1'));
      ends.push(() => server.stop());
      server.put('widgets', widget('a'));
      const follower = follow(server, { versions: VERSIONS });
      await caughtUp(follower, server);
      server.serve(inVersion('v1'));
      server.endWatches();
      await eventually(() => expect(versionOf(server)).toBe('v1'));
      server.put('widgets', widget('b'));
      await caughtUp(follower, server);
      expect([follower.story, follower.served]).toEqual([['team/a', 'team/b'], []]);
    });

    test('are not there when none is, and found in any of them', async () => {
      const server = await ScriptedApiServer.start(inVersion('v2'));
      ends.push(() => server.stop());
      const follower = follow(server, { versions: VERSIONS });
      await eventually(() => expect(follower.syncs).toBe(1));
      expect(follower.served).toEqual([false]);
      server.serve(inVersion('v1beta1'));
      server.put('widgets', widget('a'));
      await caughtUp(follower, server);
      expect([versionOf(server), follower.served]).toEqual(['v1beta1', [false, true]]);
    });
  });

  test('objects of a kind that goes away are gone when the server says so again and again', async () => {
    const server = await serve('a', 'b');
    const follower = await followed(server);
    server.unserve('widgets');
    await eventually(() => expect(follower.story).toEqual(['team/a team/b', '-team/a -team/b']));
    expect(verbs(server).filter((verb) => verb === 'discovery')).toHaveLength(3);
    server.serve(WIDGETS);
    server.put('widgets', widget('c'));
    await caughtUp(follower, server);
    expect(follower.served).toEqual([false, true]);
  });

  test('a 404 that the list of kinds does not confirm costs no object', async () => {
    const server = await serve('a');
    const follower = await followed(server);
    let missing = 10;
    server.script = ({ verb }) => {
      if (verb === 'discovery') return undefined;
      missing -= 1;
      return missing >= 0 ? { fault: 'status', code: 404 } : undefined;
    };
    server.resetWatches();
    server.put('widgets', widget('b'));
    await caughtUp(follower, server);
    expect(follower.story).toEqual(['team/a', 'team/b']);
    expect(follower.served).toEqual([]);
  });

  test('nor does one that the server is in no state to confirm', async () => {
    const server = await serve('a');
    const follower = await followed(server);
    let missing = 10;
    server.script = ({ verb }) => {
      missing -= 1;
      if (missing < 0) return undefined;
      return { fault: 'status', code: verb === 'discovery' ? 503 : 404 };
    };
    server.resetWatches();
    server.put('widgets', widget('b'));
    await caughtUp(follower, server);
    expect(follower.story).toEqual(['team/a', 'team/b']);
  });

  test('nor does a kind that is away for a moment', async () => {
    const server = await serve('a');
    const follower = await followed(server);
    let missing = 4;
    server.script = () => {
      missing -= 1;
      return missing >= 0 ? { fault: 'status', code: 404 } : undefined;
    };
    server.resetWatches();
    server.put('widgets', widget('b'));
    await caughtUp(follower, server);
    expect(follower.story).toEqual(['team/a', 'team/b']);
  });
});
