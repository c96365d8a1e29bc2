import { typeUrlOf } from '../well-known/xds-types.js';
import { encoderOf } from './encoder.js';
import type { Any } from './generated/google/protobuf.js';
import type { MessageTypes } from './generated/messages.js';
import { type MessageName, typeOf } from './schema.js';

/**
 * Encodes a message. Equal messages give equal bytes, whatever the order of their properties and map keys.
 *
 * Nothing is checked at run time: an enum given by name is written as 0, an unknown field is dropped, two members of
 * one oneof are both written. The types forbid the first two; `verify` finds all three.
 */
export function encode<Name extends MessageName>(type: Name, message: MessageTypes[Name]): Uint8Array {
  return encoderOf(typeOf(type))(message).finish();
}

/**
 * Decodes a message: numeric enums, 64-bit integers as numbers, fields that were not sent are absent.
 * Throws on malformed bytes; drops fields that this version of the API does not know.
 */
export function decode<Name extends MessageName>(type: Name, bytes: Uint8Array): MessageTypes[Name] {
  const reflected = typeOf(type);
  return reflected.toObject(reflected.decode(bytes), { longs: Number }) as MessageTypes[Name];
}

/** Encodes a message into the `Any` that an extension's `typed_config`, or a discovery resource, holds. */
export function any<Name extends MessageName>(type: Name, message: MessageTypes[Name]): Any {
  return anyOf(type, encode(type, message));
}

/** Wraps a message that is encoded already. */
export function anyOf(type: MessageName, bytes: Uint8Array): Any {
  return { type_url: typeUrl(type), value: bytes };
}

/** `type.googleapis.com/` and the full name: how `Any` and discovery requests name a message. */
export function typeUrl(type: MessageName): string {
  return typeUrlOf(type);
}
