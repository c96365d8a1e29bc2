import type { MetricDefinition } from '../admin/metrics.js';
import { one } from './metrics.js';

/** What `/metrics` shows on one machine only. @param restarts of Envoy, since the start */
export function standaloneMetrics(restarts: () => number): MetricDefinition[] {
  return [
    {
      name: 'gatewright_envoy_restarts_total',
      help: 'How often Envoy ended by itself and was started again.',
      type: 'counter',
      collect: () => one(restarts()),
    },
  ];
}
