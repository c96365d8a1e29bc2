import { expect, test } from '@jest/globals';
import type { ResourceChange, Source, SourceProblem, SourceUpdate } from '../source.js';
import { eventually } from './eventually.js';

/** The outside world that a source looks at, as far as the contract has to change it. */
export interface World {
  readonly source: Source;
  /** Makes objects exist, or changes them. Objects given together must be seen together by a source that can. */
  apply(...objects: readonly object[]): Promise<void>;
  remove(object: object): Promise<void>;
  dispose?(): Promise<void>;
}

export function service(name: string, port = 80): object {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'team' }, spec: { ports: [{ port }] } };
}

export function gatewayClass(name: string): object {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name },
    spec: { controllerName: 'example.com/controller' },
  };
}

/** Everything that a source said, and what follows from it. */
export class Recorder {
  readonly updates: SourceUpdate[] = [];
  readonly resources = new Map<string, NonNullable<ResourceChange['resource']>>();

  readonly listen = (update: SourceUpdate): void => {
    this.updates.push(update);
    for (const { kind, key, resource } of update.changes) {
      if (resource === undefined) this.resources.delete(`${kind} ${key}`);
      else this.resources.set(`${kind} ${key}`, resource);
    }
  };

  get synced(): boolean {
    return this.updates.at(-1)?.synced ?? false;
  }

  get problems(): readonly SourceProblem[] {
    return this.updates.at(-1)?.problems ?? [];
  }

  get keys(): string[] {
    return [...this.resources.keys()].sort();
  }
}

/** What holds for every source. @param world a new one, with nothing in it and its source not started. */
export function sourceContract(world: () => Promise<World>): void {
  async function using(scenario: (world: World, recorder: Recorder) => Promise<void>): Promise<void> {
    const one = await world();
    try {
      await scenario(one, new Recorder());
    } finally {
      await one.source.stop();
      await one.dispose?.();
    }
  }
  const started = async ({ source }: World, recorder: Recorder) => {
    await source.start(recorder.listen);
    await eventually(() => expect(recorder.synced).toBe(true));
  };

  test('says nothing before it is started', () =>
    using(async ({ apply }, recorder) => {
      await apply(service('a'));
      expect(recorder.updates).toEqual([]);
    }));

  test('is synced when all that was there at the start is delivered, even if that is nothing', async () => {
    await using(async (world, recorder) => {
      await started(world, recorder);
      expect(recorder.keys).toEqual([]);
    });
    await using(async (world, recorder) => {
      await world.apply(service('a'), service('b'), gatewayClass('c'));
      await started(world, recorder);
      expect(recorder.keys).toEqual(['GatewayClass c', 'Service team/a', 'Service team/b']);
      const synced = recorder.updates.map((update) => update.synced);
      expect(synced).toEqual([...synced].sort());
    });
  });

  test('delivers objects as they are admitted: complete and frozen', () =>
    using(async (world, recorder) => {
      await world.apply(service('a'));
      await started(world, recorder);
      const resource = recorder.resources.get('Service team/a');
      expect(resource).toMatchObject({ kind: 'Service', spec: { ports: [{ port: 80, protocol: 'TCP' }] } });
      expect(Object.isFrozen(resource)).toBe(true);
    }));

  test('delivers what is added, changed and removed later', () =>
    using(async (world, recorder) => {
      await world.apply(service('a'));
      await started(world, recorder);
      await world.apply(service('b'));
      await eventually(() => expect(recorder.keys).toEqual(['Service team/a', 'Service team/b']));
      await world.apply(service('b', 81));
      await eventually(() =>
        expect(recorder.resources.get('Service team/b')).toMatchObject({ spec: { ports: [{ port: 81 }] } }),
      );
      await world.remove(service('a'));
      await eventually(() => expect(recorder.keys).toEqual(['Service team/b']));
      expect(recorder.updates.at(-1)?.changes).toEqual([{ kind: 'Service', key: 'team/a' }]);
    }));

  test('does not deliver again what did not change', () =>
    using(async (world, recorder) => {
      await world.apply(service('a'));
      await started(world, recorder);
      await world.apply(service('a'));
      await world.apply(service('b'));
      await eventually(() => expect(recorder.keys).toContain('Service team/b'));
      const keys = recorder.updates.flatMap(({ changes }) => changes.map(({ key }) => key));
      expect(keys).toEqual(['team/a', 'team/b']);
    }));

  test('says each object at most once in an update', () =>
    using(async (world, recorder) => {
      await started(world, recorder);
      await world.apply(service('a'));
      await world.apply(service('a', 81));
      await world.apply(service('a', 82));
      await eventually(() =>
        expect(recorder.resources.get('Service team/a')).toMatchObject({ spec: { ports: [{ port: 82 }] } }),
      );
      for (const { changes } of recorder.updates) {
        const keys = changes.map(({ kind, key }) => `${kind} ${key}`);
        expect(keys).toEqual([...new Set(keys)]);
      }
    }));

  test('says nothing after it was stopped', () =>
    using(async (world, recorder) => {
      await started(world, recorder);
      await world.source.stop();
      const before = recorder.updates.length;
      await world.apply(service('a'));
      expect(recorder.updates.length).toBe(before);
    }));
}
