import { afterEach, describe, expect, test } from '@jest/globals';
import type { RunningEnvoy } from './harness.js';
import { adsBootstrap, send, startEcho, startEnvoy, validateConfig } from './harness.js';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function staticBootstrap(upstreamPort: number): Record<string, unknown> {
  return {
    static_resources: {
      listeners: [
        {
          name: 'front',
          address: { socket_address: { address: '127.0.0.1', port_value: 0 } },
          filter_chains: [
            {
              filters: [
                {
                  name: 'envoy.filters.network.http_connection_manager',
                  typed_config: {
                    '@type':
                      'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
                    stat_prefix: 'front',
                    route_config: {
                      virtual_hosts: [
                        {
                          name: 'any',
                          domains: ['www.example.com'],
                          routes: [{ match: { prefix: '/' }, route: { cluster: 'echo' } }],
                        },
                      ],
                    },
                    http_filters: [
                      {
                        name: 'envoy.filters.http.router',
                        typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
                      },
                    ],
                  },
                },
              ],
            },
          ],
        },
      ],
      clusters: [
        {
          name: 'echo',
          load_assignment: {
            cluster_name: 'echo',
            endpoints: [
              {
                lb_endpoints: [
                  { endpoint: { address: { socket_address: { address: '127.0.0.1', port_value: upstreamPort } } } },
                ],
              },
            ],
          },
        },
      ],
    },
  };
}

describe('the real Envoy', () => {
  test('carries a request to the echo upstream and back', async () => {
    const echo = await startEcho('a');
    cleanups.push(() => echo.close());
    const envoy = await startEnvoy({ bootstrap: staticBootstrap(echo.port) });
    cleanups.push(() => envoy.stop());
    const to = await envoy.port('front');

    const response = await send({
      to,
      host: 'www.example.com',
      path: '/p?q=1',
      method: 'POST',
      headers: { 'x-a': 'b' },
      body: 'hi',
    });
    expect(response.status).toBe(200);
    expect(response.echoed()).toMatchObject({ name: 'a', method: 'POST', path: '/p?q=1', host: 'www.example.com' });
    expect(response.echoed()).toMatchObject({ headers: { 'x-a': 'b' }, body: 'hi' });
    expect(echo.requests).toBe(1);

    const other = await send({ to, host: 'other.example.com' });
    expect(other.status).toBe(404);
    expect(() => other.echoed()).toThrow('no echo upstream answered');
    expect(await envoy.stats('cluster.echo.upstream_rq_2')).toMatchObject({ 'cluster.echo.upstream_rq_200': 1 });
    expect(await envoy.configDump('.v3.Cluster')).toMatchObject([{ name: 'echo' }]);
  });

  test('is not ready before its ADS server answers', async () => {
    const envoy = await startEnvoy({ bootstrap: adsBootstrap({ ads: 'unix:/nonexistent/ads.sock' }), ready: false });
    cleanups.push(() => envoy.stop());
    expect(await envoy.isReady()).toBe(false);
  });

  test('that refuses its bootstrap fails the start with its log', async () => {
    const started: Promise<RunningEnvoy> = startEnvoy({ bootstrap: { static_resources: { clusters: [{}] } } });
    await expect(started).rejects.toThrow(/ClusterValidationError.Name/);
  });
});

describe('validateConfig', () => {
  test('accepts what Envoy would start with and refuses the rest', async () => {
    expect((await validateConfig(staticBootstrap(1))).ok).toBe(true);
    const { ok, output } = await validateConfig({ static_resources: { clusters: [{}] } });
    expect(ok).toBe(false);
    expect(output).toContain('ClusterValidationError.Name');
  });
});
