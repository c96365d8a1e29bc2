import { describe, expect, test } from '@jest/globals';
import { bootstrapFieldsProblem, withBootstrapFields } from './bootstrap-fields.js';

describe('withBootstrapFields', () => {
  const own = JSON.stringify({
    node: { id: 'a' },
    static_resources: { clusters: [{ name: 'xds', connect_timeout: '1s' }] },
    layered_runtime: { layers: [{ name: 'static', static_layer: { 're2.x': 1 } }] },
  });
  const merged = (fields: Readonly<Record<string, unknown>>): unknown => JSON.parse(withBootstrapFields(own, fields));

  test('appends to lists, and leaves the rest', () =>
    expect(merged({ staticResources: { clusters: [{ name: 'own', connect_timeout: '2s' }] } })).toEqual({
      ...JSON.parse(own),
      static_resources: {
        clusters: [
          { name: 'xds', connect_timeout: '1s' },
          { name: 'own', connect_timeout: '2s' },
        ],
      },
    }));

  test('merges messages and replaces scalars', () =>
    expect(merged({ stats_flush_interval: '10s', static_resources: { clusters: [] } })).toEqual({
      ...JSON.parse(own),
      stats_flush_interval: '10s',
    }));
});

describe('bootstrapFieldsProblem', () => {
  test.each([
    [{}, undefined],
    [{ stats_flush_interval: '10s' }, undefined],
    [{ nonsense: 1 }, 'Bootstrap has no field nonsense'],
    ...['node', 'admin', 'dynamic_resources', 'dynamicResources', 'hdsConfig', 'defaultConfigSource'].map(
      (field): [Readonly<Record<string, unknown>>, string] => [
        { [field]: {} },
        'it is how the proxy finds its controller',
      ],
    ),
    [{ config_sources: [{ ads: {} }] }, 'config_sources: it is how the proxy finds its controller'],
    [
      { static_resources: { clusters: [] }, staticResources: { clusters: [{ name: 'xds' }] } },
      'static_resources is given twice',
    ],
    [
      { staticResources: { clusters: [{ name: 'a' }, { name: 'xds' }] } },
      'static_resources.clusters[1].name: "xds" is taken',
    ],
    [{ static_resources: { clusters: [{ name: 'admin' }] } }, 'static_resources.clusters[0].name: "admin" is taken'],
    [
      { static_resources: { clusters: [{ name: 'a' }, { name: 'a' }] } },
      'static_resources.clusters[1].name: "a" is taken',
    ],
    [{ static_resources: { listeners: [{ name: 'gatewright/closing' }] } }, 'static_resources.listeners[0].name'],
    [
      { layeredRuntime: { layers: [{ name: 'static', static_layer: {} }] } },
      'layered_runtime.layers[0].name: "static" is taken',
    ],
    [
      { overload_manager: { resource_monitors: [{ name: 'envoy.resource_monitors.fixed_heap' }] } },
      'overload_manager.resource_monitors[0].name: "envoy.resource_monitors.fixed_heap" is taken',
    ],
    [
      { overloadManager: { actions: [{ name: 'envoy.overload_actions.shrink_heap' }] } },
      'overload_manager.actions[0].name',
    ],
    [{ bootstrapExtensions: [{ name: 'envoy.bootstrap.internal_listener' }] }, 'bootstrap_extensions[0].name'],
    [{ layered_runtime: { layers: [{ name: 'own', static_layer: {} }] } }, undefined],
    [{ stats_flush_interval: 'soon' }, 'stats_flush_interval'],
    [{ static_resources: [] }, 'static_resources'],
    [{ static_resources: { clusters: [{ name: '' }] } }, 'name'],
    [{ stats_sinks: [{ name: 'a', typed_config: { '@type': 'type.googleapis.com/none.Such' } }] }, 'none.Such'],
  ])('%j: %s', (fields, problem) => {
    const found = bootstrapFieldsProblem(fields);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });
});
