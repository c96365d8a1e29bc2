import { describe, expect, test } from '@jest/globals';
import { decode, encode } from '../envoy-api/codec.js';
import type { HttpFilterChain, Listener, ServerTls } from '../model/index.js';
import { bucketedDelivery } from './bucketed-delivery.js';
import { listener } from './listener.js';
import { plainDelivery } from './plain-delivery.js';
import type { RouteDelivery } from './route-delivery.js';

const MANAGER = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';

const chain = (name: string, tls?: ServerTls): HttpFilterChain => ({
  kind: 'HTTP',
  name,
  routeTable: `t/${name}`,
  ...(tls && { tls }),
});
const model = (chains: readonly HttpFilterChain[], addresses = ['127.0.0.1']): Listener => ({
  name: 'ns/gw.x/80',
  proxy: 'p',
  addresses,
  port: 80,
  transport: 'TCP',
  chains,
});
const build = (value: Listener, delivery: RouteDelivery = plainDelivery, accessLog: 'stdout' | 'off' = 'off') =>
  listener(value, delivery.specifier, { accessLog, bucketingSupported: true });
const manager = (...args: Parameters<typeof build>) => {
  const config = build(...args).filter_chains?.[0]?.filters?.[0]?.typed_config;
  return decode(MANAGER, config?.value ?? new Uint8Array());
};

describe('listener', () => {
  test('binds every address', () => {
    const { address, additional_addresses } = build(model([chain('a')], ['127.0.0.1', '::1']));
    const at = (address: string) => ({ socket_address: { address, port_value: 80 } });
    expect(address).toEqual(at('127.0.0.1'));
    expect(additional_addresses).toEqual([{ address: at('::1') }]);
  });

  test('looks into TLS only where it is spoken', () => {
    const tls = { serverNames: ['a.test'], certificates: ['ns/c'] };
    expect(build(model([chain('a')])).listener_filters).toEqual([]);
    expect(build(model([chain('a', tls)])).listener_filters).toHaveLength(1);
  });

  test('chooses a chain by server name, or takes any', () => {
    const tls = (serverNames: readonly string[]) => ({ serverNames, certificates: ['ns/c'] });
    const { filter_chains } = build(model([chain('a', tls(['*.a.test'])), chain('any', tls([]))]));
    expect(filter_chains?.map(({ filter_chain_match }) => filter_chain_match?.server_names)).toEqual([
      ['*.a.test'],
      undefined,
    ]);
  });

  test('is the same bytes for the same value', () => {
    const bytes = () => encode('envoy.config.listener.v3.Listener', build(model([chain('a'), chain('b')])));
    expect(Buffer.compare(bytes(), bytes())).toBe(0);
  });
});

describe('the connection manager of a chain', () => {
  test('asks for one route configuration, or for scopes', () => {
    expect(manager(model([chain('a')])).rds?.route_config_name).toBe('t/a');
    const bucketed = manager(model([chain('a')]), bucketedDelivery);
    expect(bucketed.rds).toBeUndefined();
    expect(bucketed.scoped_routes?.name).toBe('t/a');
    expect(bucketed.early_header_mutation_extensions).toHaveLength(1);
  });

  test('logs where it is told to', () => {
    expect(manager(model([chain('a')])).access_log).toBeUndefined();
    expect(manager(model([chain('a')]), plainDelivery, 'stdout').access_log).toHaveLength(1);
  });

  test('always has the same filters', () => {
    const names = manager(model([chain('a')])).http_filters?.map(({ name }) => name);
    expect(names).toEqual(['envoy.filters.http.cors', 'envoy.filters.http.router']);
  });

  test('has one element of statistics for itself', () => {
    const value = { ...chain('a'), routeTable: 'ns/gw.x/80' };
    expect(manager(model([value])).stat_prefix).toBe('ns/gw_x/80');
  });
});
