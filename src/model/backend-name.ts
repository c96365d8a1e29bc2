import type { Backend } from './backend.js';

/** Stands before the version of HTTP where the target leaves it open and its users do not. */
const SPEAKING = '+';
/** Stands before the hash of a Backend's TLS, and nowhere else in its name. */
const TLS = '#';
/** Stands before the name of its client certificate. */
const CERTIFICATE = '@';

/** A Service's Backend has no such prefix, so that the two cannot be mistaken for each other. */
const X_BACKEND = 'XBackend/';

/** @param key `namespace/name` */
export function xBackendTarget(key: string): string {
  return X_BACKEND + key;
}

type SpokenVersion = Extract<Backend['protocol'], 'HTTP2' | 'Downstream'>;

export interface BackendNameParts {
  /** What users refer to: `namespace/service:port`, or `XBackend/namespace/name`. */
  readonly target: string;
  /** The version of HTTP that users of it ask for although the target does not. */
  readonly speaking?: SpokenVersion | undefined;
  /** Hash of its TLS. */
  readonly tls?: string | undefined;
  /** Name of a Certificate. */
  readonly certificate?: string | undefined;
}

export function backendName({ target, speaking, tls, certificate }: BackendNameParts): string {
  return [target, speaking && SPEAKING + speaking, tls && TLS + tls, certificate && CERTIFICATE + certificate]
    .filter(Boolean)
    .join('');
}

export function backendNameParts(name: string): BackendNameParts {
  const [plain = '', rest] = name.split(TLS);
  const [tls, certificate] = rest?.split(CERTIFICATE) ?? [];
  const [target = '', speaking] = plain.split(SPEAKING);
  return { target, speaking: speaking as SpokenVersion | undefined, tls, certificate };
}

/** The Backend for those who speak HTTP/2 only, or any version. */
export function speaking(name: string, version: SpokenVersion): string {
  return backendName({ ...backendNameParts(name), speaking: version });
}

/**
 * The Backend that the routes of a Gateway with this client certificate use: another one only for Services with TLS, since an
 * XBackend says itself whether it is shown a certificate.
 */
export function presenting(name: string, certificate: string): string {
  return takesCertificate(name) ? name + CERTIFICATE + certificate : name;
}

/** Whether the client certificate of the Gateway is shown to a Backend. */
export function takesCertificate(name: string): boolean {
  return name.includes(TLS) && !name.startsWith(X_BACKEND);
}
