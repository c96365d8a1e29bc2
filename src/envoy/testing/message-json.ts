import { encode } from '../../envoy-api/codec.js';
import type { MessageTypes } from '../../envoy-api/generated/messages.js';
import type { MessageName } from '../../envoy-api/schema.js';
import { toJson } from '../../envoy-api/to-json.js';
import type { JsonObject } from './static-bootstrap.js';

/** A message as proto JSON, with each `Any` in it spelt out. */
export function messageJson<Name extends MessageName>(type: Name, message: MessageTypes[Name]): JsonObject {
  return toJson(type, encode(type, message)) as JsonObject;
}
