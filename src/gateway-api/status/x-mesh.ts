import type { MeshStatusValue } from '../../model/index.js';
import type { XMesh } from '../../resources/types.js';
import type { MeshSettings } from '../settings.js';
import { MESH_FEATURES } from '../supported-features.js';
import { condition } from './condition.js';

/** A mesh of another controller is none of our business. Source: GEP-3949. */
export function* xMeshStatus(
  { metadata, spec }: XMesh,
  { controllerName }: MeshSettings,
): Generator<readonly [string, MeshStatusValue]> {
  if (spec?.controllerName !== controllerName) return;
  const { name, generation = 0 } = metadata;
  const problem = spec.parametersRef && {
    reason: 'InvalidParameters',
    message: `spec.parametersRef: ${spec.parametersRef.kind} is not a kind of parameters, there are none. Remove it.`,
  };
  const good = { reason: 'Accepted', message: 'The mesh is accepted.' };
  const conditions = [condition('Accepted', generation, problem, good)];
  yield [`XMesh/${name}`, { kind: 'XMesh', name, status: { conditions, supportedFeatures: MESH_FEATURES } }];
}
