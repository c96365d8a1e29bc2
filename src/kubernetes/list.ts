import { ApiError } from './api-error.js';
import type { ApiRequest, KubernetesClient } from './client.js';
import { keyOf } from './object-set.js';
import type { KubernetesObject } from './objects.js';
import { isObject, slim } from './watch-events.js';

const PAGE = 500;

/** All objects of a collection by key, read in pages, as they were at one resource version. @throws ApiError */
export async function listObjects(
  client: KubernetesClient,
  path: string,
  options: {
    readonly query: ApiRequest['query'];
    readonly signal: AbortSignal;
    /** For each page. */
    readonly timeoutMs: number;
    readonly onPage: () => void;
  },
): Promise<{ readonly objects: ReadonlyMap<string, KubernetesObject>; readonly resourceVersion: string }> {
  const objects = new Map<string, KubernetesObject>();
  let token: string | undefined;
  let resourceVersion: string | undefined;
  do {
    const { signal, timeoutMs } = options;
    const query = { ...options.query, limit: PAGE, continue: token };
    const page = await client.request<Partial<ListPage> | null>({ method: 'GET', path, query, signal, timeoutMs });
    const { apiVersion = '', kind = '', metadata, items } = page ?? {};
    const named = { apiVersion, kind: kind.replace(/List$/, '') };
    // Go writes an empty list as null.
    for (const item of items ?? []) {
      if (!isObject(item)) throw new ApiError({ message: `${path}: an item of the list is not an object` });
      const object = slim({ ...item, ...named });
      objects.set(keyOf(object), object);
    }
    options.onPage();
    resourceVersion ??= metadata?.resourceVersion;
    if (!resourceVersion) throw new ApiError({ message: `${path}: the API server did not answer with a list` });
    token = metadata?.continue || undefined;
  } while (token !== undefined);
  return { objects, resourceVersion };
}

interface ListPage {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items: readonly KubernetesObject[] | null;
}
