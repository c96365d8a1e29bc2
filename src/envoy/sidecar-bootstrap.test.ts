import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { validateConfig } from '../../test/envoy/harness.js';
import { sidecarBootstrapFiles } from './sidecar-bootstrap.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gw-sidecar-'));
});

afterAll(() => rm(folder, { recursive: true }));

const files = () =>
  sidecarBootstrapFiles({
    xds: { hostname: 'gatewright.system.svc', port: 18000, serverName: 'gatewright.system.svc' },
    folder,
    caFile: join(folder, 'ca.crt'),
    tokenFile: join(folder, 'token'),
    adminPath: join(folder, 'admin.sock'),
  });

describe('the files of a sidecar', () => {
  test('are what Envoy starts with', async () => {
    for (const [name, content] of Object.entries(files())) await writeFile(join(folder, name), content);
    expect(await validateConfig(JSON.parse(files()['bootstrap.json'] ?? ''))).toMatchObject({ ok: true });
  });

  test('lead to where connections went, and to the workload from addresses of its own', () => {
    const { static_resources } = JSON.parse(files()['bootstrap.json'] ?? '');
    const sources = static_resources.clusters
      .filter(({ type }: { type: string }) => type === 'ORIGINAL_DST')
      .map(({ name, upstream_bind_config }: { name: string; upstream_bind_config?: unknown }) => [
        name,
        upstream_bind_config,
      ]);
    expect(sources).toEqual([
      ['mesh/passthrough', undefined],
      [
        'mesh/inbound',
        {
          source_address: { address: '127.0.0.6', port_value: 0 },
          extra_source_addresses: [{ address: { address: '::1', port_value: 0 } }],
        },
      ],
    ]);
  });
});
