import { blocksRules, checkRules } from './check-rules.js';
import { CORE_KINDS, type CoreKind } from './core/index.js';
import { decode, decodeLikeGo } from './decode.js';
import { fieldError, invalid, required, type TypedError, unreadable, unsupported } from './errors.js';
import { deepFreeze } from './freeze.js';
import { checkGoValues } from './go-values.js';
import { apiVersionOf, type Channel, findKind, KINDS, type Kind } from './kinds.js';
import type { ObjectMeta } from './meta.js';
import { checkKnownFinalizers, checkMetadata, decodeMetadata, placeIn } from './metadata.js';
import { dnsSubdomainProblem } from './names.js';
import { type Refusal, refusal } from './refusal.js';
import { type ObjectSchema, schemaOf } from './schema.js';
import type { Resource } from './types.js';
import { validate } from './validate.js';

export interface AdmitOptions {
  /** The release channel whose CRDs judge; experimental unless given. */
  readonly channel?: Channel;
  /** The object that this one replaces, as it was admitted; some fields may not change. */
  readonly old?: Resource;
  /** Where an object goes that names no namespace; `default` unless given. */
  readonly namespace?: string;
}

export type Admission = { readonly ok: true; readonly object: Resource } | Refusal;

type Fields = Readonly<Record<string, unknown>>;

const MOST_BYTES = 3 * 1024 * 1024;

/**
 * Judges an object as the API server would on `kubectl apply`: unknown fields are errors, defaults are filled in, and what
 * remains must fit the schema and its CEL rules. What a cluster would add, e.g. a ClusterIP, is not added, and what only a cluster
 * can know, e.g. whether the namespace exists, is not checked.
 *
 * Never throws, whatever it is given. An admitted object is frozen and shares nothing that can change with the input.
 */
export function admit(object: unknown, options: AdmitOptions = {}): Admission {
  try {
    return judge(object, options);
  } catch (error) {
    return refusal(object, [unreadable(error)]);
  }
}

function judge(object: unknown, options: AdmitOptions): Admission {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    return refusal(object, [fieldError('type', [], 'Invalid value: must be an object')]);
  }
  const fields = object as Fields;
  const channel = options.channel ?? 'experimental';
  const kind = identify(fields, channel);
  if ('message' in kind) return refusal(object, [kind]);
  const core = CORE_KINDS.get(kind.kind);
  if (core !== undefined) return judgeCore(fields, kind, core, options);
  const apiVersion = String(fields.apiVersion);
  const schema = schemaOf(kind.kind, apiVersion.slice(apiVersion.indexOf('/') + 1), channel);
  if (schema === undefined) throw new Error(`no schema for ${kind.kind} in ${apiVersion}`);
  return judgeCustom(fields, kind, schema, options);
}

/** The kind that judges this object, or why there is none. */
function identify(object: Fields, channel: Channel): Kind | TypedError {
  const { apiVersion, kind: name } = object;
  if (apiVersion === undefined || apiVersion === null || apiVersion === '') return required(['apiVersion']);
  if (name === undefined || name === null || name === '') return required(['kind']);
  if (typeof apiVersion !== 'string') return invalid(['apiVersion'], apiVersion, 'must be a string', 'type');
  if (typeof name !== 'string') return invalid(['kind'], name, 'must be a string', 'type');
  const kind = findKind(apiVersion, name);
  if (kind === undefined) {
    const same = KINDS.find((known) => known.kind === name);
    if (same !== undefined) return unsupported(['apiVersion'], apiVersion, [apiVersionOf(same)]);
    return invalid(['kind'], name, `there is no such kind in "${apiVersion}"`);
  }
  const served = kind.versions[channel];
  if (served.length === 0) {
    return invalid(['kind'], name, 'only in the experimental channel of the Gateway API');
  }
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  if (served.includes(version)) return kind;
  const versions = served.map((one) => (kind.group === '' ? one : `${kind.group}/${one}`));
  return unsupported(['apiVersion'], apiVersion, versions);
}

/** A kind that a CRD defines: its schema says it all. */
function judgeCustom(object: Fields, kind: Kind, schema: ObjectSchema, options: AdmitOptions): Admission {
  const { apiVersion: _, kind: __, metadata: givenMetadata, status, ...spec } = object;
  const { metadata: ownMetadata, errors } = decodeMetadata(givenMetadata);
  // A new object's status is not what a file says, yet fields that no status has are refused.
  const hasStatus = typeof status === 'object' && status !== null;
  const statusErrors = schema.status !== undefined && hasStatus ? decode(status, schema.status, ['status']).errors : [];
  const decoded = decode(schema.status === undefined ? { ...spec, status } : spec, schema.object);
  const errorsOfForm = [...errors, ...decoded.errors, ...statusErrors];
  if (errorsOfForm.length > 0) return refusal(object, errorsOfForm);

  const metadata = placeIn(ownMetadata, kind.namespaced, options.namespace ?? 'default');
  const faults = [...checkMetadata(metadata, dnsSubdomainProblem), ...validate(decoded.value, schema.object)];
  if (!blocksRules(faults)) faults.push(...checkRules(decoded.value, schema.object, options.old));
  if (faults.length > 0) return refusal(object, faults);
  const { statusDefault } = schema;
  return accept(object, metadata, {
    ...(decoded.value as Fields),
    ...(statusDefault !== undefined && { status: statusDefault }),
  });
}

/** A kind that is built into the API server: its Go type decides what can be read, code of ours what is valid. */
function judgeCore(object: Fields, kind: Kind, core: CoreKind, options: AdmitOptions): Admission {
  const { apiVersion: _, kind: __, metadata: givenMetadata, ...rest } = object;
  const { metadata: ownMetadata, generation, errors } = decodeMetadata(givenMetadata);
  const decoded = decodeLikeGo(rest, core.schema);
  const errorsOfForm = [...errors, ...decoded.errors, ...checkGoValues(decoded.value, core.schema, [])];
  if (errorsOfForm.length > 0) return refusal(object, errorsOfForm);

  const metadata = placeIn(ownMetadata, kind.namespaced, options.namespace ?? 'default');
  const complete = core.complete({ ...(decoded.value as Fields), metadata });
  const faults = [
    ...checkMetadata(complete.metadata, (name) => core.nameProblem(name, complete)),
    ...checkKnownFinalizers(complete.metadata.finalizers ?? [], ['metadata', 'finalizers']),
    ...(core.keepsGeneration && generation < 0 ? [invalidGeneration(generation)] : []),
    ...core.check(complete),
    ...(options.old === undefined ? [] : core.checkChange(complete, { ...options.old })),
  ];
  return faults.length > 0 ? refusal(object, faults) : accept(object, complete.metadata, complete);
}

function invalidGeneration(generation: number): TypedError {
  return fieldError(
    'invalid',
    ['metadata', 'generation'],
    `Invalid value: ${generation}: must be greater than or equal to 0`,
  );
}

function accept(given: Fields, metadata: ObjectMeta, content: Fields): Admission {
  const bytes = Buffer.byteLength(JSON.stringify(given));
  if (bytes > MOST_BYTES) {
    return refusal(given, [
      fieldError('invalid', [], `Too large: ${bytes} bytes as JSON, the API server takes at most ${MOST_BYTES}`),
    ]);
  }
  const { apiVersion, kind } = given;
  return { ok: true, object: deepFreeze({ apiVersion, kind, metadata, ...content }) as Resource };
}
