import type { KubernetesClient } from './client.js';
import { type ApiResource, collectionPath, objectPath } from './paths.js';

/** Who asks the API server. */
export type Requester = Pick<KubernetesClient, 'request'>;

/** Any object of the API, as it comes over the wire. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

export interface ApplyOptions {
  /** Who owns the fields that are applied. */
  readonly fieldManager: string;
  /** Take fields that another manager owns. Default true: an applier that can be refused by an old owner stops working. */
  readonly force?: boolean;
  readonly subresource?: 'status';
  readonly signal?: AbortSignal;
}

/** Server-side apply: creates the object, or changes the given fields of it. @throws ApiError */
export function applyObject<T extends KubernetesObject>(
  client: Requester,
  resource: ApiResource,
  object: KubernetesObject,
  { fieldManager, force = true, subresource, signal }: ApplyOptions,
): Promise<T> {
  return client.request<T>({
    method: 'PATCH',
    path: objectPath(resource, object.metadata, subresource),
    query: { fieldManager, force },
    body: object,
    contentType: 'application/apply-patch+yaml',
    ...(signal && { signal }),
  });
}

/** @throws ApiError, with code 404 when there is no such object. */
export function getObject<T extends KubernetesObject>(
  client: Requester,
  resource: ApiResource,
  name: { readonly namespace?: string; readonly name: string },
  signal?: AbortSignal,
): Promise<T> {
  return client.request<T>({ method: 'GET', path: objectPath(resource, name), ...(signal && { signal }) });
}

/** @throws ApiError, with code 409 when there is one already. */
export function createObject<T extends KubernetesObject>(
  client: Requester,
  resource: ApiResource,
  object: KubernetesObject,
): Promise<T> {
  return client.request<T>({
    method: 'POST',
    path: collectionPath(resource, object.metadata.namespace),
    body: object,
  });
}

/** Replaces an object as a whole; with a `resourceVersion` only the one that was read. @throws ApiError */
export function updateObject<T extends KubernetesObject>(
  client: Requester,
  resource: ApiResource,
  object: KubernetesObject,
): Promise<T> {
  return client.request<T>({ method: 'PUT', path: objectPath(resource, object.metadata), body: object });
}

/** Deletes an object in the background; with a `uid` only that very one. @throws ApiError */
export async function deleteObject(
  client: Requester,
  resource: ApiResource,
  name: { readonly namespace?: string; readonly name: string },
  preconditions?: { readonly uid: string },
): Promise<void> {
  await client.request({
    method: 'DELETE',
    path: objectPath(resource, name),
    body: { propagationPolicy: 'Background', ...(preconditions && { preconditions }) },
  });
}

/** Whether this is an earlier version of a known object. Versions are decimal numbers that grow; others tell nothing. */
export function isOlder(object: KubernetesObject, known: KubernetesObject): boolean {
  if (object.metadata.uid !== known.metadata.uid) return false;
  return isEarlier(object.metadata.resourceVersion, known.metadata.resourceVersion);
}

/** Whether one resource version of a kind comes before another. */
export function isEarlier(version = '', than = ''): boolean {
  return /^\d+$/.test(version) && /^\d+$/.test(than) && BigInt(version) < BigInt(than);
}
