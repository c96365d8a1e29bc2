import type { Lookup, Pair } from '../collections/index.js';
import { variantKey } from '../model/backend-variant.js';
import type { MeshFrontend, MeshFrontendUse, Sidecar, SidecarIdentity } from '../model/index.js';
import type { FrontendBackends } from './mesh-frontend.js';
import { pairKey } from './names.js';
import type { StrictReads } from './strict-namespace.js';

/** Stands for the clients of all namespaces; no namespace is called so. */
const EVERYBODY = '*';

export function sidecar(
  { namespace, serviceAccount }: SidecarIdentity,
  { strictNamespaces }: StrictReads,
  name: string,
): Sidecar {
  const inbound = strictNamespaces.get(namespace) === undefined ? 'Permissive' : 'Strict';
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

export interface FrontendUseReads {
  readonly sidecars: Lookup<SidecarIdentity>;
  /** By key of the frontend. */
  readonly scopes: Lookup<string>;
}

/** That a sidecar has a frontend, unless the routes of its own namespace replace it. */
export function frontendUse(
  { left: proxy, right: frontend }: Pair,
  { sidecars, scopes }: FrontendUseReads,
): MeshFrontendUse | undefined {
  const namespace = sidecars.get(proxy)?.namespace;
  const isReplaced = clientsOf(frontend) === undefined && scopes.get(`${frontend}@${namespace}`) !== undefined;
  return isReplaced ? undefined : { proxy, frontend };
}

/** A use of a frontend with that of the Backends behind it. */
export interface UsedFrontend extends FrontendBackends {
  readonly proxy: string;
}

export function usedFrontend(
  { proxy, frontend }: MeshFrontendUse,
  { behind }: { readonly behind: Lookup<FrontendBackends> },
): UsedFrontend | undefined {
  const backends = behind.get(frontend);
  return backends && { proxy, ...backends };
}

/** Uses by rules, by their content. */
export function routedUseKeys({ proxy, routed }: UsedFrontend): string[] {
  return routed.map((variant) => pairKey(proxy, variantKey(variant)));
}

/** Uses by groups, by their content. */
export function groupedUseKeys({ proxy, grouped }: UsedFrontend): string[] {
  return grouped.map((variant) => pairKey(proxy, variantKey(variant)));
}
