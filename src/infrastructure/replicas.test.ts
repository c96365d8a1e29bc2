import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { KubernetesClient } from '../kubernetes/client.js';
import type { KubernetesObject } from '../kubernetes/objects.js';
import { wantedProxy } from './graph.js';
import { keepReplicas } from './replicas.js';
import { ScriptedApiServer } from './testing/api-server.js';
import { proxyOf, SETTINGS } from './testing/proxy.js';

let server: ScriptedApiServer;
let client: KubernetesClient;
beforeAll(async () => {
  server = await ScriptedApiServer.start();
  client = new KubernetesClient(server.credentials);
});
beforeEach(() => {
  server.writes.length = 0;
});
afterAll(async () => {
  client.close();
  await server.stop();
});

const ID = 'Deployment/app/web-gatewright';

function deployment(parameters: Parameters<typeof proxyOf>[0] = {}): KubernetesObject {
  const { objects } = wantedProxy(proxyOf(parameters), 'PEM', SETTINGS);
  return objects.find(({ kind }) => kind === 'Deployment') as KubernetesObject;
}

function owned(manager: string, operation: string): void {
  const fieldsV1 = { 'f:spec': { 'f:replicas': {} } };
  server.set(ID, ({ metadata, ...rest }) => ({
    ...rest,
    metadata: { ...metadata, managedFields: [{ manager, operation, fieldsV1 }] },
    spec: { replicas: 5 },
  }));
}

test('replicas that were ours stay when they are left to others', async () => {
  owned('gatewright', 'Apply');
  await keepReplicas(client, deployment());
  expect(server.writes.map(({ method, kind }) => `${method} ${kind}`)).toEqual(['PATCH Deployment']);
  expect(server.get(ID)?.spec).toEqual({ replicas: 5 });
});

test.each([
  ['somebody has taken over', 'kube-controller-manager', 'Update', {}],
  ['they are still ours', 'gatewright', 'Apply', { parameters: { replicas: 2 } }],
])('nothing is to do when %s', async (_, manager, operation, parameters) => {
  owned(manager, operation);
  await keepReplicas(client, deployment(parameters));
  expect(server.writes).toEqual([]);
});
