import { describe, expect, test } from '@jest/globals';
import { decode } from '../envoy-api/codec.js';
import type { HttpFilterChain, Listener, ServerTls } from '../model/index.js';
import { bucketedDelivery } from './bucketed-delivery.js';
import { checkedEncode } from './checked-encode.js';
import { encodeListener, httpFilterChain, listener } from './listener.js';
import { plainDelivery } from './plain-delivery.js';
import { FILTER_CHAIN, LISTENER } from './resources.js';
import type { RouteDelivery } from './route-delivery.js';

const MANAGER = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';

const chain = (name: string, tls?: ServerTls): HttpFilterChain => ({
  kind: 'HTTP',
  listener: 'ns/gw.x/80',
  name,
  routeTable: 't/80',
  ...(tls && { tls }),
});
const tls = (...serverNames: readonly string[]): ServerTls => ({ serverNames, certificates: ['ns/c'] });
const model = (parts: Partial<Listener> = {}): Listener => ({
  name: 'ns/gw.x/80',
  proxy: 'p',
  addresses: ['127.0.0.1'],
  port: 80,
  transport: 'TCP',
  tls: false,
  ...parts,
});
const build = (value: HttpFilterChain, delivery: RouteDelivery = plainDelivery, accessLog: 'stdout' | 'off' = 'off') =>
  httpFilterChain(value, delivery.specifier(value.routeTable), { accessLog, bucketingSupported: true });
const manager = (...args: Parameters<typeof build>) =>
  decode(MANAGER, build(...args).filters?.[0]?.typed_config?.value ?? new Uint8Array());

describe('listener', () => {
  test('binds every address', () => {
    const { address, additional_addresses } = listener(model({ addresses: ['127.0.0.1', '::1'] }));
    const at = (address: string) => ({ socket_address: { address, port_value: 80 } });
    expect(address).toEqual(at('127.0.0.1'));
    expect(additional_addresses).toEqual([{ address: at('::1') }]);
  });

  test('looks into TLS only where it is spoken', () => {
    expect(listener(model()).listener_filters).toEqual([]);
    expect(listener(model({ tls: true })).listener_filters).toHaveLength(1);
  });

  test('has the settings of its port', () => {
    const settings = { bufferLimit: 1, keepalive: { time: 2, interval: 3, probes: 4 } };
    expect(listener(model({ settings }))).toMatchObject({
      per_connection_buffer_limit_bytes: { value: 1 },
      tcp_keepalive: { keepalive_time: { value: 2 }, keepalive_interval: { value: 3 }, keepalive_probes: { value: 4 } },
    });
    expect(listener(model({ settings: { bufferLimit: 1 } })).tcp_keepalive).toEqual(listener(model()).tcp_keepalive);
  });

  test('consists of its chains', () => {
    const chains = [chain('a', tls('a.test')), chain('b', tls('b.test'))];
    const bytes = encodeListener(
      model({ tls: true }),
      chains.map((each) => checkedEncode(FILTER_CHAIN, build(each))),
    );
    const { filter_chains, ...head } = decode(LISTENER, bytes);
    expect(filter_chains?.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(head).toEqual(decode(LISTENER, checkedEncode(LISTENER, listener(model({ tls: true })))));
  });
});

describe('a chain', () => {
  test('is chosen by server name, or takes any', () => {
    expect(build(chain('a', tls('*.a.test'))).filter_chain_match?.server_names).toEqual(['*.a.test']);
    expect(build(chain('any', tls())).filter_chain_match).toBeUndefined();
  });
});

describe('the connection manager of a chain', () => {
  test('asks for one route configuration, or for scopes', () => {
    expect(manager(chain('a')).rds?.route_config_name).toBe('t/80');
    const bucketed = manager(chain('a'), bucketedDelivery);
    expect(bucketed.rds).toBeUndefined();
    expect(bucketed.scoped_routes?.name).toBe('t/80');
    expect(bucketed.early_header_mutation_extensions).toHaveLength(2);
  });

  test('tells with TLS where a request came in, beside the scope', () => {
    expect(manager(chain('a')).early_header_mutation_extensions).toHaveLength(1);
    expect(manager(chain('a', tls())).early_header_mutation_extensions).toHaveLength(2);
    expect(manager(chain('a', tls()), bucketedDelivery).early_header_mutation_extensions).toHaveLength(3);
  });

  test('logs where it is told to', () => {
    expect(manager(chain('a')).access_log).toBeUndefined();
    expect(manager(chain('a'), plainDelivery, 'stdout').access_log).toHaveLength(1);
    expect(
      manager({ ...chain('a'), settings: { accessLog: 'off' } }, plainDelivery, 'stdout').access_log,
    ).toBeUndefined();
  });

  test('has the settings of the chain, and defaults for the others', () => {
    const settings = {
      connectionIdleTimeout: 1000,
      streamIdleTimeout: 2000,
      requestHeadersTimeout: 3000,
      handshakeTimeout: 4000,
      http2: { maxConcurrentStreams: 5, initialStreamWindow: 70_000, initialConnectionWindow: 80_000 },
    };
    const set = { ...chain('a', tls()), settings };
    expect(manager(set)).toMatchObject({
      common_http_protocol_options: { idle_timeout: { seconds: 1 } },
      stream_idle_timeout: { seconds: 2 },
      request_headers_timeout: { seconds: 3 },
      http2_protocol_options: {
        max_concurrent_streams: { value: 5 },
        initial_stream_window_size: { value: 70_000 },
        initial_connection_window_size: { value: 80_000 },
      },
    });
    expect(build(set).transport_socket_connect_timeout).toMatchObject({ seconds: 4 });
    const { connectionIdleTimeout, ...others } = settings;
    expect(manager({ ...set, settings: others }).common_http_protocol_options).toEqual(
      manager(chain('a')).common_http_protocol_options,
    );
  });

  test('always has the same filters', () => {
    const names = manager(chain('a')).http_filters?.map(({ name }) => name);
    expect(names).toEqual([
      'gatewright.authority',
      'gatewright.location',
      'gatewright.listener_filters',
      'envoy.filters.http.cors',
      'gatewright.cors_headers',
      'gatewright.external_auth',
      'envoy.filters.http.router',
    ]);
  });

  test('has one element of statistics for itself', () => {
    expect(manager({ ...chain('a'), routeTable: 'ns/gw.x/80' }).stat_prefix).toBe('ns/gw_x/80');
  });
});
