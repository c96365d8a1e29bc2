import { xBackendTarget } from '../model/backend-variant.js';
import type { Backend, BackendVariant } from '../model/index.js';
import type { SecretObjectReference, XBackend } from '../resources/types.js';
import { type CheckedValidation, checkValidation, resolveValidation } from './backend-tls.js';
import { referredSecrets, resolveCertificate, type SecretReads } from './certificate-ref.js';
import { isIpAddress, isPort } from './ip-address.js';
import type { KnownBackend } from './known-backend.js';
import { GATEWAY_API_X, objectKey } from './names.js';
import type { Problem } from './problem.js';
import type { Settings } from './settings.js';
import type { TrustReads } from './trust-bundle.js';
import { referredTrustSources } from './trust-source.js';
import { refusedAnswers, upstreamHostProblem } from './upstream-address.js';

/** An XBackend, checked as far as it can be on its own: what it gives, or why it cannot be used. */
export type XBackendFacts = UsableXBackend | { readonly known?: undefined; readonly problem: Problem };

interface UsableXBackend {
  readonly key: string;
  readonly namespace: string;
  readonly known: KnownBackend;
  /** The version of HTTP that it declares; absent when it does not. */
  readonly httpVersion?: Backend['protocol'];
  readonly tls?: { readonly validation: CheckedValidation; readonly clientCertificateRef?: SecretObjectReference };
}

/** An XBackend with its references followed. */
export type ResolvedXBackend =
  | {
      readonly known: KnownBackend;
      /** The version of HTTP that it declares; absent when it does not. */
      readonly httpVersion?: Backend['protocol'];
      /** With TLS, if there is TLS. */
      readonly variant: BackendVariant;
      readonly problem?: undefined;
    }
  | {
      readonly known?: undefined;
      readonly httpVersion?: undefined;
      readonly variant?: undefined;
      readonly problem: Problem;
    };

const VALIDATION = 'spec.tls.validation';
const CLIENT = { field: 'spec.tls.clientCertificateRef', invalid: 'InvalidClientCertificateRef' };

const PROTOCOLS: Readonly<Record<string, Backend['protocol']>> = {
  HTTP: 'HTTP',
  HTTP11: 'HTTP',
  HTTP2: 'HTTP2',
  H2C: 'HTTP2',
  GRPC: 'HTTP2',
  WSS: 'HTTP',
};

export function xBackendFacts({ metadata, spec }: XBackend, settings: Settings): XBackendFacts {
  const { namespace = '' } = metadata;
  const key = objectKey(namespace, metadata.name);
  const unusable = (reason: string, message: string) => ({ problem: problemOf(key, reason, message) });
  const { type, port, protocol = 'HTTP', tls, externalHostname, sessionPersistence } = spec ?? {};
  if (type !== 'ExternalHostname') {
    return unusable('UnsupportedValue', `spec.type ${type} is not supported, use ExternalHostname.`);
  }
  const hostname = externalHostname?.hostname ?? '';
  if (!isPort(port?.number)) return unusable('UnsupportedValue', `spec.port.number ${port?.number} is not a port.`);
  const problem = upstreamHostProblem(hostname, port.number, settings);
  if (problem !== undefined)
    return unusable('UnsupportedValue', `spec.externalHostname.hostname "${hostname}" ${problem}.`);
  const known = Object.hasOwn(PROTOCOLS, protocol) ? PROTOCOLS[protocol] : undefined;
  if (known === undefined) {
    const supported = Object.keys(PROTOCOLS).join(', ');
    return unusable('UnsupportedProtocol', `spec.protocol ${protocol} is not supported, use one of ${supported}.`);
  }
  if (sessionPersistence !== undefined) {
    return unusable('UnsupportedValue', 'spec.sessionPersistence is not supported. Remove it.');
  }
  const facts = {
    key,
    namespace,
    known: knownBackend(xBackendTarget(key), known, hostname, port.number, settings),
    ...(protocol !== 'HTTP' && { httpVersion: known }),
  };
  const mode = tls?.mode ?? 'None';
  if (mode === 'None') return facts;
  if (mode !== 'ServerOnly' && mode !== 'ClientAndServer') {
    return unusable(
      'UnsupportedValue',
      `spec.tls.mode ${mode} is not supported, use None, ServerOnly or ClientAndServer.`,
    );
  }
  const validation = checkValidation(tls?.validation, VALIDATION, settings);
  if (mode === 'ServerOnly') return { ...facts, tls: { validation } };
  if (tls?.clientCertificateRef === undefined) {
    return unusable('UnsupportedValue', 'spec.tls.clientCertificateRef: it is missing.');
  }
  return { ...facts, tls: { validation, clientCertificateRef: tls.clientCertificateRef } };
}

function problemOf(key: string, reason: string, message: string): Problem {
  return { reason, message: `XBackend ${key}: ${message}` };
}

/** Names of the Secrets that an XBackend refers to, allowed or not. */
export function secretsOfXBackend(facts: XBackendFacts): string[] {
  const ref = facts.known && facts.tls?.clientCertificateRef;
  return ref ? referredSecrets([ref], facts.namespace) : [];
}

/** Names of what an XBackend refers to for CA certificates. */
export function trustSourcesOfXBackend(facts: XBackendFacts): string[] {
  return facts.known ? referredTrustSources(facts.tls?.validation.trustRefs, facts.namespace) : [];
}

export function resolveXBackend(facts: XBackendFacts, reads: TrustReads & SecretReads): ResolvedXBackend {
  if (facts.known === undefined) return facts;
  const { key, namespace, known, httpVersion, tls } = facts;
  const target = known.backend.name;
  const found = { known, ...(httpVersion && { httpVersion }) };
  if (tls === undefined) return { ...found, variant: { target } };
  const from = { group: GATEWAY_API_X, kind: 'XBackend', namespace };
  const validation = resolveValidation(tls.validation, VALIDATION, from, reads);
  const client = tls.clientCertificateRef && resolveCertificate(tls.clientCertificateRef, CLIENT, from, reads);
  const refused = ({ reason, message }: Problem) => ({ problem: problemOf(key, reason, message) });
  if (validation.tls === undefined) return refused(validation.notAccepted);
  if (client?.problem !== undefined && client.certificate === undefined) return refused(client.problem);
  const certificate = client?.certificate;
  return { ...found, variant: { target, tls: { ...validation.tls, ...(certificate && { certificate }) } } };
}

function knownBackend(
  name: string,
  protocol: Backend['protocol'],
  hostname: string,
  port: number,
  settings: Settings,
): KnownBackend {
  if (!isIpAddress(hostname)) {
    const refused = refusedAnswers(settings);
    return { backend: { name, protocol, discovery: { type: 'DNS', hostname, port, refused } } };
  }
  const endpoints = [{ address: hostname, port, health: 'Healthy' as const }];
  return { backend: { name, protocol, discovery: { type: 'Endpoints' } }, endpoints };
}

export function* knownXBackend({ known }: ResolvedXBackend): Generator<readonly [string, KnownBackend]> {
  if (known !== undefined) yield [known.backend.name, known];
}
