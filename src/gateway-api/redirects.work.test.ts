import { expect, test } from '@jest/globals';
import { encode } from '../envoy/graph.js';
import type { Gateway, HTTPRoute, Resource } from '../resources/types.js';
import { CONTROLLER, PER_GATEWAY, Translation } from './testing/translation.js';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';

const ours: Resource = {
  apiVersion: GATEWAY_API,
  kind: 'GatewayClass',
  metadata: { name: 'ours' },
  spec: { controllerName: CONTROLLER },
};

const gateway = (namespace: string, ...ports: readonly number[]): Gateway => ({
  apiVersion: GATEWAY_API,
  kind: 'Gateway',
  metadata: { name: 'web', namespace },
  spec: {
    gatewayClassName: 'ours',
    listeners: ports.map((port) => ({ name: `p${port}`, port, protocol: 'HTTP' as const })),
  },
});

const redirect: HTTPRoute = {
  apiVersion: GATEWAY_API,
  kind: 'HTTPRoute',
  metadata: { name: 'redirect', namespace: 'app' },
  spec: {
    parentRefs: [{ name: 'web' }],
    rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: 'www.example.com' } }] }],
  },
};

test('a redirect is encoded for the ports of its own Gateways, whatever ports those of others have', () => {
  const translation = new Translation(PER_GATEWAY);
  const { graph, model } = translation;
  const { routeConfigurations } = encode(
    graph,
    model,
    { sharded: graph.source('sharded') },
    { accessLog: 'off', bucketingSupported: true },
  );
  translation.apply(ours, gateway('app', 8080), gateway('other', 81), redirect);
  const locations = () =>
    Array.from(routeConfigurations.entries(), ([, { name, resource }]) => {
      const text = Buffer.from(resource.any).toString('latin1');
      return [name, text.includes('www.example.com')] as const;
    }).filter(([, redirects]) => redirects);
  expect(locations()).toHaveLength(1);
  const ports = Array.from({ length: 60 }, (_, index) => 9000 + index);
  expect(translation.work(() => translation.apply(gateway('other', ...ports)))['envoy/routes'] ?? 0).toBe(0);
  expect(translation.work(() => translation.apply(gateway('app', 8080, 8081)))['envoy/routes']).toBe(1);
  expect(locations()).toHaveLength(2);
});
