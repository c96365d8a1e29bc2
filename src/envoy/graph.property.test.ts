import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Collection } from '../collections/index.js';
import { decode } from '../envoy-api/codec.js';
import { validate } from '../envoy-api/pgv.js';
import type { MessageName } from '../envoy-api/schema.js';
import { verify } from '../envoy-api/verify.js';
import { messageNameOf } from '../well-known/xds-types.js';
import type { DeliveredResource } from './resources.js';
import { type Edit, edit } from './testing/arbitrary-edit.js';
import { type Encoding, encoding } from './testing/source-model.js';

const MESH = { mesh: { trustDomain: 'cluster.local', addresses: ['0.0.0.0'] } };

function apply({ graph, model, sharded }: Encoding, edits: Iterable<Edit>): void {
  const sources = { ...model, sharded } as unknown as Record<
    string,
    { set(k: string, v: unknown): void; delete(k: string): void }
  >;
  graph.transaction(() => {
    for (const { kind, key, value } of edits) {
      if (value === undefined) sources[kind]?.delete(key);
      else sources[kind]?.set(key, value);
    }
  });
}

function content({ resources }: Encoding): unknown {
  return Object.entries(resources).map(([type, collection]: [string, Collection<unknown>]) => [
    type,
    [...collection.entries()].sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

test('incremental equals from scratch, after every change', () => {
  const edits = fc.array(edit, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(edits, { minLength: 1, maxLength: 12 }), (series) => {
      const incremental = encoding(MESH);
      const state = new Map<string, Edit>();
      for (const each of series) {
        apply(incremental, each);
        for (const one of each) state.set(`${one.kind} ${one.key}`, one);
        const scratch = encoding(MESH);
        apply(scratch, [...state.values()].reverse());
        expect(content(incremental)).toEqual(content(scratch));
      }
    }),
    { numRuns: 30 },
  );
});

test('every message is well-typed and keeps Envoy’s validation rules', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 20, maxLength: 60 }), (edits) => {
      const encoded = encoding(MESH);
      apply(encoded, edits);
      const { virtualHostCounts, ...resources } = encoded.resources;
      for (const collection of Object.values<Collection<DeliveredResource>>(resources)) {
        for (const [, { typeUrl, resource }] of collection.entries()) {
          const name = messageNameOf(typeUrl) as MessageName;
          const message = decode(name, decode('google.protobuf.Any', resource.any).value);
          expect([verify(name, message), validate(name, message)]).toEqual([null, []]);
        }
      }
    }),
    { numRuns: 60 },
  );
});
