import type { XdsResource } from '../xds/resource.js';
import { resource, SECRET } from './resources.js';
import { secret, trustSecret } from './secret.js';

/** Name of the secret with the certificate and the key of the proxy's own ServiceAccount. */
export const MESH_IDENTITY = 'mesh/identity';
/** Name of the secret with the authorities that certificates of the mesh come from. */
export const MESH_ROOTS = 'mesh/roots';

/** What a proxy shows to others in the mesh. */
export function meshIdentity(chain: string, privateKey: string): XdsResource {
  return resource(SECRET, MESH_IDENTITY, secret({ name: MESH_IDENTITY, chain, privateKey }));
}

/** What others have to show. */
export function meshRoots(certificates: string): XdsResource {
  return resource(SECRET, MESH_ROOTS, trustSecret({ name: MESH_ROOTS, source: { type: 'Inline', certificates } }));
}
