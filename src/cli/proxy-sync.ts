import type { KubernetesObject } from '../kubernetes/objects.js';
import {
  GATEWAY_NAME_LABEL,
  madeFor,
  partOfInstallation,
  SIDECAR_LABEL,
  SIDECAR_SELECTOR,
  selector,
} from '../well-known/labels.js';
import { shortTypeName } from '../well-known/xds-types.js';

/** What a replica of the controller says about a proxy that is connected to it: an element of `/debug/sync`. */
export interface ReportedSync {
  /** `namespace/name` of the pod. */
  readonly identity: string;
  readonly audience: string;
  readonly waiting: readonly NamedResource[];
  readonly rejected: readonly (NamedResource & { readonly reason: string })[];
  readonly held: number;
}

export interface NamedResource {
  readonly typeUrl: string;
  readonly name: string;
}

/** What a replica answered, or why it did not. */
export interface ReplicaReport {
  /** Name of its pod. */
  readonly replica: string;
  readonly streams: readonly ReportedSync[];
  readonly error?: string;
}

/**
 * `SYNCED`: it has acknowledged everything; `STALE`: it waits for something, or rejects it; `NOT CONNECTED`: no replica has a stream of it;
 * `UNKNOWN`: not every replica could be asked.
 */
export type SyncState = 'SYNCED' | 'STALE' | 'NOT CONNECTED' | 'UNKNOWN';

/** A proxy, as the output has it. */
export interface ProxySync {
  readonly namespace: string;
  readonly pod: string;
  readonly kind: 'Gateway' | 'Sidecar';
  /** The Gateway, or the ServiceAccount. */
  readonly of: string;
  readonly state: SyncState;
  /** Pod of the replica that it is connected to. */
  readonly replica?: string;
  /** Resources that it has acknowledged. */
  readonly held?: number;
  readonly waiting?: readonly { readonly type: string; readonly name: string }[];
  readonly rejected?: readonly { readonly type: string; readonly name: string; readonly reason: string }[];
}

/** Selects the pods of controllers. */
export const REPLICAS = selector(partOfInstallation('controller'));
/** Select the pods that run proxies: those of Gateways, and those with sidecars. */
export const PROXY_SELECTORS = [selector(madeFor('proxy')), SIDECAR_SELECTOR] as const;

interface PodObject extends KubernetesObject {
  readonly spec?: { readonly serviceAccountName?: string };
  readonly status?: { readonly phase?: string };
}

/** Joins the pods that should be connected with what the replicas say. Ordered by namespace and name. */
export function proxySyncs(pods: readonly KubernetesObject[], reports: readonly ReplicaReport[]): readonly ProxySync[] {
  const streams = new Map<string, { readonly replica: string; readonly sync: ReportedSync }>();
  for (const { replica, streams: of } of reports) {
    for (const sync of of) {
      // While it moves to another replica it has a stream to each.
      const known = streams.get(sync.identity);
      if (known === undefined || !isSynced(known.sync)) streams.set(sync.identity, { replica, sync });
    }
  }
  const complete = reports.every(({ error }) => error === undefined);
  return (pods as readonly PodObject[])
    .filter(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed')
    .map(({ metadata, spec }): ProxySync => {
      const { namespace = '', name, labels = {} } = metadata;
      const isSidecar = labels[SIDECAR_LABEL] !== undefined;
      const of = (isSidecar ? spec?.serviceAccountName : labels[GATEWAY_NAME_LABEL]) ?? '';
      const proxy = { namespace, pod: name, kind: isSidecar ? 'Sidecar' : 'Gateway', of } as const;
      const found = streams.get(`${namespace}/${name}`);
      if (found === undefined) return { ...proxy, state: complete ? 'NOT CONNECTED' : 'UNKNOWN' };
      const { replica, sync } = found;
      return {
        ...proxy,
        state: isSynced(sync) ? 'SYNCED' : 'STALE',
        replica,
        held: sync.held,
        waiting: sync.waiting.map(named),
        rejected: sync.rejected.map((rejection) => ({ ...named(rejection), reason: rejection.reason })),
      };
    })
    .sort((a, b) => compare(a.namespace, b.namespace) || compare(a.pod, b.pod));
}

/** Who has acknowledged nothing has only just come. */
function isSynced({ waiting, rejected, held }: ReportedSync): boolean {
  return waiting.length === 0 && rejected.length === 0 && held > 0;
}

function named({ typeUrl, name }: NamedResource): { readonly type: string; readonly name: string } {
  return { type: shortTypeName(typeUrl), name };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
