import protobuf from 'protobufjs/light.js';
import { messageNameOf } from '../well-known/xds-types.js';
import type { MessageTypes } from './generated/messages.js';
import { findType, type MessageName, typeOf } from './schema.js';

/**
 * Finds what `encode` would silently write wrongly: a field that the message does not have, a value of the wrong
 * kind (an enum by name, a number out of range), two members of one oneof, an `Any` that does not decode. Looks into
 * nested messages and into every `Any` whose type is known.
 *
 * For tests and debugging: it costs about as much as encoding. Returns the first fault as `path: what`, or null.
 */
export function verify<Name extends MessageName>(type: Name, message: MessageTypes[Name]): string | null {
  return messageFault(typeOf(type), message, '');
}

function messageFault(type: protobuf.Type, message: unknown, path: string): string | null {
  if (!isObject(message)) return fault(path, `must be an object, a ${type.name}`);
  for (const [name, value] of Object.entries(message)) {
    if (value === undefined) continue;
    const at = path === '' ? name : `${path}.${name}`;
    const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
    if (!field) return fault(at, `${type.fullName.slice(1)} has no field ${name}`);
    const found = fieldFault(field.resolve(), value, at);
    if (found) return found;
  }
  return oneofFault(type, message, path) ?? anyFault(type, message, path);
}

function oneofFault(type: protobuf.Type, message: Record<string, unknown>, path: string): string | null {
  for (const oneof of type.oneofsArray) {
    const set = oneof.fieldsArray.filter((field) => message[field.name] !== undefined).map((field) => field.name);
    if (set.length > 1) return fault(path, `${set.join(' and ')} are both set in the oneof ${oneof.name}`);
  }
  return null;
}

function anyFault(type: protobuf.Type, message: Record<string, unknown>, path: string): string | null {
  if (type.fullName !== '.google.protobuf.Any') return null;
  const inner = findType(messageNameOf(String(message.type_url ?? '')));
  if (!inner) return null;
  try {
    inner.decode((message.value as Uint8Array | undefined) ?? new Uint8Array());
    return null;
  } catch (error) {
    return fault(path, `does not decode as ${inner.fullName.slice(1)}: ${(error as Error).message}`);
  }
}

function fieldFault(field: protobuf.Field, value: unknown, path: string): string | null {
  if (field.map) {
    if (!isObject(value)) return fault(path, 'must be an object, a map');
    return first(Object.entries(value), ([key, item]) => valueFault(field, item, `${path}[${JSON.stringify(key)}]`));
  }
  if (field.repeated) {
    if (!Array.isArray(value)) return fault(path, 'must be an array');
    return first([...value.entries()], ([index, item]) => valueFault(field, item, `${path}[${index}]`));
  }
  return valueFault(field, value, path);
}

function first<Item>(items: readonly Item[], check: (item: Item) => string | null): string | null {
  for (const item of items) {
    const found = check(item);
    if (found) return found;
  }
  return null;
}

function valueFault(field: protobuf.Field, value: unknown, path: string): string | null {
  const target = field.resolvedType;
  if (target instanceof protobuf.Type) return messageFault(target, value, path);
  if (target instanceof protobuf.Enum) {
    const known = typeof value === 'number' && target.valuesById[value] !== undefined;
    return known ? null : fault(path, `must be a number of the enum ${target.name}, not ${JSON.stringify(value)}`);
  }
  return scalarFault(field.type, value, path);
}

const integers: Readonly<Record<string, readonly [min: number, max: number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  sint32: [-(2 ** 31), 2 ** 31 - 1],
  sfixed32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  fixed32: [0, 2 ** 32 - 1],
  int64: [-(2 ** 63), 2 ** 63],
  sint64: [-(2 ** 63), 2 ** 63],
  sfixed64: [-(2 ** 63), 2 ** 63],
  uint64: [0, 2 ** 64],
  fixed64: [0, 2 ** 64],
};

function scalarFault(type: string, value: unknown, path: string): string | null {
  const range = integers[type];
  if (range) {
    const fits = typeof value === 'number' && Number.isInteger(value) && value >= range[0] && value <= range[1];
    return fits ? null : fault(path, `must be an integer, ${type}, not ${JSON.stringify(value)}`);
  }
  switch (type) {
    case 'string':
      return typeof value === 'string' ? null : fault(path, 'must be a string');
    case 'bool':
      return typeof value === 'boolean' ? null : fault(path, 'must be a boolean');
    case 'bytes':
      return value instanceof Uint8Array ? null : fault(path, 'must be a Uint8Array');
    default:
      return typeof value === 'number' ? null : fault(path, 'must be a number');
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function fault(path: string, what: string): string {
  return path === '' ? what : `${path}: ${what}`;
}
