import { encode } from '../envoy-api/codec.js';
import { fromJson } from '../envoy-api/from-json.js';
import type { Bootstrap } from '../envoy-api/generated/envoy/config/bootstrap/v3.js';
import { validate } from '../envoy-api/pgv.js';
import { toJson } from '../envoy-api/to-json.js';
import { concatBytes } from '../envoy-api/wire.js';
import { BOOTSTRAP_FILE } from '../well-known/files.js';
import { bootstrapFiles } from './bootstrap-files.js';

const BOOTSTRAP = 'envoy.config.bootstrap.v3.Bootstrap';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A bootstrap with fields of a user's added, merged as protobuf messages are: scalars replace, messages are merged, lists
 * appended.
 *
 * @param json the bootstrap, as text.
 * @throws Error when either is no bootstrap.
 */
export function withBootstrapFields(json: string, fields: Fields): string {
  const bytes = [JSON.parse(json), fields].map((each) => encode(BOOTSTRAP, fromJson(BOOTSTRAP, each)));
  return `${JSON.stringify(toJson(BOOTSTRAP, concatBytes(bytes)), undefined, 2)}\n`;
}

/** Fields by which a proxy finds and obeys its controller. */
const OWN_FIELDS = [
  'node',
  'admin',
  'dynamic_resources',
  'hds_config',
  'default_config_source',
  'config_sources',
  'xds_delegate_extension',
  'xds_config_tracker_extension',
] as const satisfies readonly (keyof Bootstrap)[];

/** The lists of a bootstrap whose items Envoy knows by their names, each of which there may be once. */
const NAMED: Readonly<
  Record<string, (message: Bootstrap) => readonly { readonly name?: string | undefined }[] | undefined>
> = {
  'static_resources.clusters': ({ static_resources }) => static_resources?.clusters,
  'static_resources.listeners': ({ static_resources }) => static_resources?.listeners,
  'static_resources.secrets': ({ static_resources }) => static_resources?.secrets,
  'layered_runtime.layers': ({ layered_runtime }) => layered_runtime?.layers,
  'overload_manager.resource_monitors': ({ overload_manager }) => overload_manager?.resource_monitors,
  'overload_manager.actions': ({ overload_manager }) => overload_manager?.actions,
  bootstrap_extensions: ({ bootstrap_extensions }) => bootstrap_extensions,
};

/** Why fields are none of a bootstrap that Envoy would take, or change what is ours; see {@link withBootstrapFields}. Starts with the field. */
export function bootstrapFieldsProblem(fields: Fields): string | undefined {
  try {
    const message = fromJson(BOOTSTRAP, fields);
    const own = OWN_FIELDS.find((field) => message[field] !== undefined);
    if (own !== undefined) return `${own}: it is how the proxy finds its controller. Remove it.`;
    return nameProblem(message) ?? validate(BOOTSTRAP, message)[0];
  } catch (error) {
    return (error as Error).message;
  }
}

function nameProblem(message: Bootstrap): string | undefined {
  const own = everyProxy();
  for (const [field, listOf] of Object.entries(NAMED)) {
    const taken = new Set((listOf(own) ?? []).map(({ name }) => name));
    for (const [index, { name }] of (listOf(message) ?? []).entries()) {
      if (taken.has(name)) return `${field}[${index}].name: "${name}" is taken. Use another name.`;
      taken.add(name);
    }
  }
  return undefined;
}

/** What all proxies start with, and those that have a limit of memory. Only names are of interest. */
function everyProxy(): Bootstrap {
  const files = bootstrapFiles({
    node: { id: 'any', cluster: 'any' },
    xds: { hostname: 'any', port: 1, serverName: 'any' },
    ...{ folder: '/any', caFile: '/any/ca', tokenFile: '/any/token', adminPath: '/any/admin', maxHeap: 1 },
  });
  return fromJson(BOOTSTRAP, JSON.parse(files[BOOTSTRAP_FILE] ?? ''));
}
