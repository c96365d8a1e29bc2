import protobuf from 'protobufjs/light.js';

type Encode = (message: object, writer?: protobuf.Writer, depth?: number) => protobuf.Writer;

/** Stands in for the global `Object` inside generated encoders, whose only use of `keys` is to walk a map field. */
const objectWithSortedKeys = {
  keys: (map: object): string[] => Object.keys(map).sort(),
  hasOwnProperty: Object.prototype.hasOwnProperty,
  is: Object.is,
};

const encoders = new WeakMap<protobuf.Type, Encode>();

/**
 * The encoder of a message type. It writes map entries in the order of their keys, which `Type.encode` does not, so
 * equal messages have equal bytes. It is compiled at the first use and, unlike `Type.setup`, without a decoder.
 */
export function encoderOf(type: protobuf.Type): Encode {
  let encode = encoders.get(type);
  if (!encode) {
    encode = compile(type);
    encoders.set(type, encode);
  }
  return encode;
}

function compile(type: protobuf.Type): Encode {
  return protobuf.encoder(type)({
    Writer: protobuf.Writer,
    util: protobuf.util,
    types: type.fieldsArray.map((field) => nested(field.resolve().resolvedType)),
    Object: objectWithSortedKeys,
  }) as unknown as Encode;
}

/** Message types refer to each other in cycles, so a nested encoder is looked up when it is first called. */
function nested(type: protobuf.ReflectionObject | null): { encode: Encode } | null {
  if (!(type instanceof protobuf.Type)) return null;
  const entry: { encode: Encode } = {
    encode: (message, writer, depth) => {
      entry.encode = encoderOf(type);
      return entry.encode(message, writer, depth);
    },
  };
  return entry;
}
