import { isApiError } from './api-error.js';
import type { ApiRequest, KubernetesClient } from './client.js';
import type { ApiResource } from './paths.js';

type Limits = Pick<ApiRequest, 'signal' | 'timeoutMs'>;

/**
 * Whether the API server itself says that it does not have a kind in this version. A 404 of the kind's path alone may come
 * from anything in between.
 *
 * @throws ApiError when the server does not tell.
 */
export async function isServed(client: KubernetesClient, resource: ApiResource, limits: Limits = {}): Promise<boolean> {
  const { group, version, plural } = resource;
  const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  try {
    const { resources } = await client.request<ResourceList>({ method: 'GET', path, ...limits });
    return resources === undefined || resources.some(({ name }) => name === plural);
  } catch (error) {
    if (isApiError(error, 404)) return false;
    throw error;
  }
}

/** Versions in which the API server has a kind; none when there is no such kind. @throws ApiError */
export async function servedVersions(
  client: KubernetesClient,
  resource: ApiResource,
  limits: Limits = {},
): Promise<readonly string[]> {
  let versions: GroupVersions['versions'];
  try {
    const path = `/apis/${resource.group}`;
    ({ versions } = await client.request<GroupVersions>({ method: 'GET', path, ...limits }));
  } catch (error) {
    if (isApiError(error, 404)) return [];
    throw error;
  }
  const served: string[] = [];
  for (const { version } of versions ?? []) {
    if (await isServed(client, { ...resource, version }, limits)) served.push(version);
  }
  return served;
}

interface ResourceList {
  readonly resources?: readonly { readonly name: string }[];
}

interface GroupVersions {
  readonly versions?: readonly { readonly version: string }[];
}
