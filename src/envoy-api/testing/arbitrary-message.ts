import fc from 'fast-check';
import protobuf from 'protobufjs/light.js';
import { any } from '../codec.js';
import type { MessageTypes } from '../generated/messages.js';
import { type MessageName, typeOf } from '../schema.js';

/** Well-typed messages of a type, a few levels deep, that have one text form in proto JSON. */
export function arbitraryMessage<Name extends MessageName>(type: Name): fc.Arbitrary<MessageTypes[Name]> {
  return message(typeOf(type), 4) as fc.Arbitrary<MessageTypes[Name]>;
}

const special: Readonly<Record<string, (depth: number) => fc.Arbitrary<unknown>>> = {
  '.google.protobuf.Any': () =>
    fc.constantFrom(
      any('google.protobuf.Duration', { seconds: 3, nanos: 500_000_000 }),
      any('envoy.config.core.v3.SocketOption', { description: 'd', level: 1, state: 1 }),
    ),
  '.google.protobuf.Duration': () => seconds(-315_576_000_000, 315_576_000_000),
  '.google.protobuf.Timestamp': () => seconds(0, 253_402_300_799),
  '.google.protobuf.FieldMask': () => fc.record({ paths: fc.array(fc.constantFrom('name', 'virtual_hosts')) }),
  '.google.protobuf.Value': (depth) =>
    fc.oneof(
      fc.constant({ null_value: 0 }),
      fc.record({ string_value: fc.string() }),
      fc.record({ bool_value: fc.boolean() }),
      fc.record({ number_value: fc.integer() }),
      ...(depth > 0
        ? [
            fc.record({ struct_value: message(typeOf('google.protobuf.Struct'), depth - 1) }),
            fc.record({ list_value: message(typeOf('google.protobuf.ListValue'), depth - 1) }),
          ]
        : []),
    ),
};

function seconds(min: number, max: number): fc.Arbitrary<unknown> {
  const nanos = fc.integer({ min: 0, max: 999_999_999 });
  return fc
    .record({ seconds: fc.integer({ min, max }), nanos })
    .map((time) => ({ seconds: time.seconds, nanos: time.seconds < 0 ? -time.nanos : time.nanos }));
}

function message(type: protobuf.Type, depth: number): fc.Arbitrary<unknown> {
  const own = special[type.fullName];
  if (own) return own(depth);
  const fields = type.fieldsArray.map((field) => field.resolve()).filter((field) => depth > 0 || isLeaf(field));
  if (fields.length === 0) return fc.constant({});
  const names = fields.map((field) => field.name);
  return fc.subarray(names, { maxLength: Math.min(4, names.length) }).chain((chosen) => {
    const oneofs = new Set<string>();
    const kept = fields.filter((field) => {
      if (!chosen.includes(field.name)) return false;
      const oneof = field.partOf?.name;
      if (oneof !== undefined && oneofs.has(oneof)) return false;
      if (oneof !== undefined) oneofs.add(oneof);
      return true;
    });
    return fc.record(Object.fromEntries(kept.map((field) => [field.name, value(field, depth - 1)])));
  });
}

function isLeaf(field: protobuf.Field): boolean {
  return !(field.resolvedType instanceof protobuf.Type);
}

function value(field: protobuf.Field, depth: number): fc.Arbitrary<unknown> {
  const item = itemOf(field, depth);
  if (field instanceof protobuf.MapField) {
    const key = field.keyType === 'string' ? fc.string() : fc.nat().map(String);
    return fc.dictionary(key, item, { maxKeys: 3, noNullPrototype: true });
  }
  return field.repeated ? fc.array(item, { maxLength: 3 }) : item;
}

function itemOf(field: protobuf.FieldBase, depth: number): fc.Arbitrary<unknown> {
  const target = field.resolvedType;
  if (target instanceof protobuf.Type) return message(target, depth);
  if (target instanceof protobuf.Enum) return fc.constantFrom(...Object.values(target.values));
  switch (field.type) {
    case 'string':
      return fc.string({ unit: 'grapheme' });
    case 'bool':
      return fc.boolean();
    case 'bytes':
      return fc.uint8Array();
    case 'float':
      return fc.integer().map((n) => Math.fround(n / 16));
    case 'double':
      return fc.integer().map((n) => n / 16);
    case 'uint64':
    case 'fixed64':
      return fc.maxSafeNat();
    case 'int64':
    case 'sint64':
    case 'sfixed64':
      return fc.maxSafeInteger();
    case 'uint32':
    case 'fixed32':
      return fc.nat({ max: 2 ** 32 - 1 });
    default:
      return fc.integer();
  }
}
