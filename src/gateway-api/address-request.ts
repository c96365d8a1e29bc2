import type { RequestedAddress } from '../model/index.js';
import type { GatewaySpecAddress } from '../resources/types.js';
import { isIpAddress } from './ip-address.js';
import type { Problem } from './problem.js';
import type { Settings } from './settings.js';

/** The routability of addresses of Services, which only the cluster reaches. Source: GEP-5093. */
export const CLUSTER = 'Cluster';

/** The routability that is reserved for conformance tests: it promises nothing, and is told as it was asked for. */
export const SENTINEL = 'testing.x-k8s.io/sentinel';

/** An address that a Gateway asks for. */
export interface AddressRequest {
  /** For messages. */
  readonly field: string;
  /** IP address; empty: any. */
  readonly value: string;
  /** Empty: any. */
  readonly routability: string;
}

export function addressRequests(addresses: readonly GatewaySpecAddress[] = []): readonly AddressRequest[] {
  return addresses.map(({ value = '', routability = '' }, index) => ({ field: fieldOf(index), value, routability }));
}

/** Why a Gateway with this address cannot be accepted. */
export function addressProblem(
  { type = 'IPAddress', value, routability }: GatewaySpecAddress,
  index: number,
  { proxyOf }: Settings,
): Problem | undefined {
  const unsupported = (message: string): Problem => ({
    reason: 'UnsupportedAddress',
    message: `${fieldOf(index)}${message}`,
  });
  if (type !== 'IPAddress') return unsupported(`.type: ${type} is not supported, only IPAddress is.`);
  if (value && !isIpAddress(value)) return unsupported(`.value: "${value}" is not an IP address.`);
  // Where listeners bind addresses of the machine, nobody can tell who reaches these.
  if (routability && proxyOf === 'shared') {
    return unsupported(`.routability: "${routability}" is not supported outside a cluster. Leave it out.`);
  }
  return undefined;
}

/** Whether there can be such an address at all. */
export function isServed({ routability }: AddressRequest): boolean {
  return routability === '' || routability === CLUSTER || routability === SENTINEL;
}

/** What the proxy of a Gateway is to be given; one address that others choose when nothing is asked for. */
export function requestedAddresses(requests: readonly AddressRequest[]): readonly RequestedAddress[] {
  if (requests.length === 0) return [{}];
  return requests.filter(isServed).map(({ value, routability }) => ({
    ...(value !== '' && { value }),
    ...(routability === CLUSTER && { inCluster: true }),
  }));
}

function fieldOf(index: number): string {
  return `spec.addresses[${index}]`;
}
