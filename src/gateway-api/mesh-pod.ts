import type { Collection, Reader } from '../collections/index.js';
import type { Pod, Endpoint as SliceEndpoint } from '../resources/types.js';
import { isIpAddress } from './ip-address.js';
import { objectKey } from './names.js';

/** Injection marks pods so. */
const LABEL = 'gatewright.dev/sidecar';
const INJECTED = 'injected';

/** A pod whose sidecar ends TLS of the mesh. */
export interface MeshPod {
  /** `namespace/serviceaccount`. */
  readonly identity: string;
  /** None before it has any. */
  readonly addresses: readonly string[];
}

/** Undefined for pods that have no sidecar, or none any more: a pod that has ended has given its address back. */
export function meshPod({ metadata, spec, status }: Pod): MeshPod | undefined {
  const { namespace = '', labels } = metadata;
  if (labels?.[LABEL] !== INJECTED || spec?.hostNetwork) return undefined;
  const { phase = '', podIP = '', podIPs = [] } = status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') return undefined;
  const addresses = new Set([podIP, ...podIPs.map(({ ip = '' }) => ip)].filter(isIpAddress));
  return { identity: objectKey(namespace, spec?.serviceAccountName || 'default'), addresses: [...addresses] };
}

/** Who is at an address. */
export function* podAddresses({ identity, addresses }: MeshPod): Generator<readonly [string, string]> {
  for (const address of addresses) yield [address, identity];
}

export interface MeshPodReads {
  /** By `namespace/name`. */
  readonly meshPods: Collection<MeshPod>;
  /** `namespace/serviceaccount` by address. */
  readonly identities: Collection<string>;
}

/** `namespace/serviceaccount` of the pod with a sidecar that an address of an endpoint is of. */
export function identityOf(
  { targetRef }: SliceEndpoint,
  address: string,
  namespace: string,
  { meshPods, identities }: MeshPodReads,
  read: Reader,
): string | undefined {
  // Of a Service without selector only the address tells.
  if (targetRef?.kind !== 'Pod' || !targetRef.name) return read.get(identities, address);
  const pod = read.get(meshPods, objectKey(targetRef.namespace || namespace, targetRef.name));
  // The slice may be told of before the pod's own address is. Another address is that of an earlier pod of the same name.
  return pod && (pod.addresses.length === 0 || pod.addresses.includes(address)) ? pod.identity : undefined;
}
