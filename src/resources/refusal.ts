import { CORE_KINDS } from './core/index.js';
import { type FieldError, formatPath, type Path, type TypedError } from './errors.js';
import { object } from './go-schema.js';
import { METADATA_SCHEMA } from './metadata.js';
import { dataKeyProblem, qualifiedNameProblem } from './names.js';
import type { Schema } from './schema.js';
import type { KindName } from './types.js';

export interface Refusal {
  readonly ok: false;
  readonly errors: readonly FieldError[];
}

/**
 * What of a kind no message may show. A key can get into each of these: into a Secret where it belongs, into a ConfigMap or a bundle of
 * CA certificates by mistake, and into a bootstrap as a credential of some service.
 */
const CONFIDENTIAL: ReadonlyMap<unknown, Path> = new Map<KindName, Path>([
  ['Secret', []],
  ['ConfigMap', []],
  ['ClusterTrustBundle', []],
  ['ProxyConfig', ['spec', 'bootstrap']],
]);

const HIDDEN = '…';

/** Errors as messages show them. @param given the object as it came, of whatever form. */
export function refusal(given: unknown, errors: readonly TypedError[]): Refusal {
  const kind = (given as { readonly kind?: unknown } | null | undefined)?.kind;
  const confidential = CONFIDENTIAL.get(kind);
  const isHidden = (path: Path) => confidential?.every((part, index) => path[index] === part) === true;
  return {
    ok: false,
    errors: errors.map(({ path, message, discreet }) =>
      isHidden(path)
        ? { path, field: formatPath(shownPath(path, schemaOf(kind))), message: discreet }
        : { path, field: formatPath(path), message },
    ),
  };
}

const ENVELOPE = { apiVersion: {}, kind: {}, metadata: METADATA_SCHEMA };

function schemaOf(kind: unknown): Schema {
  const { properties } = CORE_KINDS.get(kind as KindName)?.schema ?? {};
  return object({ ...Object.fromEntries(properties ?? []), ...ENVELOPE, spec: properties?.get('spec') ?? {} });
}

/** The path without what is no name: a text that was meant to be a value can stand where a field is expected. */
function shownPath(path: Path, schema: Schema): Path {
  let at: Schema | undefined = schema;
  return path.map((part) => {
    if (typeof part === 'number') {
      at = at?.items;
      return part;
    }
    const property: Schema | undefined = at?.properties?.get(part);
    const isKey = at?.additionalProperties !== undefined && isName(part);
    at = property ?? at?.additionalProperties;
    return property !== undefined || isKey ? part : HIDDEN;
  });
}

function isName(key: string): boolean {
  return dataKeyProblem(key) === undefined || qualifiedNameProblem(key) === undefined;
}
