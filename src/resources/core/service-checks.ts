import { isCidr, parseAddress, specialAddressProblem } from '../addresses.js';
import {
  duplicate,
  fieldError,
  forbidden,
  invalid,
  type Path,
  required,
  type TypedError,
  unsupported,
} from '../errors.js';
import { checkLabels } from '../metadata.js';
import { dnsLabelProblem, dnsSubdomainProblem, qualifiedNameProblem } from '../names.js';
import { checkClusterIps } from './cluster-ips.js';
import { PROTOCOLS } from './protocols.js';
import type { ServicePort, ServiceSpec } from './types.js';

/** All fields, as the API server has them: what has a closed set of values is still any string here. */
export type FullServiceSpec = Omit<ServiceSpec, 'type' | 'sessionAffinity' | 'ipFamilies'> & {
  readonly type?: string;
  readonly sessionAffinity?: string;
  readonly ipFamilies?: readonly string[];
  readonly ipFamilyPolicy?: string;
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly externalTrafficPolicy?: string;
  readonly internalTrafficPolicy?: string;
  readonly healthCheckNodePort?: number;
  readonly allocateLoadBalancerNodePorts?: boolean;
  readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } };
};

type Annotations = Readonly<Record<string, string>>;

const LONGEST_STICKY_SECONDS = 86_400;
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** Whether clients outside the cluster can reach the Service. */
export function isExternallyAccessible({ type, externalIPs = [] }: FullServiceSpec): boolean {
  return type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && externalIPs.length > 0);
}

export function isHeadless({ clusterIPs = [] }: FullServiceSpec): boolean {
  return clusterIPs.length === 1 && clusterIPs[0] === 'None';
}

function oneOf(value: string | undefined, path: Path, supported: readonly string[]): TypedError[] {
  return value === undefined || supported.includes(value) ? [] : [unsupported(path, value, supported)];
}

function problems(path: Path, value: string | undefined, problem: (value: string) => string | undefined): TypedError[] {
  const reason = value === undefined ? undefined : problem(value);
  return reason === undefined ? [] : [invalid(path, value, reason)];
}

function onlyFor(condition: boolean, isSet: boolean, path: Path, reason: string): TypedError[] {
  return isSet && !condition ? [forbidden(path, reason)] : [];
}

export function portNumberProblem(port: number): string | undefined {
  return port >= 1 && port <= 65_535 ? undefined : 'must be between 1 and 65535';
}

function portNameProblem(name: string): string | undefined {
  if (name.length > 15) return 'must be no more than 15 characters';
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && /[a-z]/.test(name)) return undefined;
  return 'must consist of lower case letters, digits and single "-" between them, with at least one letter';
}

function checkTargetPort(target: number | string, path: Path): TypedError[] {
  const problem = typeof target === 'number' ? portNumberProblem(target) : portNameProblem(target);
  return problem === undefined ? [] : [invalid(path, target, problem)];
}

function checkPort(port: ServicePort, path: Path, needsName: boolean): TypedError[] {
  const problem = portNumberProblem(port.port);
  return [
    ...(needsName && port.name === undefined
      ? [required([...path, 'name'], 'ports need names when there is more than one')]
      : []),
    ...problems([...path, 'name'], port.name, dnsLabelProblem),
    ...(problem === undefined ? [] : [invalid([...path, 'port'], port.port, problem)]),
    ...oneOf(port.protocol, [...path, 'protocol'], PROTOCOLS),
    ...checkTargetPort(port.targetPort ?? port.port, [...path, 'targetPort']),
    ...problems([...path, 'appProtocol'], port.appProtocol, qualifiedNameProblem),
  ];
}

/** Errors at every place whose value came before; places without a value do not count. */
function repeated<T>(
  list: readonly T[],
  keyOf: (item: T) => string | undefined,
  error: (index: number, item: T) => TypedError,
): TypedError[] {
  const seen = new Set<string>();
  return list.flatMap((item, index) => {
    const value = keyOf(item);
    if (value === undefined || !seen.has(value)) {
      if (value !== undefined) seen.add(value);
      return [];
    }
    return [error(index, item)];
  });
}

function checkPorts(spec: FullServiceSpec): TypedError[] {
  const { ports = [] } = spec;
  const path = ['spec', 'ports'];
  if (ports.length === 0) return isHeadless(spec) || spec.type === 'ExternalName' ? [] : [required(path)];
  const withNodePort =
    spec.type === 'ClusterIP' ? ports.flatMap(({ nodePort = 0 }, index) => (nodePort === 0 ? [] : [index])) : [];
  return [
    ...ports.flatMap((port, index) => checkPort(port, [...path, index], ports.length > 1)),
    ...repeated(
      ports,
      ({ name }) => name,
      (index, { name }) => duplicate([...path, index, 'name'], name),
    ),
    ...withNodePort.map((index) =>
      forbidden([...path, index, 'nodePort'], 'only for the types NodePort and LoadBalancer'),
    ),
    ...repeated(
      ports,
      ({ protocol, nodePort = 0 }) => (nodePort === 0 ? undefined : `${protocol}/${nodePort}`),
      (index, { nodePort }) => duplicate([...path, index, 'nodePort'], nodePort),
    ),
    ...repeated(
      ports,
      ({ protocol, port }) => `${protocol}/${port}`,
      (index, { protocol, port }) => duplicate([...path, index], { port, protocol }),
    ),
  ];
}

