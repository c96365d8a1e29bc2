import { isIP } from 'node:net';
import type { KubernetesObject } from '../kubernetes/objects.js';
import type { ProxyState } from '../model/index.js';

/** What there is for one proxy. */
export interface LiveProxy {
  readonly services: readonly KubernetesObject[];
  readonly workloads: readonly KubernetesObject[];
  readonly pods: readonly KubernetesObject[];
  /** Why something of it could not be applied. */
  readonly failure?: string;
}

type Unavailable = NonNullable<ProxyState['unavailable']>;
type Address = ProxyState['addresses'][number];

/** As many as a Gateway's status takes. */
const MOST_ADDRESSES = 16;

/** The state of a proxy as its objects tell it. */
export function proxyState(live: LiveProxy): ProxyState {
  const services = live.services.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const addresses = services.flatMap((service) => addressesOf(service as LiveService, live.pods as readonly LivePod[]));
  const [inside, outside] = [true, false].map((inCluster) =>
    addresses.filter((address) => (address.inCluster === true) === inCluster),
  ) as [Address[], Address[]];
  const unavailable = unavailability(live);
  const { failure } = live;
  return {
    addresses: [...distinct(outside).slice(0, MOST_ADDRESSES), ...distinct(inside)],
    ...(unavailable && { unavailable }),
    ...(failure !== undefined && !unavailable && { outdated: failure }),
  };
}

interface LiveService {
  readonly spec?: {
    readonly type?: string;
    readonly clusterIPs?: readonly string[];
    readonly loadBalancerIP?: string;
  };
  readonly status?: {
    readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] };
  };
}

function distinct(addresses: readonly Address[]): readonly Address[] {
  return [...new Map(addresses.map((address) => [address.value, address])).values()];
}

function addressesOf(service: LiveService, pods: readonly LivePod[]): readonly Address[] {
  const inside = (service.spec?.clusterIPs ?? []).filter((value) => isIP(value) !== 0);
  return [
    ...outsideAddresses(service, pods),
    ...inside.map((value) => ({ ...ipAddress(value), inCluster: true as const })),
  ];
}

/** Where an address is asked for, another one is not what the Gateway wants to be reached by. */
function outsideAddresses({ spec = {}, status }: LiveService, pods: readonly LivePod[]): readonly Address[] {
  switch (spec.type) {
    case 'ClusterIP':
      return [];
    case 'NodePort':
      return pods.filter(isReady).flatMap(hostAddresses).sort().map(ipAddress);
    default:
      return (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }): readonly Address[] => {
        if (spec.loadBalancerIP) return ip === spec.loadBalancerIP ? [ipAddress(ip)] : [];
        return [...(ip ? [ipAddress(ip)] : []), ...(hostname ? [{ type: 'Hostname' as const, value: hostname }] : [])];
      });
  }
}

function ipAddress(value: string): Address {
  return { type: 'IPAddress', value };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

interface LivePod {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly hostIP?: string;
    readonly hostIPs?: readonly { readonly ip: string }[];
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly {
      readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
    }[];
  };
}

function isReady({ status }: LivePod): boolean {
  return status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}

function hostAddresses({ status }: LivePod): readonly string[] {
  return status?.hostIPs?.map(({ ip }) => ip) ?? (status?.hostIP === undefined ? [] : [status.hostIP]);
}

interface LiveWorkload {
  readonly kind: string;
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly availableReplicas?: number;
    readonly numberAvailable?: number;
    readonly desiredNumberScheduled?: number;
    readonly conditions?: readonly Condition[];
  };
}

/** Whether a pod of it takes connections. */
export function isAvailable(workload: KubernetesObject): boolean {
  const { status } = workload as LiveWorkload;
  return (status?.availableReplicas ?? status?.numberAvailable ?? 0) > 0;
}

function unavailability({ workloads, pods, failure }: LiveProxy): Unavailable | undefined {
  if (workloads.some(isAvailable)) return undefined;
  const noResources = (message: string): Unavailable => ({ reason: 'NoResources', message });
  if (failure !== undefined) return noResources(failure);
  const [workload] = workloads as readonly LiveWorkload[];
  if (workload === undefined) return { reason: 'Pending', message: 'The proxy is being created.' };
  if (workload.kind === 'Deployment' && workload.spec?.replicas === 0)
    return noResources('The proxy is scaled to zero.');
  if (workload.kind === 'DaemonSet' && workload.status?.desiredNumberScheduled === 0) {
    return noResources('No node fits the proxy.');
  }
  const trouble = workloadTrouble(workload) ?? (pods as readonly LivePod[]).map(podTrouble).find((each) => each);
  if (trouble !== undefined) return noResources(`The proxy cannot run: ${trouble}`);
  return { reason: 'Pending', message: 'The proxy is starting.' };
}

/** A quota, or a policy, that lets no pod be made. */
function workloadTrouble({ status }: LiveWorkload): string | undefined {
  const failed = status?.conditions?.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  return failed && (failed.message ?? failed.reason);
}

/** What a container waits for that is not over in a moment. */
const STUCK = /BackOff$|^Err|Error$|^InvalidImageName$/;

function podTrouble({ metadata, status }: LivePod): string | undefined {
  const unscheduled = status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled?.reason === 'Unschedulable') return `pod ${metadata.name}: ${unscheduled.message ?? 'no node fits'}`;
  for (const { state } of status?.containerStatuses ?? []) {
    const { reason = '', message } = state?.waiting ?? {};
    if (STUCK.test(reason)) return `pod ${metadata.name}: ${reason}${message === undefined ? '' : `: ${message}`}`;
  }
  return undefined;
}
