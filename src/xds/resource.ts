import { createHash } from 'node:crypto';

/** Name of a resource as other resources write it. */
export interface Reference {
  readonly typeUrl: string;
  readonly name: string;
}

/** One Envoy resource, encoded once and shared by all streams. */
export interface XdsResource extends Reference {
  /** Hash of the content: the same on every replica and after every restart. */
  readonly version: string;
  /** Encoded `google.protobuf.Any`. */
  readonly any: Uint8Array;
  /**
   * What this resource uses by name: clusters and route configurations of a listener, clusters of a route configuration,
   * the load assignment and secrets of a cluster, the route configuration of a scope.
   */
  readonly references: readonly Reference[];
}

const VERSION_CHARACTERS = 22;

/** The form of all versions: the beginning of a hash in base64url. */
export const VERSION = new RegExp(`^[\\w-]{${VERSION_CHARACTERS}}$`);

const NO_REFERENCES: readonly Reference[] = [];

/**
 * Wraps an encoded message as a resource.
 *
 * @param typeUrl type URL, `type.googleapis.com/` and the full message name.
 * @param name resource name; for most types also a field of the message.
 * @param message the encoded message; not copied again by any stream.
 * @param references what the message uses by name; the server orders its responses by it.
 */
export function xdsResource(
  typeUrl: string,
  name: string,
  message: Uint8Array,
  references: readonly Reference[] = NO_REFERENCES,
): XdsResource {
  const version = createHash('sha256').update(message).digest('base64url').slice(0, VERSION_CHARACTERS);
  return { typeUrl, name, version, any: encodeAny(typeUrl, message), references };
}

const TYPE_URL_TAG = 0x0a;
const VALUE_TAG = 0x12;

/** `google.protobuf.Any` has two length-delimited fields; joining them here avoids a second encoding of the message. */
function encodeAny(typeUrl: string, message: Uint8Array): Uint8Array {
  const url = Buffer.from(typeUrl);
  return Buffer.concat([
    Uint8Array.of(TYPE_URL_TAG, ...varint(url.length)),
    url,
    Uint8Array.of(VALUE_TAG, ...varint(message.length)),
    message,
  ]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return bytes;
}
