/** Follows the target of a Backend that is spoken HTTP/2 to although the target does not ask for it. */
const HTTP2 = '+HTTP2';
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

export interface BackendNameParts {
  /** What users refer to: `namespace/service:port`, or `XBackend/namespace/name`. */
  readonly target: string;
  /** Whether it is spoken HTTP/2 to although the target does not ask for it. */
  readonly http2?: boolean;
  /** Hash of its TLS. */
  readonly tls?: string | undefined;
  /** Name of a Certificate. */
  readonly certificate?: string | undefined;
}

export function backendName({ target, http2, tls, certificate }: BackendNameParts): string {
  return [target, http2 && HTTP2, tls && TLS + tls, certificate && CERTIFICATE + certificate].filter(Boolean).join('');
}

export function backendNameParts(name: string): BackendNameParts {
  const [plain = '', rest] = name.split(TLS);
  const [tls, certificate] = rest?.split(CERTIFICATE) ?? [];
  const http2 = plain.endsWith(HTTP2);
  return { target: http2 ? plain.slice(0, -HTTP2.length) : plain, http2, tls, certificate };
}

/** The Backend for those who speak only HTTP/2. */
export function speakingHttp2(name: string): string {
  return backendName({ ...backendNameParts(name), http2: true });
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
