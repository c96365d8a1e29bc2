import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { validateConfig } from '../../test/envoy/harness.js';
import { ADMIN_CLUSTER, bootstrapFiles } from './bootstrap-files.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gw-files-'));
});

afterAll(() => rm(folder, { recursive: true }));

const files = (changes: object = {}) =>
  bootstrapFiles({
    node: { id: 'proxy', cluster: 'namespace/gateway' },
    xds: { hostname: 'gatewright.system.svc', port: 18000, serverName: 'gatewright.system.svc' },
    folder,
    caFile: join(folder, 'ca.crt'),
    tokenFile: join(folder, 'token'),
    adminPath: join(folder, 'admin.sock'),
    ...changes,
  });

describe('the files of a proxy', () => {
  test('are what Envoy starts with', async () => {
    for (const [name, content] of Object.entries(files())) await writeFile(join(folder, name), content);
    expect(await validateConfig(JSON.parse(files()['bootstrap.json'] ?? ''))).toMatchObject({ ok: true });
  });

  test('name each other by the folder that they will be in', () => {
    const { 'bootstrap.json': bootstrap = '', ...rest } = files({ folder: '/etc/gatewright' });
    expect(Object.keys(rest).sort()).toEqual(['xds-ca.json', 'xds-token.json']);
    for (const name of Object.keys(rest)) expect(bootstrap).toContain(`"/etc/gatewright/${name}"`);
  });

  test('lead to the admin interface by a socket that only its user may open', () => {
    const { admin, static_resources } = JSON.parse(files()['bootstrap.json'] ?? '');
    const path = join(folder, 'admin.sock');
    expect(admin.address.pipe).toEqual({ path, mode: 0o600 });
    const cluster = static_resources.clusters.find(({ name }: { name: string }) => name === ADMIN_CLUSTER);
    expect(cluster.load_assignment.endpoints[0].lb_endpoints[0].endpoint.address).toEqual({ pipe: { path } });
  });

  test('hold no secret, so that anyone may read them', () => {
    expect(Object.values(files()).join()).not.toMatch(/inline_(string|bytes)/);
  });

  test('are the same for the same options', () => {
    expect(files()).toEqual(files());
  });
});
