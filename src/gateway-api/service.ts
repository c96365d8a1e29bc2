import type { Backend } from '../model/index.js';
import type { Service, ServicePort } from '../resources/types.js';
import type { KnownBackend } from './known-backend.js';
import { objectKey } from './names.js';
import type { Problem } from './problem.js';
import { isTransport, type Transport } from './protocol.js';
import type { Settings } from './settings.js';

/** What references need of a Service. */
export interface ServiceFacts {
  /** `namespace/name`. */
  readonly key: string;
  readonly externalName: boolean;
  readonly ports: readonly PortFacts[];
}

type PortFacts = Required<Pick<ServicePort, 'name' | 'port' | 'protocol' | 'appProtocol'>>;

export function serviceFacts({ metadata, spec }: Service): ServiceFacts {
  return {
    key: objectKey(metadata.namespace ?? '', metadata.name),
    externalName: spec?.type === 'ExternalName',
    ports: (spec?.ports ?? []).map(({ name = '', port, protocol = 'TCP', appProtocol = '' }) => ({
      name,
      port,
      protocol,
      appProtocol,
    })),
  };
}

/** Name of the Backend of a Service's port. */
export function serviceBackendName(service: string, port: number, transport: Transport): string {
  return transport === 'UDP' ? `${service}:${port}/udp` : `${service}:${port}`;
}

/** The Backends that a Service offers, by name. */
export function* serviceBackends(
  service: ServiceFacts,
  { mesh }: Settings,
): Generator<readonly [string, KnownBackend]> {
  for (const port of service.ports) {
    const { protocol: transport } = port;
    if (service.externalName || !isTransport(transport)) continue;
    const http = backendProtocol(port);
    const protocol = typeof http === 'string' ? http : transport;
    const name = serviceBackendName(service.key, port.port, transport);
    const slices = { service: service.key, port: port.name };
    const isMesh = mesh !== undefined && transport === 'TCP';
    const backend: Backend = { name, protocol, discovery: { type: 'Endpoints' }, ...(isMesh && { mesh: true }) };
    yield [name, { backend, slices }];
  }
}

/**
 * Why a port of a Service cannot be used, or undefined when there is a Backend for it.
 *
 * @param secured whether a policy asks for TLS
 */
export function servicePortProblem(service: ServiceFacts, number: number, secured: boolean): Problem | undefined {
  const port = portNumbered(service, number);
  if (service.externalName || port === undefined) return portMissing(service, number);
  const protocol = backendProtocol(port);
  if (typeof protocol === 'string' && (secured || !needsTls(port))) return undefined;
  const problem =
    typeof protocol === 'string'
      ? `appProtocol "${port.appProtocol}" needs a BackendTLSPolicy for the Service, there is none.`
      : protocol.problem;
  return { reason: 'UnsupportedProtocol', message: `Port ${number} of Service ${service.key}: ${problem}` };
}

/** Why a port of a Service cannot be forwarded to as it is, or undefined when there is a Backend for it. */
export function serviceTransportProblem(
  service: ServiceFacts,
  number: number,
  transport: Transport,
): Problem | undefined {
  const numbered = service.ports.filter(({ port }) => port === number);
  if (service.externalName || numbered.length === 0) return portMissing(service, number);
  if (numbered.some(({ protocol }) => protocol === transport)) return undefined;
  const found = numbered.map(({ protocol }) => protocol).join(', ');
  const message = `Port ${number} of Service ${service.key} is of protocol ${found}, not ${transport}.`;
  return { reason: 'UnsupportedProtocol', message };
}

function portMissing(service: ServiceFacts, number: number): Problem {
  if (service.externalName) {
    // It would let whoever may write a Service reach everything that the proxy reaches (CVE-2021-32783).
    const message = `Service ${service.key} is of type ExternalName, which is not supported. Refer to an XBackend instead.`;
    return { reason: 'UnsupportedValue', message };
  }
  const ports = service.ports.map((each) => each.port).join(', ') || 'none';
  return { reason: 'BackendNotFound', message: `Service ${service.key} has no port ${number} (it has: ${ports}).` };
}

/** Name of a port of a Service, by which policies may target it; empty when it has none. */
export function sectionOf(service: ServiceFacts, number: number): string {
  return portNumbered(service, number)?.name ?? '';
}

/** TCP and UDP may share a number. */
function portNumbered({ ports }: ServiceFacts, number: number): PortFacts | undefined {
  const numbered = ports.filter(({ port }) => port === number);
  return numbered.find(({ protocol }) => protocol === 'TCP') ?? numbered[0];
}

/** By `appProtocol` in lower case. Source: KEP-3726, the service names of IANA for HTTP, and what is widely used besides. */
const APP_PROTOCOLS: Readonly<Record<string, Backend['protocol']>> = {
  '': 'HTTP',
  http: 'HTTP',
  www: 'HTTP',
  'www-http': 'HTTP',
  'http-alt': 'HTTP',
  https: 'HTTP',
  'grpc-web': 'HTTP',
  'kubernetes.io/ws': 'HTTP',
  'kubernetes.io/wss': 'HTTP',
  'kubernetes.io/h2c': 'HTTP2',
  h2c: 'HTTP2',
  http2: 'HTTP2',
  grpc: 'HTTP2',
};

/** Those that stand for any version of HTTP. */
const ANY_HTTP = ['', 'http', 'www', 'www-http', 'http-alt', 'https', 'grpc-web'];

/** The version of HTTP that a port says it speaks; undefined when it does not say. */
export function httpVersionOf(service: ServiceFacts, number: number): Backend['protocol'] | undefined {
  const appProtocol = portNumbered(service, number)?.appProtocol.toLowerCase() ?? '';
  return ANY_HTTP.includes(appProtocol) ? undefined : APP_PROTOCOLS[appProtocol];
}

/** Whether a port with this `appProtocol` carries HTTP in plain text; undefined when it does not say. */
export function carriesRequests(appProtocol: string): boolean | undefined {
  if (appProtocol === '') return undefined;
  return Object.hasOwn(APP_PROTOCOLS, appProtocol.toLowerCase()) && !needsTls({ appProtocol });
}

/** Source: GEP-1911, and RFC 6335: names of services are compared without regard to case. */
function needsTls({ appProtocol }: Pick<PortFacts, 'appProtocol'>): boolean {
  return ['https', 'kubernetes.io/wss'].includes(appProtocol.toLowerCase());
}

function backendProtocol({ protocol, appProtocol }: PortFacts): Backend['protocol'] | { problem: string } {
  if (protocol !== 'TCP') return { problem: `protocol ${protocol} does not carry HTTP.` };
  const name = appProtocol.toLowerCase();
  const known = Object.hasOwn(APP_PROTOCOLS, name) ? APP_PROTOCOLS[name] : undefined;
  const supported = Object.keys(APP_PROTOCOLS).filter(Boolean).join(', ');
  return known ?? { problem: `appProtocol "${appProtocol}" is not supported, use one of ${supported}.` };
}
