import protobuf from 'protobufjs/light.js';
import { descriptor } from './generated/descriptor.js';
import type { MessageTypes } from './generated/messages.js';

/** Full name of a message of the Envoy API, such as `envoy.config.route.v3.Route`. */
export type MessageName = keyof MessageTypes;

let root: protobuf.Root | undefined;
const types = new Map<string, protobuf.Type>();

/**
 * The reflected Envoy API. Built at the first use, since most commands of the CLI never need it; types resolve their
 * references one by one, when they are first used.
 */
function schema(): protobuf.Root {
  if (!root) {
    root = new protobuf.Root().addJSON(JSON.parse(descriptor).nested) as protobuf.Root;
    // Whether a field has presence is settled for the whole schema when any type of it is set up.
    root.lookupType('google.protobuf.Empty').setup();
  }
  return root;
}

/**
 * The reflected message of that full name, if the API has it. Names come from peers too, so this neither remembers
 * misses nor looks for the name in other scopes, as protobufjs' own lookup does.
 */
export function findType(name: string): protobuf.Type | undefined {
  const known = types.get(name);
  if (known) return known;
  let found: protobuf.ReflectionObject | null = schema();
  for (const part of name.split('.')) {
    found = found instanceof protobuf.Namespace ? found.get(part) : null;
  }
  if (!(found instanceof protobuf.Type)) return undefined;
  types.set(name, found);
  return found;
}

/** The reflected message of that full name. Throws when the API has none: check {@link isMessageName} first. */
export function typeOf(name: string): protobuf.Type {
  const type = findType(name);
  if (!type) throw new Error(`no message ${name} in the Envoy API`);
  return type;
}

export function isMessageName(name: string): name is MessageName {
  return findType(name) !== undefined;
}

/** The JSON descriptor of a service of the API, for other readers of such descriptors. */
export function serviceDescriptor(name: string): protobuf.IService {
  return schema().lookupService(name).toJSON();
}