function checkExternalName(spec: FullServiceSpec): TypedError[] {
  const reason = 'not for the type ExternalName';
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  return [
    ...onlyFor(false, (spec.clusterIPs ?? []).length > 0, ['spec', 'clusterIPs'], reason),
    ...onlyFor(false, (spec.ipFamilies ?? []).length > 0, ['spec', 'ipFamilies'], reason),
    ...onlyFor(false, spec.ipFamilyPolicy !== undefined, ['spec', 'ipFamilyPolicy'], reason),
    ...(name === ''
      ? [required(['spec', 'externalName'])]
      : problems(['spec', 'externalName'], name, dnsSubdomainProblem)),
  ];
}

function checkSessionAffinity(spec: FullServiceSpec): TypedError[] {
  const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 1;
  const path = ['spec', 'sessionAffinityConfig', 'clientIP', 'timeoutSeconds'];
  const isSticky = spec.sessionAffinity === 'ClientIP';
  return [
    ...oneOf(spec.sessionAffinity, ['spec', 'sessionAffinity'], ['ClientIP', 'None']),
    ...(isSticky && (seconds <= 0 || seconds > LONGEST_STICKY_SECONDS)
      ? [invalid(path, seconds, `must be greater than 0 and at most ${LONGEST_STICKY_SECONDS}`)]
      : []),
  ];
}

function checkExternalIps({ externalIPs = [] }: FullServiceSpec): TypedError[] {
  return externalIPs.flatMap((text, index) => {
    const address = parseAddress(text);
    const problem = address === undefined ? 'must be a valid IP address' : specialAddressProblem(address);
    return problem === undefined ? [] : [invalid(['spec', 'externalIPs', index], text, problem)];
  });
}

function checkSourceRanges(
  { type, loadBalancerSourceRanges = [] }: FullServiceSpec,
  annotations: Annotations,
): TypedError[] {
  const inSpec = loadBalancerSourceRanges.length > 0;
  const annotation = annotations[SOURCE_RANGES];
  if (!inSpec && annotation === undefined) return [];
  const path: Path = inSpec ? ['spec', 'loadBalancerSourceRanges'] : ['metadata', 'annotations', SOURCE_RANGES];
  const ranges = inSpec
    ? loadBalancerSourceRanges
    : (annotation ?? '').trim() === ''
      ? []
      : (annotation ?? '').split(',');
  return [
    ...onlyFor(type === 'LoadBalancer', true, path, 'only for the type LoadBalancer'),
    ...ranges.flatMap((range, index) =>
      isCidr(range.trim()) ? [] : [invalid(inSpec ? [...path, index] : path, range, 'must be a CIDR block')],
    ),
  ];
}

function checkTraffic(spec: FullServiceSpec): TypedError[] {
  const path = (field: string): Path => ['spec', field];
  const external = spec.externalTrafficPolicy;
  const needsHealthCheck = spec.type === 'LoadBalancer' && external === 'Local';
  const healthPort = spec.healthCheckNodePort ?? 0;
  const healthProblem = needsHealthCheck
    ? portNumberProblem(healthPort)
    : 'only for the type LoadBalancer with externalTrafficPolicy Local';
  return [
    ...(isExternallyAccessible(spec)
      ? oneOf(external, path('externalTrafficPolicy'), ['Cluster', 'Local'])
      : onlyFor(
          false,
          external !== undefined,
          path('externalTrafficPolicy'),
          'only for Services that are reachable from outside',
        )),
    ...(healthPort !== 0 && healthProblem !== undefined
      ? [invalid(path('healthCheckNodePort'), healthPort, healthProblem)]
      : []),
    ...oneOf(spec.internalTrafficPolicy, path('internalTrafficPolicy'), ['Cluster', 'Local']),
    ...oneOf(spec.trafficDistribution, path('trafficDistribution'), [
      'PreferClose',
      'PreferSameZone',
      'PreferSameNode',
    ]),
  ];
}

function checkLoadBalancer(spec: FullServiceSpec): TypedError[] {
  const isBalancer = spec.type === 'LoadBalancer';
  const path = (field: string): Path => ['spec', field];
  const reason = 'only for the type LoadBalancer';
  return [
    ...onlyFor(
      isBalancer,
      spec.allocateLoadBalancerNodePorts !== undefined,
      path('allocateLoadBalancerNodePorts'),
      reason,
    ),
    ...onlyFor(isBalancer, spec.loadBalancerClass !== undefined, path('loadBalancerClass'), reason),
    ...(isBalancer ? problems(path('loadBalancerClass'), spec.loadBalancerClass, qualifiedNameProblem) : []),
  ];
}

function checkTopology(annotations: Annotations): TypedError[] {
  const mode = annotations[TOPOLOGY_MODE];
  const hints = annotations[TOPOLOGY_HINTS];
  if (mode === undefined || hints === undefined || mode === hints) return [];
  return [
    fieldError(
      'invalid',
      ['metadata', 'annotations', TOPOLOGY_MODE],
      `Invalid value: "${mode}": must be the same as ${TOPOLOGY_HINTS}`,
    ),
  ];
}

/** Checks a Service that has its defaults. What a cluster allocates is not checked. */
export function checkService(spec: FullServiceSpec, annotations: Annotations): readonly TypedError[] {
  const { type } = spec;
  const headlessBalancer = isHeadless(spec) && (type === 'LoadBalancer' || type === 'NodePort');
  return [
    ...checkTopology(annotations),
    ...checkPorts(spec),
    ...(headlessBalancer ? [invalid(['spec', 'clusterIPs', 0], 'None', `not for the type ${type}`)] : []),
    ...(type === 'ExternalName' ? checkExternalName(spec) : checkClusterIps(spec)),
    ...checkLabels(spec.selector ?? {}, ['spec', 'selector']),
    ...checkSessionAffinity(spec),
    ...checkExternalIps(spec),
    ...oneOf(type, ['spec', 'type'], ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']),
    ...checkSourceRanges(spec, annotations),
    ...checkLoadBalancer(spec),
    ...checkTraffic(spec),
  ];
}
