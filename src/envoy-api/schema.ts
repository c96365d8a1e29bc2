import protobuf from 'protobufjs/light.js';
import { descriptor } from './generated/descriptor.js';
import type { MessageTypes } from './generated/messages.js';

/** Full name of a message of the Envoy API, such as `envoy.config.route.v3.Route`. */
export type MessageName = keyof MessageTypes;

let root: protobuf.Root | undefined;
const types = new Map<string, protobuf.Type | undefined>();

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

/** The reflected message of that full name, if the API has it. */
export function findType(name: string): protobuf.Type | undefined {
  if (!types.has(name)) {
    const found = schema().lookup(name.split('.'), [protobuf.Type]);
    types.set(name, found instanceof protobuf.Type ? found : undefined);
  }
  return types.get(name);
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
