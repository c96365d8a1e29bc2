import protobuf from 'protobufjs/light.js';
import { messageNameOf } from '../well-known/xds-types.js';
import { encoderOf } from './encoder.js';
import type { MessageTypes } from './generated/messages.js';
import { findType, type MessageName, typeOf } from './schema.js';
import { hasBareJson, isWrapper, parseDuration, parseTimestamp, snakeCase } from './well-known-json.js';

type Fields = Record<string, unknown>;

/**
 * Reads proto JSON, such as an Envoy bootstrap file or config dump: field names of the .proto files or in camel case,
 * enums by name or number, `Any` with `@type`. Absent and null fields stay absent.
 *
 * Throws an error that names the place of what does not fit.
 */
export function fromJson<Name extends MessageName>(type: Name, json: unknown): MessageTypes[Name] {
  return readMessage(typeOf(type), json, type) as unknown as MessageTypes[Name];
}

function readMessage(type: protobuf.Type, json: unknown, path: string): Fields {
  switch (type.fullName) {
    case '.google.protobuf.Any':
      return readAny(json, path);
    case '.google.protobuf.Duration':
      return { ...at(path, () => parseDuration(String(json))) };
    case '.google.protobuf.Timestamp':
      return { ...at(path, () => parseTimestamp(String(json))) };
    case '.google.protobuf.FieldMask':
      return { paths: json === '' ? [] : String(json).split(',').map(snakeCase) };
    case '.google.protobuf.Struct':
      return { fields: readField(fieldOf(type, 'fields'), json, path) };
    case '.google.protobuf.ListValue':
      return { values: readField(fieldOf(type, 'values'), json, path) };
    case '.google.protobuf.Value':
      return readValue(json, path);
  }
  if (isWrapper(type.fullName)) return { value: readItem(fieldOf(type, 'value'), json, path) };
  return readFields(type, json, path);
}

function readFields(type: protobuf.Type, json: unknown, path: string): Fields {
  if (!isObject(json)) throw new Error(`${path}: must be an object`);
  const out: Fields = {};
  for (const [key, value] of Object.entries(json)) {
    if (value === undefined) continue;
    const name = Object.hasOwn(type.fields, key) ? key : snakeCase(key);
    if (!Object.hasOwn(type.fields, name)) throw new Error(`${path}: ${type.name} has no field ${key}`);
    const field = fieldOf(type, name);
    if (value === null && field.resolvedType?.fullName !== '.google.protobuf.Value') continue;
    if (Object.hasOwn(out, name)) throw new Error(`${path}: ${name} is given twice`);
    out[name] = readField(field, value, `${path}.${key}`);
  }
  return out;
}

function fieldOf(type: protobuf.Type, name: string): protobuf.Field {
  return (type.fields[name] as protobuf.Field).resolve();
}

function readField(field: protobuf.Field, json: unknown, path: string): unknown {
  if (field.map) {
    if (!isObject(json)) throw new Error(`${path}: must be an object`);
    const entries = Object.entries(json).map(([key, item]) => [key, readItem(field, item, `${path}.${key}`)] as const);
    return Object.fromEntries(entries);
  }
  if (!field.repeated) return readItem(field, json, path);
  if (!Array.isArray(json)) throw new Error(`${path}: must be an array`);
  return json.map((item, index) => readItem(field, item, `${path}[${index}]`));
}

function readItem(field: protobuf.Field, json: unknown, path: string): unknown {
  const target = field.resolvedType;
  if (target instanceof protobuf.Type) return readMessage(target, json, path);
  if (target instanceof protobuf.Enum) return readEnum(target, json, path);
  switch (field.type) {
    case 'string':
      return typeof json === 'string' ? json : mismatch(path, 'a string');
    case 'bool':
      return typeof json === 'boolean' ? json : mismatch(path, 'a boolean');
    case 'bytes':
      return typeof json === 'string' ? new Uint8Array(Buffer.from(json, 'base64')) : mismatch(path, 'base64');
    default:
      return readNumber(field.type, json, path);
  }
}

function readNumber(type: string, json: unknown, path: string): number {
  const value = typeof json === 'string' && json.trim() !== '' ? Number(json) : json;
  const real = type === 'double' || type === 'float';
  if (typeof value !== 'number' || !(real || Number.isInteger(value))) return mismatch(path, 'a number');
  return value;
}

function readEnum(target: protobuf.Enum, json: unknown, path: string): number {
  const value = typeof json === 'string' ? target.values[json] : json;
  return typeof value === 'number' ? value : mismatch(path, `one of ${Object.keys(target.values).join(', ')}`);
}

function readValue(json: unknown, path: string): Fields {
  if (json === null) return { null_value: 0 };
  if (typeof json === 'boolean') return { bool_value: json };
  if (typeof json === 'number') return { number_value: json };
  if (typeof json === 'string') return { string_value: json };
  if (Array.isArray(json)) return { list_value: readMessage(typeOf('google.protobuf.ListValue'), json, path) };
  return { struct_value: readMessage(typeOf('google.protobuf.Struct'), json, path) };
}

function readAny(json: unknown, path: string): Fields {
  if (!isObject(json)) throw new Error(`${path}: must be an object`);
  const { '@type': url, ...fields } = json;
  if (url === undefined && Object.keys(fields).length === 0) return { type_url: '', value: new Uint8Array() };
  const type = typeof url === 'string' ? findType(messageNameOf(url)) : undefined;
  if (!type) throw new Error(`${path}: @type ${JSON.stringify(url)} is no message of the Envoy API`);
  const message = readMessage(type, hasBareJson(type.fullName) ? fields.value : fields, path);
  return { type_url: url, value: encoderOf(type)(message).finish() };
}

function at<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`);
  }
}

/** Errors show no values: a bootstrap can hold credentials. */
function mismatch(path: string, needed: string): never {
  throw new Error(`${path}: must be ${needed}`);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
