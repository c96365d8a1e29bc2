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
