import type { KubernetesObject } from '../kubernetes/objects.js';
import type { GatewayProxy } from '../model/index.js';
import type { ProxyConfigNetworkPolicy } from '../resources/types.js';
import { NAME_LABEL, partOfInstallation } from '../well-known/labels.js';
import { MANAGER } from '../well-known/names.js';
import { READINESS_PORT } from '../well-known/ports.js';
import { DENIED_RANGES } from '../well-known/refused-addresses.js';
import { metadataOf, selectorOf } from './metadata.js';
import type { InfrastructureSettings } from './settings.js';

const DNS_PORT = 53;
/** The pods of the controller. */
const CONTROLLER = partOfInstallation('controller');
const ANY_POD = { namespaceSelector: {} };

/**
 * What may reach the pods of a proxy, and what they may reach: clients the ports of the listeners, monitoring the statistics; the proxy every pod and every
 * address but those that no backend has, and of the controller the xDS server alone. Probes come from the node, which is always let in.
 *
 * A NetworkPolicy only allows, and network plugins differ in whether a range of addresses stands for pods, too: so each is named both ways. Name servers on the
 * node's link are reached by their port.
 *
 * Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function networkPolicy(
  proxy: GatewayProxy,
  { networkPolicy: common = {}, xds }: InfrastructureSettings,
): KubernetesObject | undefined {
  const own: ProxyConfigNetworkPolicy = { ...common, ...proxy.parameters.networkPolicy };
  const { enabled = false } = own;
  // The API server refuses a range beside selectors.
  const metricsFrom = (own.metricsFrom ?? [ANY_POD]).map((peer) =>
    'ipBlock' in peer ? { ipBlock: peer.ipBlock } : peer,
  );
  if (!enabled) return undefined;
  const denied = [...DENIED_RANGES, ...(common.deniedRanges ?? []), ...(own.deniedRanges ?? [])];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadataOf(proxy),
    spec: {
      podSelector: { matchLabels: selectorOf(proxy) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { ports: proxy.ports.map(({ port, protocol }) => ({ port, protocol })) },
        // Without a peer, everybody would be let in.
        ...(metricsFrom.length === 0
          ? []
          : [{ from: metricsFrom, ports: [{ port: READINESS_PORT, protocol: 'TCP' }] }]),
      ],
      egress: [
        {
          to: [
            ...ANY_ADDRESS.map((cidr) => ({ ipBlock: { cidr, except: exceptions(cidr, denied) } })),
            {
              ...ANY_POD,
              podSelector: { matchExpressions: [{ key: NAME_LABEL, operator: 'NotIn', values: [MANAGER] }] },
            },
          ],
        },
        {
          to: [{ ...ANY_POD, podSelector: { matchLabels: CONTROLLER } }],
          ports: [{ port: xds.port, protocol: 'TCP' }],
        },
        { ports: ['UDP', 'TCP'].map((protocol) => ({ port: DNS_PORT, protocol })) },
      ],
    },
  };
}

const ANY_ADDRESS: readonly string[] = ['0.0.0.0/0', '::/0'];

function exceptions(cidr: string, denied: readonly string[]): readonly string[] {
  return [...new Set(denied)].filter((range) => range.includes(':') === cidr.includes(':'));
}
