import type { GatewayStatusValue, ProxyState } from '../model/index.js';
import { type AddressRequest, CLUSTER, isServed, SENTINEL } from './address-request.js';
import type { OwnGateway } from './gateway.js';

type ProxyAddress = ProxyState['addresses'][number];
export type StatusAddress = GatewayStatusValue['status']['addresses'][number];

/** Which addresses of a proxy are those of its Gateway. */
export interface AddressAssignment {
  readonly addresses: readonly StatusAddress[];
  /** What it asks for and does not get. */
  readonly unmet: readonly UnmetRequest[];
}

export interface UnmetRequest {
  readonly message: string;
  /** Whether it asks for a very address, which may be in use or out of range. */
  readonly isUnusable: boolean;
}

/**
 * One address of the proxy for each that the Gateway asks for, in its order; without requests all that its Service is made for.
 * Source: GEP-5093.
 */
export function assignAddresses(
  { requests, parameters, problem }: OwnGateway,
  addresses: readonly ProxyAddress[],
): AddressAssignment {
  const areOfCluster = parameters.service?.type === 'ClusterIP';
  const isDefault = ({ inCluster }: ProxyAddress) => areOfCluster || !inCluster;
  // What is not accepted asks for nothing: its proxy goes on where it is.
  if (requests.length === 0 || problem !== undefined) {
    const defaults = addresses.filter(isDefault);
    return { addresses: (defaults.length > 0 || !problem ? defaults : addresses).map((each) => told(each)), unmet: [] };
  }
  const free = new Set(addresses.filter(({ type }) => type === 'IPAddress'));
  const assigned = new Map<AddressRequest, StatusAddress>();
  for (const request of requests.filter(isServed).sort((a, b) => choice(a) - choice(b))) {
    const found = [...free].find((address) => {
      if (request.value !== '' && request.value !== address.value) return false;
      if (request.routability === CLUSTER) return address.inCluster === true;
      return request.value !== '' || isDefault(address);
    });
    if (found === undefined) continue;
    free.delete(found);
    assigned.set(request, told(found, request));
  }
  return {
    addresses: requests.flatMap((request) => assigned.get(request) ?? []),
    unmet: requests.filter((request) => !assigned.has(request)).map(unmet),
  };
}

/** Those with less choice come first, so that nobody takes what only they can use. */
function choice({ value, routability }: AddressRequest): number {
  if (value !== '') return 0;
  return routability === CLUSTER ? 1 : 2;
}

function told({ type, value, inCluster }: ProxyAddress, request?: AddressRequest): StatusAddress {
  const routability = request?.routability === SENTINEL ? SENTINEL : inCluster ? CLUSTER : '';
  return { type, value, routability };
}

function unmet(request: AddressRequest): UnmetRequest {
  const { field, value, routability } = request;
  if (!isServed(request)) {
    const message = `${field}.routability: "${routability}" is not supported, use ${CLUSTER} or leave it out.`;
    return { message, isUnusable: false };
  }
  if (routability === CLUSTER) {
    const message =
      value === ''
        ? `${field}: there is no address inside the cluster yet.`
        : `${field}: ${value} could not be assigned inside the cluster. Use a free address of the cluster's Services, or leave the value out.`;
    return { message, isUnusable: false };
  }
  if (value === '') return { message: `${field}: there is no address yet.`, isUnusable: false };
  return { message: `${field}: ${value} could not be assigned. Remove it or make it available.`, isUnusable: true };
}
