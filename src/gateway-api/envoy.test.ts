import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { validateConfig } from '../../test/envoy/harness.js';
import { encode } from '../envoy/graph.js';
import { staticBootstrap } from '../envoy/testing/static-bootstrap.js';
import type { Resource } from '../resources/types.js';
import { edit, edited } from './testing/edits.js';
import { resource, WORKING } from './testing/pool.js';
import { Translation } from './testing/translation.js';

/** Whatever users write, Envoy must not refuse what comes of it. */
test('Envoy takes every translation', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(resource, fc.array(edit, { maxLength: 3 })), { minLength: 20, maxLength: 40 }),
      async (given) => {
        const { ok, output } = await validate([...WORKING, ...given.map(([each, edits]) => edited(each, edits))]);
        expect(output).toBe('');
        expect(ok).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});

async function validate(given: readonly Resource[]): Promise<{ ok: boolean; output: string }> {
  const translation = new Translation();
  const { graph, model } = translation;
  const sharded = graph.source<boolean>('sharded');
  const resources = encode(graph, model, { sharded }, { accessLog: 'off', bucketingSupported: true });
  translation.apply(...given);
  const { ok, output } = await validateConfig(staticBootstrap(resources));
  return { ok, output: ok ? '' : output };
}
