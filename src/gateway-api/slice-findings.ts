import type { Entry, Lookup } from '../collections/index.js';
import type { EndpointSlice } from '../resources/types.js';
import { isPort } from './ip-address.js';
import { objectKey } from './names.js';
import { listed } from './problem.js';
import { type ServiceFacts, serviceBackendName } from './service.js';
import { isUpstream, type UpstreamSettings } from './upstream-address.js';

/** What is to be said of the EndpointSlices of a Service. A change of its endpoints rarely changes it. */
export interface SliceFindings {
  /** Names of the ports of those that have endpoints, sorted; empty for one without a name. */
  readonly ports: readonly string[];
  /** What is wrong with single slices. */
  readonly problems: readonly string[];
}

export function sliceFindings(
  slices: readonly Entry<EndpointSlice>[],
  settings: UpstreamSettings,
): SliceFindings | undefined {
  const inUse = slices.map(({ value }) => value).filter(({ endpoints }) => (endpoints ?? []).length > 0);
  const usable = inUse.filter(({ addressType }) => addressType !== 'FQDN');
  const names = usable.flatMap(({ ports }) => (ports ?? []).map(({ name }) => name ?? ''));
  const problems = [
    ...inUse
      .filter(({ addressType }) => addressType === 'FQDN')
      .map(
        (slice) => `${label(slice)} has addressType FQDN, its endpoints get nothing. Use IPv4 or IPv6, or an XBackend.`,
      ),
    ...usable.flatMap((slice) => refusedAddresses(slice, settings)),
  ];
  return names.length + problems.length === 0 ? undefined : { ports: [...new Set(names)].sort(), problems };
}

function refusedAddresses(slice: EndpointSlice, settings: UpstreamSettings): readonly string[] {
  const numbers = (slice.ports ?? []).flatMap(({ port }) => (isPort(port) ? [port] : []));
  const addresses = (slice.endpoints ?? []).flatMap((each) => each.addresses ?? []);
  const refused = addresses.filter((address) => numbers.some((number) => !isUpstream(address, number, settings)));
  if (refused.length === 0) return [];
  return [`${label(slice)} has addresses that proxies are not sent to: ${listed([...new Set(refused)])}.`];
}

function label({ metadata }: EndpointSlice): string {
  return `EndpointSlice ${objectKey(metadata.namespace ?? '', metadata.name)}`;
}

export interface SliceWarningReads {
  readonly services: Lookup<ServiceFacts>;
  /** By key of the Service. */
  readonly sliceFindings: Lookup<SliceFindings>;
}

/** Warns of the targets of a route that have fewer endpoints than their EndpointSlices seem to say. */
export function sliceWarnings(
  targets: readonly string[],
  { services, sliceFindings: findings }: SliceWarningReads,
): string[] {
  const warnings = targets.flatMap((target) => {
    const key = target.slice(0, target.lastIndexOf(':'));
    const found = findings.get(key);
    if (found === undefined) return [];
    const ports = services.get(key)?.ports ?? [];
    const port = ports.find(
      (each) => serviceBackendName(key, each.port, each.protocol === 'UDP' ? 'UDP' : 'TCP') === target,
    );
    if (port === undefined || found.ports.length === 0 || found.ports.includes(port.name)) return found.problems;
    const have = found.ports.map((name) => name || '(no name)').join(', ');
    const what = port.name === '' ? 'a port without a name' : `a port called ${port.name}`;
    return [
      `no EndpointSlice of Service ${key} has ${what} (they have: ${have}), so port ${port.port} has no endpoints. Name the ports of slices as in the Service.`,
      ...found.problems,
    ];
  });
  return [...new Set(warnings)];
}
