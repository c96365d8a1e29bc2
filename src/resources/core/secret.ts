import { TLS_CERTIFICATE, TLS_KEY, TLS_SECRET } from '../../well-known/files.js';
import { fieldError, invalid, required, type TypedError } from '../errors.js';
import { boolean, bytes, map, object, pointer, string } from '../go-schema.js';
import { dnsSubdomainProblem } from '../names.js';
import { checkImmutable, checkKeys, checkTotal, type Data, decodedLength } from './data.js';
import type { CoreKind, CoreObject } from './kind.js';

const SERVICE_ACCOUNT_NAME = 'kubernetes.io/service-account.name';

/** What each type of Secret must hold. */
const TYPES: ReadonlyMap<unknown, (data: Data, secret: CoreObject) => readonly TypedError[]> = new Map([
  [TLS_SECRET, (data) => needs(data, TLS_CERTIFICATE, TLS_KEY)],
  ['kubernetes.io/dockercfg', (data) => needsJson(data, '.dockercfg')],
  ['kubernetes.io/dockerconfigjson', (data) => needsJson(data, '.dockerconfigjson')],
  [
    'kubernetes.io/ssh-auth',
    (data) => ((data['ssh-privatekey'] ?? '') === '' ? [required(['data', 'ssh-privatekey'])] : []),
  ],
  [
    'kubernetes.io/basic-auth',
    (data) => ('username' in data || 'password' in data ? [] : needs(data, 'username', 'password')),
  ],
  [
    'kubernetes.io/service-account-token',
    (_, { metadata }) =>
      (metadata.annotations?.[SERVICE_ACCOUNT_NAME] ?? '') === ''
        ? [required(['metadata', 'annotations', SERVICE_ACCOUNT_NAME])]
        : [],
  ],
] satisfies [string, (data: Data, secret: CoreObject) => readonly TypedError[]][]);

function needs(data: Data, ...keys: readonly string[]): TypedError[] {
  return keys.filter((key) => !Object.hasOwn(data, key)).map((key) => required(['data', key]));
}

function needsJson(data: Data, key: string): TypedError[] {
  const missing = needs(data, key);
  if (missing.length > 0) return missing;
  try {
    const content: unknown = JSON.parse(Buffer.from(data[key] ?? '', 'base64').toString('utf8'));
    if (typeof content === 'object' && !Array.isArray(content)) return [];
  } catch {
    // Told below; the parser's words would show the secret.
  }
  return [fieldError('invalid', ['data', key], 'Invalid value: must be a JSON object in base64')];
}

export const secret: CoreKind = {
  schema: object({ type: string, data: map(bytes), stringData: map(string), immutable: pointer(boolean) }),
  nameProblem: dnsSubdomainProblem,
  keepsGeneration: true,
  complete: ({ stringData, ...object }) => {
    const texts = Object.entries((stringData ?? {}) as Data).map(
      ([key, text]) => [key, Buffer.from(text).toString('base64')] as const,
    );
    const given = Object.entries((object.data ?? {}) as Data).map(
      ([key, base64]) => [key, base64.replaceAll(/[\r\n]/g, '')] as const,
    );
    const data: Data = Object.fromEntries([...given, ...texts]);
    return { ...object, type: object.type ?? 'Opaque', ...(Object.keys(data).length > 0 && { data }) };
  },
  check: (object) => {
    const data = (object.data ?? {}) as Data;
    return [
      ...checkKeys(data, 'data'),
      ...checkTotal(Object.values(data).map(decodedLength), ['data']),
      ...(TYPES.get(object.type)?.(data, object) ?? []),
    ];
  },
  checkChange: (object, old) => [
    ...(object.type === old.type ? [] : [invalid(['type'], object.type, 'cannot change')]),
    ...checkImmutable(object, old, ['data']),
  ],
};
