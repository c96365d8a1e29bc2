import type { Backend, ClientTls } from './backend.js';
import type { BackendSettings } from './backend-settings.js';
import { contentHash, contentKey } from './content-hash.js';

/**
 * A target as some of its users connect to it: what becomes one Backend. Users that need the same share it, and what a target says of
 * itself is no part of it, so that it can change in place.
 */
export interface BackendVariant {
  /** What users refer to: `namespace/service:port`, with `/udp` behind it for datagrams, or `XBackend/namespace/name`. */
  readonly target: string;
  /** The version of HTTP that users ask for although the target does not. */
  readonly protocol?: Extract<Backend['protocol'], 'HTTP2' | 'Downstream'>;
  readonly tls?: ClientTls;
  /** The server is shown the client certificate of the Gateway, if that has one. An XBackend has its own, or none. Source: GEP-3155. */
  readonly showsCertificate?: true;
  /** Settings of these users, from policies of their routes or Gateways. Those of the target itself are in its Backend. */
  readonly settings?: Partial<BackendSettings>;
}

/** A Service's target has no such prefix, so that the two cannot be mistaken for each other. */
const X_BACKEND = 'XBackend/';

/** @param key `namespace/name` */
export function xBackendTarget(key: string): string {
  return X_BACKEND + key;
}

/**
 * Name of the Backend: that of the target, with a hash of what differs behind it. It is the name of its cluster and endpoints, and never
 * taken apart: {@link NamedVariants} leads back.
 */
export function backendName({ target, protocol, settings, tls }: BackendVariant): string {
  return [
    target,
    protocol && `+${protocol}`,
    settings && `+${contentHash(contentKey(settings))}`,
    tls && `#${tlsHash(tls)}`,
    tls?.certificate && `@${tls.certificate}`,
  ]
    .filter(Boolean)
    .join('');
}

/** Lookup of variants by the names of their Backends. A name that is not in it is that of a target. */
export interface NamedVariants {
  get(backend: string): BackendVariant | undefined;
}

/** What a Backend is a variant of. */
export function targetOf(backend: string, variants: NamedVariants): string {
  return variants.get(backend)?.target ?? backend;
}

/** Everything that TLS differs by, but for the client certificate. */
export function tlsHash({ serverName, subjectAltNames, trustBundle }: ClientTls): string {
  const names = subjectAltNames.map(({ type, value }) => [type, value]);
  return contentHash(JSON.stringify([serverName, names, trustBundle]));
}

/** The variant for the routes of a Gateway with this client certificate. */
export function presenting(variant: BackendVariant, certificate: string | undefined): BackendVariant {
  const { tls, showsCertificate } = variant;
  if (certificate === undefined || tls === undefined || !showsCertificate) return variant;
  return { ...variant, tls: { ...tls, certificate } };
}

/** The variant for the routes of Gateways without one. */
export function withoutCertificate(variant: BackendVariant): BackendVariant {
  if (!variant.showsCertificate || variant.tls?.certificate === undefined) return variant;
  const { certificate: _, ...tls } = variant.tls;
  return { ...variant, tls };
}

/** Content of a variant as one key: its target where there is nothing else. */
export function variantKey(variant: BackendVariant): string {
  return Object.keys(variant).length === 1 ? variant.target : JSON.stringify(variant);
}

/** The variant of a {@link variantKey}. No target begins with a brace. */
export function variantOfKey(key: string): BackendVariant {
  return key.startsWith('{') ? (JSON.parse(key) as BackendVariant) : { target: key };
}
