import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { adsBootstrap, eventually, send, startEcho, startEnvoy } from '../../test/envoy/harness.js';
import { XdsCache, XdsServer } from './index.js';
import { cluster, endpoints, listener, routes } from './testing/resources.js';

const all = { authenticate: () => ({ audience: 'gateway', identity: 'test' }) };

test('Envoy gets ready and forwards over a unix socket', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gw-xds-'));
  const echo = await startEcho('one');
  const cache = new XdsCache();
  const server = new XdsServer({ cache, ...all });
  const ads = `unix:${join(folder, 'ads.sock')}`;
  await server.bind(ads);
  cache.update(
    [listener('web', 'web'), routes('web', 'one'), cluster('one'), endpoints('one', echo.port)].map((resource) => ({
      audience: 'gateway',
      typeUrl: resource.typeUrl,
      name: resource.name,
      resource,
    })),
  );
  cache.markReady();
  const envoy = await startEnvoy({ bootstrap: adsBootstrap({ ads, protocol: 'delta' }) });
  try {
    const port = await envoy.port('web');
    await eventually(async () => {
      const { status } = await send({ to: port, host: 'example.com', path: '/' });
      expect(status).toBe(200);
    });
  } catch (error) {
    throw new Error(`${error} ${JSON.stringify(server.streams(), null, 1)}`);
  } finally {
    await envoy.stop();
    await server.shutdown(100);
    await echo.close();
    await rm(folder, { recursive: true });
  }
});
