import { isDeepStrictEqual } from 'node:util';
import type { Admission } from './admit.js';
import { blocksRules, checkRules } from './check-rules.js';
import { CORE_KINDS } from './core/index.js';
import { podSchema } from './core/pod.js';
import { type Decoded, decode, decodeLikeGo, UNKNOWN_FIELD } from './decode.js';
import { fieldError, invalid, type TypedError, unreadable } from './errors.js';
import { deepFreeze } from './freeze.js';
import { findLiveKind, type Kind } from './kinds.js';
import type { ObjectMeta } from './meta.js';
import { refusal } from './refusal.js';
import { schemaOf } from './schema.js';
import type { Resource } from './types.js';
import { validate } from './validate.js';

type Fields = Readonly<Record<string, unknown>>;

/** What of the metadata means something; the rest changes without anything having changed. */
const METADATA = [
  'name',
  'namespace',
  'uid',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'labels',
  'annotations',
  'ownerReferences',
] as const satisfies readonly (keyof ObjectMeta)[];

/**
 * Reads an object that an API server has accepted, without its status (but for a Pod). The server may be newer than we are, so fields that
 * we do not know are left out; and its CRDs may be older, so what those let through is checked again.
 *
 * Never throws. The result is frozen, and with it the parts of the input that it shares.
 *
 * @param old the same object as it was read last: it is given back when nothing but the status changed.
 */
export function readLive(object: Fields, old?: Resource): Admission {
  try {
    return old !== undefined && isUnchanged(object, old) ? { ok: true, object: old } : read(object);
  } catch (error) {
    return refusal(object, [unreadable(error)]);
  }
}

/** The API server counts changes of what a CRD defines, the status aside, in the generation; of its own kinds not of all. */
function isUnchanged({ apiVersion, metadata }: Fields, old: Resource): boolean {
  if (CORE_KINDS.has(old.kind) || old.kind === 'Pod' || old.metadata.generation === undefined) return false;
  return apiVersion === old.apiVersion && isDeepStrictEqual(metadataOf(metadata as ObjectMeta), old.metadata);
}

function read(object: Fields): Admission {
  const { apiVersion, kind: name, metadata, status, ...rest } = object;
  const kind = findLiveKind(String(apiVersion), String(name));
  if (kind === undefined) {
    return refusal(object, [invalid(['kind'], name, 'there is no such kind in this apiVersion')]);
  }
  if (kind.kind === 'Pod') return readPod({ spec: rest.spec, status }, metadata as ObjectMeta);
  const core = CORE_KINDS.get(kind.kind);
  const { value, errors } =
    core === undefined ? readCustom(rest, kind, String(apiVersion)) : known(decodeLikeGo(rest, core.schema));
  if (errors.length > 0) return refusal(object, errors);
  const ownMetadata = metadataOf(metadata as ObjectMeta);
  const { status: _, ...content } =
    core === undefined ? (value as Fields) : core.complete({ ...(value as Fields), metadata: ownMetadata });
  return {
    ok: true,
    object: deepFreeze({ ...content, apiVersion, kind: kind.kind, metadata: ownMetadata }) as Resource,
  };
}

function readPod(content: Fields, metadata: ObjectMeta): Admission {
  const { value, errors } = known(decodeLikeGo(content, podSchema));
  if (errors.length > 0) return refusal({ kind: 'Pod' }, errors);
  const object = { ...(value as Fields), apiVersion: 'v1', kind: 'Pod', metadata: metadataOf(metadata) };
  return { ok: true, object: deepFreeze(object) as Resource };
}

function readCustom(rest: Fields, kind: Kind, apiVersion: string): Decoded {
  const schema = schemaOf(kind.kind, apiVersion.slice(apiVersion.indexOf('/') + 1), 'experimental');
  if (schema === undefined) {
    return { value: undefined, errors: [fieldError('invalid', ['apiVersion'], `${apiVersion} is not known`)] };
  }
  const decoded = known(decode(rest, schema.object));
  if (decoded.errors.length > 0) return decoded;
  const errors: TypedError[] = [...validate(decoded.value, schema.object)];
  if (!blocksRules(errors)) errors.push(...checkRules(decoded.value, schema.object));
  return { value: decoded.value, errors };
}

function known({ value, errors }: Decoded): Decoded {
  return { value, errors: errors.filter(({ message }) => message !== UNKNOWN_FIELD) };
}

function metadataOf(metadata: ObjectMeta): ObjectMeta {
  const entries = METADATA.filter((key) => metadata[key] !== undefined).map((key) => [key, metadata[key]]);
  return Object.fromEntries(entries) as ObjectMeta;
}
