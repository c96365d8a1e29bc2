import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventually } from '../sources/testing/eventually.js';
import { Follower, versionsOf, WIDGETS, widget } from './testing/follower.js';
import { type Fault, ScriptedApiServer } from './testing/scripted-api-server.js';

type Step =
  | { readonly do: 'put' | 'delete' | 'replace'; readonly name: string }
  | { readonly do: 'reset' | 'end' | 'expire' | 'silence' | 'compact' | 'bookmark' | 'garbage' | 'restart' }
  | { readonly do: 'crd' | 'let'; readonly ms: number }
  | { readonly do: 'fail'; readonly faults: readonly Fault[] };

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom(410, 429, 500, 503, 401, 403, 404, 400, 422, 418).map((code) => ({ fault: 'status' as const, code })),
  fc.constantFrom<Fault>({ fault: 'reset' }, { fault: 'half' }, { fault: 'end' }, { fault: 'silence' }),
  fc.nat(8).map((ms) => ({ fault: 'delay' as const, ms })),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ do: fc.constantFrom('put', 'delete', 'replace'), name }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('reset', 'end', 'expire', 'silence', 'compact', 'bookmark', 'garbage', 'restart'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('let'), ms: fc.nat(8) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('crd'), ms: fc.nat(30) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('fail'), faults: fc.array(fault, { maxLength: 5 }) }) },
) as fc.Arbitrary<Step>;

/** Plays edits and faults, and remembers which objects (by uid) were deleted, and how often each key was. */
class Play {
  readonly deleted = new Set<string>();
  readonly deletions = new Map<string, number>();
  readonly #server: ScriptedApiServer;
  #size = 0;
  #faults: Fault[] = [];

  constructor(server: ScriptedApiServer) {
    this.#server = server;
    server.script = () => this.#faults.shift();
  }

  async take(step: Step): Promise<void> {
    const server = this.#server;
    if (step.do === 'put') server.put('widgets', widget(step.name, ++this.#size));
    else if (step.do === 'delete') this.#delete(step.name);
    else if (step.do === 'replace') {
      this.#delete(step.name);
      server.put('widgets', widget(step.name, ++this.#size));
    } else if (step.do === 'reset') server.resetWatches();
    else if (step.do === 'end') server.endWatches();
    else if (step.do === 'expire') server.failWatches(410, 'Expired');
    else if (step.do === 'silence') server.silence();
    else if (step.do === 'compact') server.compact();
    else if (step.do === 'bookmark') server.bookmark();
    else if (step.do === 'garbage') server.sayToWatches('}\n');
    else if (step.do === 'restart') {
      await server.down();
      await server.up();
    } else if (step.do === 'fail') this.#faults.push(...step.faults);
    else if (step.do === 'let') await pause(step.ms);
    else if (step.do === 'crd') await this.#withoutKind(step.ms);
  }

  /** Everything works again. */
  rest(): void {
    this.#faults = [];
  }

  async #withoutKind(ms: number): Promise<void> {
    for (const key of [...this.#server.objects('widgets').keys()]) this.#delete(key.replace('team/', ''));
    this.#server.unserve('widgets');
    await pause(ms);
    this.#server.serve(WIDGETS);
  }

  #delete(name: string): void {
    const key = `team/${name}`;
    const uid = this.#server.objects('widgets').get(key)?.metadata.uid;
    if (!this.#server.delete('widgets', key) || uid === undefined) return;
    this.deleted.add(uid);
    this.deletions.set(key, (this.deletions.get(key) ?? 0) + 1);
  }
}

test.each(['served', 'refused'] as const)(
  'whatever happens, at rest it holds what the server has, and nothing was gone that was not deleted (WatchList %s)',
  async (watchList) => {
    const run = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const server = await ScriptedApiServer.start(WIDGETS);
      server.watchList = watchList;
      server.pageSize = 2;
      const play = new Play(server);
      const timing = { watchMs: 60, graceMs: 40, initialMs: 100, answerMs: 100, absentMs: 1, outageMs: 30 };
      const follower = new Follower(server, { timing });
      const mistakes: string[] = [];
      const reported = new Map<string, number>();
      follower.before = (changes) => {
        if (changes.size === 0) mistakes.push('a call without changes');
        for (const [key, object] of changes) {
          const known = follower.objects.get(key)?.metadata;
          const { uid, resourceVersion } = object?.metadata ?? {};
          if (object !== undefined && known?.resourceVersion === resourceVersion)
            mistakes.push(`${key} did not change`);
          const isOther = known?.uid !== undefined && known.uid !== uid;
          if (isOther && !play.deleted.has(known.uid)) mistakes.push(`${key} was not deleted`);
          if (!isOther && object !== undefined) continue;
          const count = (reported.get(key) ?? 0) + 1;
          reported.set(key, count);
          const deletions = play.deletions.get(key) ?? 0;
          if (count > deletions)
            mistakes.push(`deletion ${count} of ${key} was reported, which was deleted ${deletions} times`);
        }
      };
      try {
        server.put('widgets', widget('first'));
        follower.reflector.start();
        for (const each of steps) await play.take(each);
        play.rest();
        server.put('widgets', widget('last'));
        await eventually(() => {
          expect(follower.versions).toEqual(versionsOf(server.objects('widgets').values()));
          expect(follower.reflector.synced).toBe(true);
        });
        expect(versionsOf(Array.from(follower.reflector.entries(), ([, object]) => object))).toEqual(follower.versions);
        expect(mistakes).toEqual([]);
        expect(follower.syncs).toBe(1);
      } finally {
        follower.reflector.stop();
        await server.stop();
      }
    });
    await fc.assert(run, { numRuns: 30, interruptAfterTimeLimit: 40_000, endOnFailure: true });
  },
);
