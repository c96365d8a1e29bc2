import { encode } from '../envoy-api/codec.js';
import { fromJson } from '../envoy-api/from-json.js';
import { validate } from '../envoy-api/pgv.js';
import { toJson } from '../envoy-api/to-json.js';
import { concatBytes } from '../envoy-api/wire.js';

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

/** Why fields are none of a bootstrap that Envoy would take; see {@link withBootstrapFields}. */
export function bootstrapFieldsProblem(fields: Fields): string | undefined {
  try {
    const [fault] = validate(BOOTSTRAP, fromJson(BOOTSTRAP, fields));
    return fault;
  } catch (error) {
    return (error as Error).message;
  }
}
