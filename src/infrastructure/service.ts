import { isIPv6 } from 'node:net';
import type { KubernetesObject } from '../kubernetes/objects.js';
import type { GatewayProxy } from '../model/index.js';
import { metadataOf, selectorOf } from './metadata.js';
import { derivedName, objectName } from './names.js';

/**
 * The Services that clients reach a proxy by. One takes one address: the first has one that others choose, or else the load
 * balancer's that is asked for first; each further address has a Service of its own, named after the address. A node port is on
 * every address of the nodes, so that there is nothing to ask for. Addresses inside the cluster are those that Services have
 * anyway, and where these are not enough, of Services which have nothing else.
 */
export function services(proxy: GatewayProxy): readonly KubernetesObject[] {
  const name = objectName(proxy.gateway.name, proxy.className);
  const wanted = wantedServices(proxy);
  // A cluster IP that was asked for is there for good, so the name must not stay when the address does not.
  const first = wanted.find(({ type, address }) => type !== 'ClusterIP' || address === undefined);
  return wanted.map((each) => service(proxy, each === first ? name : derivedName(name, each.purpose), each));
}

type ServiceParameters = NonNullable<GatewayProxy['parameters']['service']>;

interface WantedService {
  readonly type: NonNullable<ServiceParameters['type']>;
  /** Absent: one that others choose. */
  readonly address?: string;
  /** By which it differs from the proxy's others; it stays when others come and go. */
  readonly purpose: string;
}

function wantedServices({ requested, parameters }: GatewayProxy): readonly WantedService[] {
  const { type = 'LoadBalancer' } = parameters.service ?? {};
  const outside = requested.filter(({ inCluster }) => !inCluster);
  const inside = requested.filter(({ inCluster }) => inCluster);
  const all = [...anyOf(outside, type, 'any'), ...askedOf(outside, type)];
  const forOutside = type === 'NodePort' ? all.slice(0, 1).map(({ purpose }) => ({ type, purpose })) : all;
  const spare = type === 'ClusterIP' ? 0 : forOutside.length;
  return [...forOutside, ...anyOf(inside, 'ClusterIP', 'inside').slice(spare), ...askedOf(inside, 'ClusterIP')];
}

function anyOf(requested: GatewayProxy['requested'], type: WantedService['type'], purpose: string): WantedService[] {
  return requested
    .filter(({ value }) => value === undefined)
    .map((_, index) => ({ type, purpose: `${purpose}/${index}` }));
}

function askedOf(requested: GatewayProxy['requested'], type: WantedService['type']): WantedService[] {
  return requested.flatMap(({ value }) => (value === undefined ? [] : [{ type, address: value, purpose: value }]));
}

function service(proxy: GatewayProxy, name: string, { type, address }: WantedService): KubernetesObject {
  const { service: wanted = {} } = proxy.parameters;
  const { externalTrafficPolicy, ipFamilyPolicy, annotations } = wanted;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(proxy, { name, ...(annotations && { annotations }) }),
    spec: {
      type,
      selector: selectorOf(proxy),
      ports: proxy.ports.map(({ port, protocol }) => ({
        name: `${protocol.toLowerCase()}-${port}`,
        port,
        protocol,
        targetPort: port,
      })),
      ...(ipFamilyPolicy && { ipFamilyPolicy }),
      ...(address !== undefined && addressed(type, address, ipFamilyPolicy)),
      ...(type !== 'ClusterIP' && externalTrafficPolicy && { externalTrafficPolicy }),
      ...(type === 'LoadBalancer' && loadBalancer(wanted)),
    },
  };
}

function addressed(type: string, address: string, ipFamilyPolicy: string | undefined): object {
  return {
    ...(ipFamilyPolicy === undefined && { ipFamilies: [isIPv6(address) ? 'IPv6' : 'IPv4'] }),
    ...(type === 'ClusterIP' ? { clusterIP: address } : { loadBalancerIP: address }),
  };
}

function loadBalancer({
  loadBalancerClass,
  loadBalancerSourceRanges,
  allocateLoadBalancerNodePorts,
}: ServiceParameters): object {
  return {
    ...(loadBalancerClass !== undefined && { loadBalancerClass }),
    ...(loadBalancerSourceRanges !== undefined && { loadBalancerSourceRanges }),
    ...(allocateLoadBalancerNodePorts !== undefined && { allocateLoadBalancerNodePorts }),
  };
}
