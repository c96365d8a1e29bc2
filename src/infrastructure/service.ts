import { isIPv6 } from 'node:net';
import type { KubernetesObject } from '../kubernetes/objects.js';
import type { GatewayProxy } from '../model/index.js';
import { metadataOf, selectorOf } from './metadata.js';
import { derivedName, objectName } from './names.js';

/**
 * The Services that clients reach a proxy by. One takes one address: the first has the address that is asked for first, or
 * any; each further address that is asked for by value has a Service of its own, named after the address. A node port is on
 * every address of the nodes, so that there is nothing to ask for.
 */
export function services(proxy: GatewayProxy): readonly KubernetesObject[] {
  const { requested, anyAddress } = proxy;
  const isNodePort = proxy.parameters.service?.type === 'NodePort';
  const [first, ...others] = isNodePort ? [] : anyAddress ? [undefined, ...requested] : requested;
  const name = objectName(proxy.gateway.name, proxy.className);
  return [
    service(proxy, name, first),
    ...others.flatMap((address) =>
      address === undefined ? [] : [service(proxy, derivedName(name, address), address)],
    ),
  ];
}

function service(proxy: GatewayProxy, name: string, address: string | undefined): KubernetesObject {
  const { service: wanted = {} } = proxy.parameters;
  const { type = 'LoadBalancer', externalTrafficPolicy, ipFamilyPolicy, annotations } = wanted;
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
}: NonNullable<GatewayProxy['parameters']['service']>): object {
  return {
    ...(loadBalancerClass !== undefined && { loadBalancerClass }),
    ...(loadBalancerSourceRanges !== undefined && { loadBalancerSourceRanges }),
    ...(allocateLoadBalancerNodePorts !== undefined && { allocateLoadBalancerNodePorts }),
  };
}
