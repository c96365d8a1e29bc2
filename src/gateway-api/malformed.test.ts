import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { edit, edited } from './testing/edits.js';
import { resource } from './testing/pool.js';
import { PER_GATEWAY, SHARED, Translation } from './testing/translation.js';

test.each([
  ['shared', SHARED],
  ['per-gateway', PER_GATEWAY],
])('no function throws whatever fields are missing or hold (proxies %s)', (_, settings) => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(resource, fc.array(edit, { maxLength: 4 })), { minLength: 5, maxLength: 20 }),
      (given) => {
        const translation = new Translation(settings).apply(...given.map(([each, edits]) => edited(each, edits)));
        expect(translation.graph.errors()).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});
