import type { Lookup } from '../collections/index.js';
import type { Pod, Endpoint as SliceEndpoint } from '../resources/types.js';
import { EXCLUDE_INBOUND_PORTS } from '../well-known/annotations.js';
import { INJECTED, SIDECAR_LABEL } from '../well-known/labels.js';
import { isIpAddress, isPort } from './ip-address.js';
import { objectKey } from './names.js';

/** A pod whose sidecar ends TLS of the mesh. */
export interface MeshPod {
  /** `namespace/serviceaccount`. */
  readonly identity: string;
  /** None before it has any. */
  readonly addresses: readonly string[];
  /** Where connections do not get to the inbound listener of its sidecar. */
  readonly directPorts: readonly number[];
}

/**
 * Undefined for pods that have no sidecar, or none any more: a pod that has ended has given its address back.
 * @param sidecarPorts TCP ports that sidecars have for themselves.
 */
export function meshPod({ metadata, spec, status }: Pod, sidecarPorts: readonly number[] = []): MeshPod | undefined {
  const { namespace = '', labels, annotations } = metadata;
  if (labels?.[SIDECAR_LABEL] !== INJECTED || spec?.hostNetwork) return undefined;
  const { phase = '', podIP = '', podIPs = [] } = status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') return undefined;
  const addresses = new Set([podIP, ...podIPs.map(({ ip = '' }) => ip)].filter(isIpAddress));
  return {
    identity: objectKey(namespace, spec?.serviceAccountName || 'default'),
    addresses: [...addresses],
    directPorts: [
      ...sidecarPorts,
      ...(annotations?.[EXCLUDE_INBOUND_PORTS] ?? '').split(',').map(Number).filter(isPort),
    ],
  };
}

/** Who is at an address. */
export function* podAddresses(pod: MeshPod): Generator<readonly [string, MeshPod]> {
  for (const address of pod.addresses) yield [address, pod];
}

export interface MeshPodReads {
  /** By `namespace/name`. */
  readonly meshPods: Lookup<MeshPod>;
  readonly podsByAddress: Lookup<MeshPod>;
}

/** `namespace/serviceaccount` of the pod whose sidecar gets what is sent to an address and port of an endpoint. */
export function identityOf(
  endpoint: SliceEndpoint,
  address: string,
  port: number,
  namespace: string,
  reads: MeshPodReads,
): string | undefined {
  const pod = podAt(endpoint, address, namespace, reads);
  return pod?.directPorts.includes(port) ? undefined : pod?.identity;
}

function podAt(
  { targetRef }: SliceEndpoint,
  address: string,
  namespace: string,
  { meshPods, podsByAddress }: MeshPodReads,
): MeshPod | undefined {
  // Of a Service without selector only the address tells.
  if (targetRef?.kind !== 'Pod' || !targetRef.name) return podsByAddress.get(address);
  const pod = meshPods.get(objectKey(targetRef.namespace || namespace, targetRef.name));
  // The slice may be told of before the pod's own address is. Another address is that of an earlier pod of the same name.
  return pod && (pod.addresses.length === 0 || pod.addresses.includes(address)) ? pod : undefined;
}
