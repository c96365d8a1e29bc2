import type { XdsResource } from '../xds/resource.js';
import { MESH_IDENTITY, MESH_ROOTS } from './mesh-names.js';
import { resource, SECRET } from './resources.js';
import { secret, trustSecret } from './secret.js';

/** What a proxy shows to others in the mesh. */
export function meshIdentity(chain: string, privateKey: string): XdsResource {
  return resource(SECRET, MESH_IDENTITY, secret({ name: MESH_IDENTITY, chain, privateKey }));
}

/** What others have to show. */
export function meshRoots(certificates: string): XdsResource {
  return resource(SECRET, MESH_ROOTS, trustSecret({ name: MESH_ROOTS, source: { type: 'Inline', certificates } }));
}
