import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encode } from '../envoy-api/codec.js';
import { encodeFieldBytes } from '../envoy-api/wire.js';
import { BadRequest } from './bad-request.js';
import { MOST_NAME_BYTES, MOST_REQUEST_NAMES } from './limits.js';
import { readDeltaRequest, readSotwRequest } from './request.js';

const DELTA = 'envoy.service.discovery.v3.DeltaDiscoveryRequest';
const SOTW = 'envoy.service.discovery.v3.DiscoveryRequest';
const READERS = { delta: readDeltaRequest, sotw: readSotwRequest };

/** What a reader gives in the end, and how many steps it takes. */
function read<T>(steps: Generator<void, T>): { readonly value: T; readonly steps: number } {
  for (let count = 0; ; count += 1) {
    const step = steps.next();
    if (step.done) return { value: step.value, steps: count };
  }
}

const names = fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 6 });
const common = { type_url: fc.string(), response_nonce: fc.string({ unit: 'grapheme-ascii', maxLength: 40 }) };

test('a delta request is read as the codec reads it', () => {
  fc.assert(
    fc.property(
      fc.record({
        ...common,
        resource_names_subscribe: names,
        resource_names_unsubscribe: names,
        initial_resource_versions: fc.dictionary(fc.string(), fc.string()),
        node: fc.record({ id: fc.string(), cluster: fc.string() }),
        error_detail: fc.option(fc.record({ code: fc.nat(16), message: fc.string({ maxLength: 300 }) }), {
          nil: undefined,
        }),
      }),
      ({ error_detail, ...request }) => {
        const { value } = read(readDeltaRequest(encode(DELTA, { ...request, ...(error_detail && { error_detail }) })));
        expect(value).toEqual({
          typeUrl: request.type_url,
          nonce: request.response_nonce,
          error: error_detail?.message,
          subscribe: request.resource_names_subscribe,
          unsubscribe: request.resource_names_unsubscribe,
          versions: new Map(Object.entries(request.initial_resource_versions)),
        });
      },
    ),
  );
});

test('a request of the state of the world is read as the codec reads it', () => {
  fc.assert(
    fc.property(fc.record({ ...common, version_info: fc.string(), resource_names: names }), (request) => {
      expect(read(readSotwRequest(encode(SOTW, request))).value).toEqual({
        typeUrl: request.type_url,
        nonce: request.response_nonce,
        error: undefined,
        version: request.version_info,
        names: request.resource_names,
      });
    }),
  );
});

/** Fields of any number and wire type with any content, nested, cut off and put together. */
const hostile = fc.letrec<{ message: Uint8Array }>((tie) => ({
  message: fc
    .array(
      fc.oneof(
        fc
          .tuple(fc.integer({ min: 1, max: 20 }), fc.oneof(fc.uint8Array({ maxLength: 3_000 }), tie('message')))
          .map(([number, content]) => encodeFieldBytes(number, content)),
        fc.uint8Array({ maxLength: 20 }),
      ),
      { maxLength: 12 },
    )
    .map((parts) => Buffer.concat(parts)),
})).message;

describe.each(['delta', 'sotw'] as const)('%s', (protocol) => {
  const request = (bytes: Uint8Array) => read<object>(READERS[protocol](bytes));

  test('whatever the bytes are, they are read within their bounds or refused', () => {
    fc.assert(
      fc.property(hostile, fc.nat(), (bytes, cut) => {
        try {
          const { value } = request(bytes.subarray(0, bytes.length - (cut % 8)));
          for (const part of Object.values(value)) {
            for (const text of [part, ...(part instanceof Map ? [...part].flat() : Array.isArray(part) ? part : [])]) {
              if (typeof text === 'string') expect(Buffer.byteLength(text)).toBeLessThanOrEqual(3 * 4_096);
            }
          }
        } catch (error) {
          expect(error).toBeInstanceOf(BadRequest);
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each(Array.from({ length: 20 }, (_, index) => index + 1))(
    'a megabyte of empty fields with number %i is read in short steps, or refused',
    (number) => {
      // Numbers above 15 take two bytes.
      const tag = number > 15 ? [((number << 3) & 0x7f) | 0x82, number >> 4] : [(number << 3) | 2];
      const bytes = Buffer.alloc(1 << 20, Buffer.of(...tag, 0));
      bytes.fill(0, bytes.length - 1);
      let steps = 0;
      try {
        for (const reader = READERS[protocol](bytes); !reader.next().done; ) steps += 1;
        expect(steps).toBeGreaterThanOrEqual(170);
      } catch (error) {
        expect(error).toBeInstanceOf(BadRequest);
      }
    },
  );

  const many = (field: string, count: number) =>
    encode(protocol === 'delta' ? DELTA : SOTW, { [field]: Array.from({ length: count }, (_, index) => `${index}`) });
  const fields = protocol === 'delta' ? ['resource_names_subscribe', 'resource_names_unsubscribe'] : ['resource_names'];

  test.each(fields)('%s may have so many names, and not one more', (field) => {
    expect(request(many(field, MOST_REQUEST_NAMES)).steps).toBeGreaterThan(10);
    expect(() => request(many(field, MOST_REQUEST_NAMES + 1))).toThrow(
      expect.objectContaining({ code: status.RESOURCE_EXHAUSTED, reason: 'too-many-names' }),
    );
  });

  test.each(fields)('a name in %s may be so long, and not one byte longer', (field) => {
    const named = (length: number) => encode(protocol === 'delta' ? DELTA : SOTW, { [field]: ['a'.repeat(length)] });
    request(named(MOST_NAME_BYTES));
    expect(() => request(named(MOST_NAME_BYTES + 1))).toThrow(
      expect.objectContaining({ code: status.INVALID_ARGUMENT, reason: 'long-name' }),
    );
  });

  test('of long words, nonces and type URLs only the beginning is kept', () => {
    const long = 'ä'.repeat(1 << 16);
    const { value } = request(
      encode(protocol === 'delta' ? DELTA : SOTW, {
        type_url: long,
        response_nonce: long,
        error_detail: { message: long },
      }),
    );
    expect(JSON.stringify(value).length).toBeLessThan(5_000);
  });
});

test('of long versions only the beginning is kept', () => {
  const versions = { name: 'v'.repeat(7 << 20) };
  const { value } = read(readDeltaRequest(encode(DELTA, { initial_resource_versions: versions })));
  expect(value.versions.get('name')).toHaveLength(128);
});
