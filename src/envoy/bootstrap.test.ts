import { describe, expect, test } from '@jest/globals';
import { startEnvoy, validateConfig } from '../../test/envoy/harness.js';
import { type BootstrapOptions, bootstrap } from './bootstrap.js';

const options: BootstrapOptions = {
  node: { id: 'proxy', cluster: 'gatewright' },
  admin: { path: '/tmp/admin.sock' },
  xds: { place: { path: '/nonexistent/xds.sock' } },
};

type Bootstrap = Record<string, never> & {
  readonly admin: { address: unknown };
  readonly overload_manager: { actions?: unknown };
};
const built = (changes: Partial<BootstrapOptions> = {}) =>
  bootstrap({ ...options, ...changes }) as unknown as Bootstrap;

describe('bootstrap', () => {
  test.each<Partial<BootstrapOptions>>([
    {},
    { admin: { address: '127.0.0.1', port: 19000 }, xds: { place: { address: '192.0.2.1', port: 18000 } } },
    { maxConnections: 100, maxHeap: 512 * 1024 * 1024 },
  ])('is what Envoy starts with: %j', async (changes) => {
    expect(await validateConfig(built(changes))).toMatchObject({ ok: true });
  });

  test('puts the admin interface where it is told, closed to other users', () => {
    expect(built().admin.address).toEqual({ pipe: { path: '/tmp/admin.sock', mode: 0o600 } });
    expect(built({ admin: { address: '::1', port: 19000 } }).admin.address).toEqual({
      socket_address: { address: '::1', port_value: 19000 },
    });
  });

  test('limits the heap when it has a limit', () => {
    expect(built().overload_manager.actions).toBeUndefined();
    expect(built({ maxHeap: 1 << 30 }).overload_manager.actions).toHaveLength(2);
  });

  test('is not ready before the server answers', async () => {
    const { admin, ...rest } = built();
    const envoy = await startEnvoy({ bootstrap: rest, ready: false });
    try {
      expect(await envoy.isReady()).toBe(false);
    } finally {
      await envoy.stop();
    }
  });
});
