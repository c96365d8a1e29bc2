import { expect, test } from '@jest/globals';
import { MESH, MESH_CONTROLLER, Translation } from '../testing/translation.js';

test.each([
  ['is accepted', '', 'Accepted True Accepted'],
  ['has no parameters', ', parametersRef: { group: "", kind: ConfigMap, name: a }', 'Accepted False InvalidParameters'],
])('an XMesh of ours %s', (_, fields, condition) => {
  const mesh = (controllerName: string) =>
    `apiVersion: gateway.networking.x-k8s.io/v1alpha1\nkind: XMesh\nmetadata: { name: mesh }\nspec: { controllerName: ${controllerName}${fields} }`;
  const translation = new Translation(MESH).apply(mesh(MESH_CONTROLLER));
  const status = translation.model.statuses.get('XMesh/mesh')?.status;
  if (status === undefined || !('supportedFeatures' in status)) throw new Error('no status');
  expect(status.conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`)).toEqual([condition]);
  const names = status.supportedFeatures.map(({ name }) => name);
  expect(names).toEqual([...names].sort());
  expect(names.filter((name) => name.startsWith('Mesh'))).toHaveLength(10);
  translation.apply(mesh('example.com/mesh'));
  expect(translation.model.statuses.size).toBe(0);
});
