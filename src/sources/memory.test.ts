import { describe, expect, test } from '@jest/globals';
import type { KindName } from '../resources/types.js';
import { MemorySource } from './memory.js';
import { eventually } from './testing/eventually.js';
import { Recorder, service, sourceContract } from './testing/source-contract.js';

describe('MemorySource', () => {
  sourceContract(async () => {
    const source = new MemorySource();
    return {
      source,
      apply: async (...objects) => source.set(...objects),
      remove: async (object) => {
        const { kind, metadata } = object as { kind: KindName; metadata: { name: string; namespace: string } };
        source.delete(kind, `${metadata.namespace}/${metadata.name}`);
      },
    };
  });

  test('a refused object changes nothing and is a problem until it is mended', async () => {
    const source = new MemorySource();
    const recorder = new Recorder();
    source.set(service('a'));
    await source.start(recorder.listen);
    source.set(service('a', 99_999));
    await eventually(() => expect(recorder.problems).not.toEqual([]));
    expect(recorder.problems[0]).toMatchObject({ severity: 'error', subject: 'Service team/a' });
    expect(recorder.problems[0]?.message).toMatch(/^spec\.ports\[0\]\.port: /);
    expect(recorder.resources.get('Service team/a')).toMatchObject({ spec: { ports: [{ port: 80 }] } });
    source.set(service('a', 81));
    await eventually(() => expect(recorder.problems).toEqual([]));
    await source.stop();
  });
});
