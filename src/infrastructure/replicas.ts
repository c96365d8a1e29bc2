import type { KubernetesClient } from '../kubernetes/client.js';
import { applyObject, getObject, type KubernetesObject } from '../kubernetes/objects.js';
import { MANAGER } from '../well-known/names.js';
import { OWN_KINDS } from './own-kinds.js';

/** Who has the number of replicas that nobody else has taken over yet. */
const KEEPER = `${MANAGER}-replicas`;

interface Managed {
  readonly manager?: string;
  readonly operation?: string;
  readonly fieldsV1?: { readonly 'f:spec'?: Readonly<Record<string, unknown>> };
}

/**
 * Keeps the replicas of a Deployment when they are about to be left to others: a field that nobody applies any more is removed,
 * and Kubernetes then takes one pod for wanted.
 *
 * Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#transferring-ownership
 *
 * @throws ApiError
 */
export async function keepReplicas(client: KubernetesClient, wanted: KubernetesObject): Promise<void> {
  if (wanted.kind !== 'Deployment' || replicasOf(wanted) !== undefined) return;
  const live = await getObject<KubernetesObject>(client, OWN_KINDS.Deployment, wanted.metadata);
  const replicas = replicasOf(live);
  const managed = (live.metadata.managedFields ?? []) as readonly Managed[];
  const isOurs = managed.some(
    ({ manager, operation, fieldsV1 }) =>
      manager === MANAGER && operation === 'Apply' && fieldsV1?.['f:spec']?.['f:replicas'] !== undefined,
  );
  if (!isOurs || replicas === undefined) return;
  const { apiVersion, kind, metadata } = wanted;
  const { namespace, name } = metadata;
  await applyObject(
    client,
    OWN_KINDS.Deployment,
    { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) }, spec: { replicas } },
    { fieldManager: KEEPER },
  );
}

function replicasOf({ spec }: KubernetesObject): number | undefined {
  return (spec as { readonly replicas?: number } | undefined)?.replicas;
}
