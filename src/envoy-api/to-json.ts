import protobuf from 'protobufjs/light.js';
import { messageNameOf } from '../well-known/xds-types.js';
import { findType, type MessageName, typeOf } from './schema.js';
import { camelCase, formatDuration, formatTimestamp, hasBareJson, isWrapper, type Seconds } from './well-known-json.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

type Fields = Readonly<Record<string, unknown>>;

/**
 * Renders an encoded message as proto JSON the way Envoy prints and reads it: names of the .proto files, enums by
 * name, durations as `1.5s`, bytes as base64, every `Any` of a known type spelt out with `@type`. 64-bit integers
 * are numbers, unlike in canonical proto JSON. Fields come in the order of their numbers, map keys sorted.
 *
 * Throws on malformed bytes.
 */
export function toJson(type: MessageName, bytes: Uint8Array): Json {
  return messageJson(typeOf(type), decodeFields(typeOf(type), bytes));
}

function decodeFields(type: protobuf.Type, bytes: Uint8Array): Fields {
  return type.toObject(type.decode(bytes), { longs: Number });
}

function messageJson(type: protobuf.Type, message: Fields): Json {
  switch (type.fullName) {
    case '.google.protobuf.Any':
      return anyJson(message);
    case '.google.protobuf.Duration':
      return formatDuration(message as Seconds);
    case '.google.protobuf.Timestamp':
      return formatTimestamp(message as Seconds);
    case '.google.protobuf.FieldMask':
      return ((message.paths as string[] | undefined) ?? []).map(camelCase).join(',');
    case '.google.protobuf.Struct':
      return (fieldsJson(type, message) as { fields?: Json }).fields ?? {};
    case '.google.protobuf.ListValue':
      return (fieldsJson(type, message) as { values?: Json }).values ?? [];
    case '.google.protobuf.Value':
      return valueJson(type, message);
  }
  if (isWrapper(type.fullName)) return wrapperJson(type, message);
  return fieldsJson(type, message);
}

function fieldsJson(type: protobuf.Type, message: Fields): { [key: string]: Json } {
  const out: { [key: string]: Json } = {};
  const fields = Object.keys(message).map((name) => typeField(type, name));
  for (const field of fields.sort((a, b) => a.id - b.id)) out[field.name] = fieldJson(field, message[field.name]);
  return out;
}

function typeField(type: protobuf.Type, name: string): protobuf.Field {
  return (type.fields[name] as protobuf.Field).resolve();
}

function fieldJson(field: protobuf.Field, value: unknown): Json {
  if (field.map) {
    const entries = Object.entries(value as Fields).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, item]) => [key, itemJson(field, item)]));
  }
  return field.repeated ? (value as unknown[]).map((item) => itemJson(field, item)) : itemJson(field, value);
}

function itemJson(field: protobuf.Field, value: unknown): Json {
  const target = field.resolvedType;
  if (target instanceof protobuf.Type) return messageJson(target, value as Fields);
  if (target instanceof protobuf.Enum) return target.valuesById[value as number] ?? (value as number);
  return scalarJson(field.type, value);
}

function scalarJson(type: string, value: unknown): Json {
  if (type === 'bytes') return Buffer.from(value as Uint8Array).toString('base64');
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return type === 'float' ? shortestFloat(value as number) : (value as Json);
}

/** The shortest decimal that reads back as the same 32-bit float: 0.1, not 0.10000000149011612. */
function shortestFloat(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}

function wrapperJson(type: protobuf.Type, message: Fields): Json {
  const field = typeField(type, 'value');
  // `typeDefault` of bytes is an array and of 64-bit integers an object.
  return itemJson(field, message.value ?? wrapperDefault(field.type));
}

function wrapperDefault(type: string): unknown {
  return type === 'string' ? '' : type === 'bool' ? false : type === 'bytes' ? new Uint8Array() : 0;
}

function valueJson(type: protobuf.Type, message: Fields): Json {
  const [name] = Object.keys(message);
  return name === undefined || name === 'null_value' ? null : fieldJson(typeField(type, name), message[name]);
}

function anyJson(message: Fields): Json {
  const url = String(message.type_url ?? '');
  const bytes = (message.value as Uint8Array | undefined) ?? new Uint8Array();
  if (url === '' && bytes.length === 0) return {};
  const type = findType(messageNameOf(url));
  if (!type) return { '@type': url, value: scalarJson('bytes', bytes) };
  const json = messageJson(type, decodeFields(type, bytes));
  return hasBareJson(type.fullName) ? { '@type': url, value: json } : { '@type': url, ...(json as object) };
}
