import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Edit, edit } from '../../src/envoy/testing/arbitrary-edit.js';
import { checkBootstrap } from '../../src/envoy/testing/check-bootstrap.js';
import { encoding } from '../../src/envoy/testing/source-model.js';
import { validateConfig } from '../envoy/harness.js';

/** Random models; a certificate is only text there, so without these. */
function resourcesOf(edits: readonly Edit[]) {
  const { graph, model, sharded, resources } = encoding({ mesh: { trustDomain: 'cluster.local', addresses: ['::'] } });
  const sources = { ...model, sharded } as unknown as Record<string, { set(key: string, value: unknown): void }>;
  graph.transaction(() => {
    for (const { kind, key, value } of edits) {
      if (value !== undefined && kind !== 'certificates') sources[kind]?.set(key, value);
    }
  });
  return resources;
}

test('Envoy takes what random models give', async () => {
  const models = fc.sample(fc.array(edit, { minLength: 40, maxLength: 80 }), { numRuns: 25, seed: 7 });
  const bootstrap = checkBootstrap(models.map((edits, index) => [`model ${index}`, resourcesOf(edits)] as const));
  const { ok, output } = await validateConfig(bootstrap);
  expect(
    ok
      ? ''
      : output
          .split('\n')
          .filter((line) => !line.includes('][info]'))
          .join('\n'),
  ).toBe('');
});
