import { isIP } from 'node:net';
import type { Backend } from '../model/index.js';
import type { XBackend } from '../resources/types.js';
import { isHostname } from './hostname.js';
import { isPort } from './ip-address.js';
import type { KnownBackend } from './known-backend.js';
import { objectKey } from './names.js';
import type { Problem } from './problem.js';
import type { Settings } from './settings.js';

/** An XBackend: what it gives, or why it cannot be used. */
export type XBackendFacts =
  | { readonly known: KnownBackend; readonly problem?: undefined }
  | { readonly known?: undefined; readonly problem: Problem };

/** Name of the Backend. A Service's has no such prefix, so that the two cannot be mistaken for each other. */
export function xBackendName(key: string): string {
  return `XBackend/${key}`;
}

const PROTOCOLS: Readonly<Record<string, Backend['protocol']>> = {
  HTTP: 'HTTP',
  HTTP11: 'HTTP',
  HTTP2: 'H2C',
  H2C: 'H2C',
  GRPC: 'H2C',
};

export function xBackendFacts({ metadata, spec }: XBackend, { proxyOf }: Settings): XBackendFacts {
  const key = objectKey(metadata.namespace ?? '', metadata.name);
  const unusable = (reason: string, message: string) => ({
    problem: { reason, message: `XBackend ${key}: ${message}` },
  });
  const { type, port, protocol = 'HTTP', tls, externalHostname, sessionPersistence } = spec ?? {};
  if (type !== 'ExternalHostname') {
    return unusable('UnsupportedValue', `spec.type ${type} is not supported, use ExternalHostname.`);
  }
  const hostname = externalHostname?.hostname ?? '';
  const problem = hostnameProblem(hostname, proxyOf);
  if (problem !== undefined)
    return unusable('UnsupportedValue', `spec.externalHostname.hostname "${hostname}" ${problem}.`);
  if (!isPort(port?.number)) return unusable('UnsupportedValue', `spec.port.number ${port?.number} is not a port.`);
  const known = Object.hasOwn(PROTOCOLS, protocol) ? PROTOCOLS[protocol] : undefined;
  if (known === undefined) {
    const supported = Object.keys(PROTOCOLS).join(', ');
    return unusable('UnsupportedProtocol', `spec.protocol ${protocol} is not supported, use one of ${supported}.`);
  }
  if ((tls?.mode ?? 'None') !== 'None') {
    return unusable('UnsupportedValue', `spec.tls.mode ${tls?.mode} is not supported, use None.`);
  }
  if (sessionPersistence !== undefined) {
    return unusable('UnsupportedValue', 'spec.sessionPersistence is not supported. Remove it.');
  }
  return { known: knownBackend(xBackendName(key), known, hostname, port.number) };
}

function knownBackend(name: string, protocol: Backend['protocol'], hostname: string, port: number): KnownBackend {
  if (isIP(hostname) === 0) return { backend: { name, protocol, discovery: { type: 'DNS', hostname, port } } };
  const endpoints = { backend: name, endpoints: [{ address: hostname, port, health: 'Healthy' as const }] };
  return { backend: { name, protocol, discovery: { type: 'Endpoints' } }, endpoints };
}

export function* knownXBackend({ known }: XBackendFacts): Generator<readonly [string, KnownBackend]> {
  if (known !== undefined) yield [known.backend.name, known];
}

/** In a cluster a name must not lead back to the proxy or to Services, which have their own kind of reference. */
function hostnameProblem(hostname: string, proxyOf: Settings['proxyOf']): string | undefined {
  if (!isHostname(hostname) || hostname.startsWith('*')) return 'is not a valid hostname';
  if (proxyOf === 'shared') return undefined;
  if (isIP(hostname) !== 0) return 'is an IP address, which is not allowed';
  if (!hostname.includes('.') || /(^|\.)(localhost|local)$/.test(hostname))
    return 'is a local name, use a full domain name';
  return undefined;
}
