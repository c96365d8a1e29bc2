import type { ExternalAuth } from '../../model/index.js';
import type { HTTPExternalAuthFilter } from '../../resources/types.js';
import { type BackendReads, type BackendReferrer, resolveBackendRef } from '../backend-ref.js';
import { resolveGrpcBackendRef } from '../grpc-backend.js';
import { isToken } from '../http-token.js';
import { objectKey } from '../names.js';
import type { Report } from '../report.js';
import type { CheckedExternalAuth } from './checked-filters.js';
import type { FilterCheck } from './filter-check.js';
import type { BackendResolver, FilterReferences, ResolvedSetting } from './references.js';

/** ExternalAuth (GEP-1494). */
export const externalAuth: FilterCheck = {
  check: ({ externalAuth }, field, { report }) => {
    const checked = checkExternalAuth(externalAuth, `${field}.externalAuth`, report);
    return checked === undefined ? {} : { externalAuth: checked };
  },
};

/** What Envoy can count. */
const MAX_BODY_SIZE = 0xffff_ffff;

/** Characters of `path` in the API. */
const PATH = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/;

/** Also of a listener; undefined after a report. */
export function checkExternalAuth(
  filter: HTTPExternalAuthFilter | undefined,
  field: string,
  report: Report,
): CheckedExternalAuth | undefined {
  let valid = true;
  const refuse = (message: string) => {
    valid = false;
    report(message);
  };
  const names = (list: readonly string[] | undefined, at: string): readonly string[] | undefined => {
    for (const name of list ?? []) if (!isToken(name)) refuse(`${field}.${at}: "${name}" is not a valid header name.`);
    return list?.length ? [...new Set(list.map((name) => name.toLowerCase()))] : undefined;
  };
  const { protocol, backendRef: ref, grpc, http, forwardBody } = filter ?? {};
  if (ref === undefined) refuse(`${field}.backendRef: it is missing.`);
  if (protocol !== 'HTTP' && protocol !== 'GRPC') refuse(`${field}.protocol: "${protocol}" is not one of HTTP, GRPC.`);
  const pathPrefix = checkPath(http?.path, `${field}.http.path`, refuse);
  const requestHeaders =
    protocol === 'GRPC'
      ? names(grpc?.allowedHeaders, 'grpc.allowedHeaders')
      : names(http?.allowedHeaders, 'http.allowedHeaders');
  const responseHeaders = names(http?.allowedResponseHeaders, 'http.allowedResponseHeaders');
  const { maxSize: maxBodySize = 0 } = forwardBody ?? {};
  if (!Number.isInteger(maxBodySize) || maxBodySize < 0 || maxBodySize > MAX_BODY_SIZE) {
    refuse(`${field}.forwardBody.maxSize: ${maxBodySize} is not a number of bytes from 0 to ${MAX_BODY_SIZE}.`);
  }
  if (!valid || ref === undefined || protocol === undefined) return undefined;
  return {
    ref,
    field: `${field}.backendRef`,
    settings: {
      protocol,
      ...(pathPrefix && { pathPrefix }),
      ...(requestHeaders && { requestHeaders }),
      ...(responseHeaders && { responseHeaders }),
      ...(maxBodySize > 0 && { maxBodySize }),
    },
  };
}

/** Without the slashes that would be doubled, and without segments that would be resolved only after the path of the request was appended. */
function checkPath(path: string | undefined, field: string, refuse: (message: string) => void): string | undefined {
  if (!path) return undefined;
  if (!PATH.test(path)) refuse(`${field}: "${path}" has characters that a path cannot have.`);
  const segments = path.split('/').filter(Boolean);
  if (segments.some((each) => /^(\.|%2e){1,2}$/i.test(each))) refuse(`${field}: "${path}" has a segment "." or "..".`);
  return segments.length > 0 ? `/${segments.join('/')}` : undefined;
}

/** Requests are not forwarded while there is no service to allow them. */
export function resolveExternalAuth(
  checked: CheckedExternalAuth,
  { from, reads, follow }: FilterReferences,
): ResolvedSetting<ExternalAuth> {
  const backend = follow(checked.ref, checked.field, authorizationResolver(checked));
  return backend === undefined ? undefined : { value: externalAuthOf(checked, backend, from, reads) };
}

/** How the authorization service is spoken to. */
export function authorizationResolver({ settings }: CheckedExternalAuth): BackendResolver {
  return settings.protocol === 'GRPC' ? resolveGrpcBackendRef : resolveBackendRef;
}

/** @param backend name of the Backend that the reference leads to */
export function externalAuthOf(
  { ref, settings }: CheckedExternalAuth,
  backend: string,
  from: BackendReferrer,
  { xBackends }: BackendReads,
): ExternalAuth {
  const { kind, namespace = from.namespace, name } = ref;
  const external = kind === 'XBackend' ? xBackends.get(objectKey(namespace, name))?.known : undefined;
  const hostname = external?.backend.discovery.type === 'DNS' && external.backend.discovery.hostname;
  return { ...settings, authority: hostname || `${name}.${namespace}`, backend };
}
