import { expect, test } from '@jest/globals';
import type { ExternalAuth, VirtualHost } from '../../model/index.js';
import { messageJson } from '../testing/message-json.js';
import { httpFilters, virtualHostFields } from './contributions.js';
import { withoutListenerFilters } from './listener-filters.js';

const SETTINGS = { accessLog: 'off', bucketingSupported: true } as const;
const NAME = 'gatewright.listener_filters';
const HOST: VirtualHost = { routeTable: 't', domain: '*', routes: [] };

const service = (backend: string): ExternalAuth => ({ protocol: 'GRPC', backend, authority: 'auth' });
const hostJson = (host: VirtualHost) => messageJson('envoy.config.route.v3.VirtualHost', virtualHostFields(host));

test('a virtual host has the filters of its listener, in order', () => {
  const json = JSON.stringify(hostJson({ ...HOST, filters: [service('a'), service('b')] }));
  expect([...json.matchAll(/"cluster_name":"(.)"/g)].map(([, name]) => name)).toEqual(['a', 'b']);
});

test('a virtual host of a listener without filters has none', () => {
  expect(hostJson(HOST)).toEqual({});
});

test('a route of a virtual host can be left out of the filters', () => {
  expect(messageJson('envoy.config.route.v3.Route', { typed_per_filter_config: withoutListenerFilters() })).toEqual({
    typed_per_filter_config: {
      [NAME]: { '@type': 'type.googleapis.com/envoy.config.route.v3.FilterConfig', disabled: true },
    },
  });
});

test('only connection managers of Gateways have the filter: a frontend has no listener', () => {
  const names = (kind: 'edge' | 'mesh') => httpFilters(kind, SETTINGS).map((filter) => filter.name);
  expect([names('edge').includes(NAME), names('mesh').includes(NAME)]).toEqual([true, false]);
});
