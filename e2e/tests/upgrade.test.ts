import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Traffic } from '../../test/standalone/traffic.js';
import { apply, get, kubectl } from '../support/kubectl.js';
import {
  answered,
  createNamespace,
  deleteNamespaces,
  deployed,
  echoBackend,
  gateway,
  httpRoute,
  programmed,
  SYSTEM,
} from '../support/world.js';

const run = promisify(execFile);
const NAMESPACE = 'upgrade';
const HOST = 'store.example.com';

const helm = (...args: string[]) => run('e2e/cluster/helm', [...args, '-n', SYSTEM]);
/** With the values that it was installed with, and others. */
const upgrade = (...values: readonly string[]) => {
  const set = values.flatMap((value) => ['--set', value]);
  return helm('upgrade', 'gatewright', 'charts/gatewright', '--wait', '--reuse-values', ...set);
};
/** How often it was installed, upgraded and rolled back. */
const revision = async () => {
  const { stdout } = await helm('status', 'gatewright', '-o', 'json');
  return String((JSON.parse(stdout) as { version: number }).version);
};
const route = (version: string) =>
  httpRoute(NAMESPACE, 'store', {
    parent: 'web',
    hostname: HOST,
    rules: [{ backendRefs: [{ name: version, port: 80 }] }],
  });

describe('helm upgrade', () => {
  let address: string;
  let installed: string;

  beforeAll(async () => {
    installed = await revision();
    await createNamespace(NAMESPACE);
    await apply(
      gateway(NAMESPACE, 'web'),
      ...['v1', 'v2'].flatMap((name) => echoBackend(NAMESPACE, name)),
      route('v1'),
    );
    address = await programmed(NAMESPACE, 'web');
    await deployed(NAMESPACE, 'v1', 'v2');
  });
  afterAll(async () => {
    await helm('rollback', 'gatewright', installed, '--wait');
    await deleteNamespaces(NAMESPACE);
  });

  test('rolls the controller under load, with changes meanwhile, without a failed request', async () => {
    const store = { to: 80, address, host: HOST };
    await answered({ ...store, by: 'v1' });
    const before = (await get('deployment', 'gatewright', SYSTEM)).metadata.generation;
    const traffic = new Traffic(store);
    for (const [level, version] of [
      ['debug', 'v2'],
      ['warn', 'v1'],
    ] as const) {
      const upgraded = upgrade(`logLevel=${level}`, `podAnnotations.example\\.com/level=${level}`);
      await apply(route(version));
      await answered({ ...store, by: version });
      await upgraded;
    }
    expect(Number((await get('deployment', 'gatewright', SYSTEM)).metadata.generation)).toBeGreaterThan(Number(before));
    expect(Object.keys(await traffic.stop())).toEqual(['200']);
    expect(
      await kubectl(['get', 'gateway', 'web', '-n', NAMESPACE, '-o', 'jsonpath={.status.addresses[0].value}']),
    ).toBe(address);
  });
});
