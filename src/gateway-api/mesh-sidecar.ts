import type { Collection, Pair, Reader } from '../collections/index.js';
import type { BackendUse, MeshFrontend, MeshFrontendUse, Sidecar, SidecarIdentity } from '../model/index.js';
import type { Namespace } from '../resources/types.js';
import { MTLS_LABEL } from '../well-known/labels.js';
import type { FrontendBackends } from './mesh-frontend.js';
import { pairKey } from './names.js';

/** Stands for the clients of all namespaces; no namespace is called so. */
const EVERYBODY = '*';

export function isStrict({ metadata }: Namespace): true | undefined {
  return metadata.labels?.[MTLS_LABEL] === 'strict' || undefined;
}

export function sidecar(
  { namespace, serviceAccount }: SidecarIdentity,
  name: string,
  strictNamespaces: Collection<true>,
  read: Reader,
): Sidecar {
  const inbound = read.get(strictNamespaces, namespace) === undefined ? 'Permissive' : 'Strict';
  return { name, namespace, serviceAccount, inbound };
}

/** Whose frontends a sidecar gets. */
export function scopesOf({ namespace }: SidecarIdentity): readonly string[] {
  return [EVERYBODY, namespace];
}

/** Whom a frontend is for, which its key says. */
export function scopeOf({ key }: MeshFrontend): string {
  return clientsOf(key) ?? EVERYBODY;
}

function clientsOf(frontend: string): string | undefined {
  const at = frontend.indexOf('@');
  return at < 0 ? undefined : frontend.slice(at + 1);
}

/** That a sidecar has a frontend, unless the routes of its own namespace replace it. */
export function frontendUse(
  { left: proxy, right: frontend }: Pair,
  sidecars: Collection<SidecarIdentity>,
  scopes: Collection<string>,
  read: Reader,
): MeshFrontendUse | undefined {
  const namespace = read.get(sidecars, proxy)?.namespace;
  const isReplaced = clientsOf(frontend) === undefined && read.get(scopes, `${frontend}@${namespace}`) !== undefined;
  return isReplaced ? undefined : { proxy, frontend };
}

/** A use of a frontend with that of the Backends behind it. */
export interface UsedFrontend extends FrontendBackends {
  readonly proxy: string;
}

export function usedFrontend(
  { proxy, frontend }: MeshFrontendUse,
  backends: Collection<FrontendBackends>,
  read: Reader,
): UsedFrontend | undefined {
  const behind = read.get(backends, frontend);
  return behind && { proxy, ...behind };
}

/** Uses of Backends by rules, by proxy and name. */
export function routedUseKeys({ proxy, routed }: UsedFrontend): string[] {
  return routed.map((backend) => pairKey(proxy, backend));
}

/** Uses of Backends by groups, by proxy and name. */
export function groupedUseKeys({ proxy, grouped }: UsedFrontend): string[] {
  return grouped.map((backend: BackendUse['backend']) => pairKey(proxy, backend));
}
