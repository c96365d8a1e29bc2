import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { apply, list, remove } from '../support/kubectl.js';
import { MESHED, SIDECAR_LABEL } from '../support/mesh.js';
import {
  createNamespace,
  deleteNamespaces,
  deployed,
  echoBackend,
  gateway,
  IMAGE,
  programmed,
} from '../support/world.js';

const NAMESPACE = 'status';
const WAIT = { timeoutMs: 60_000, everyMs: 500 };

async function status(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('bin/gatewright', ['status', '-n', NAMESPACE, ...args]);
  return stdout;
}

/** `kind of: state`, sorted. */
async function states(): Promise<readonly string[]> {
  const proxies = JSON.parse(await status('-o', 'json')) as Record<'kind' | 'of' | 'state', string>[];
  return proxies.map(({ kind, of, state }) => `${kind} ${of}: ${state}`).sort();
}

/** Says that it has a sidecar, and has none. */
const pretender = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'pretender',
    namespace: NAMESPACE,
    labels: { [SIDECAR_LABEL]: 'injected' },
    annotations: { 'gatewright.dev/inject': 'false' },
  },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [{ name: 'echo', image: IMAGE, imagePullPolicy: 'IfNotPresent', args: ['echo', '--port', '8080'] }],
  },
};

describe('gatewright status', () => {
  beforeAll(async () => {
    await createNamespace(NAMESPACE, MESHED);
    await apply(...echoBackend(NAMESPACE, 'server', { replicas: 2 }), gateway(NAMESPACE, 'edge'));
    await deployed(NAMESPACE, 'server');
    await programmed(NAMESPACE, 'edge');
  }, 240_000);
  afterAll(() => deleteNamespaces(NAMESPACE));

  test('shows the proxies of Gateways and the sidecars that have what they should have, whatever replica they are at', async () => {
    const proxies = await list('pod', NAMESPACE, 'app.kubernetes.io/component=proxy');
    const expected = [...proxies.map(() => 'Gateway edge: SYNCED'), ...Array(2).fill('Sidecar default: SYNCED')];
    await eventually(async () => expect(await states()).toEqual(expected), WAIT);
    const table = await status();
    expect(table).toMatch(/^NAMESPACE +POD +KIND +OF +STATE +REPLICA$/m);
    expect(table).toContain(`${expected.length} SYNCED`);
  });

  test('shows who should be connected and is not', async () => {
    await apply(pretender);
    await eventually(async () => expect(await states()).toContain('Sidecar default: NOT CONNECTED'), WAIT);
    await remove('pod', 'pretender', NAMESPACE);
    await eventually(async () => expect((await states()).join()).not.toContain('NOT CONNECTED'), WAIT);
  });
});
