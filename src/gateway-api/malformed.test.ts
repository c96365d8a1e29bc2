import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { edit, edited } from './testing/edits.js';
import { meshResource } from './testing/mesh-pool.js';
import { resource } from './testing/pool.js';
import { MESH, PER_GATEWAY, SHARED, Translation } from './testing/translation.js';

test.each([
  ['shared', SHARED, resource],
  ['per-gateway', PER_GATEWAY, resource],
  ['per-gateway and a mesh', MESH, meshResource],
])('no function throws whatever fields are missing or hold (proxies %s)', (_, settings, anyResource) => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyResource, fc.array(edit, { maxLength: 4 })), { minLength: 5, maxLength: 20 }),
      (given) => {
        const translation = new Translation(settings)
          .sidecars('a/web')
          .apply(...given.map(([each, edits]) => edited(each, edits)));
        expect(translation.graph.errors()).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});
