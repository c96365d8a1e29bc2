import type { MetricDefinition } from '../../src/admin/metrics.js';
import { type ControllerMetricsView, controllerMetrics } from '../../src/app/controller-metrics.js';
import { certificateMetrics, meshMetrics } from '../../src/app/mesh-metrics.js';
import { commonMetrics, type MetricsView } from '../../src/app/metrics.js';
import { standaloneMetrics } from '../../src/app/standalone-metrics.js';
import { code, page, table } from './markdown.js';

/** Stands for the parts of a program that metrics are read from: definitions look at them only when they are collected. */
const unread = <T>(): T => ({ mesh: {} }) as T;

/** All metrics of the controller and of `gatewright run`, by where they are. */
export function metricsPage(): string {
  const section = (title: string, definitions: readonly MetricDefinition[]): string =>
    `## ${title}\n\n${table(
      ['Metric', 'Type', 'Labels', 'Description'],
      definitions.map(({ name, type, labels = [], help }) => [code(name), type, labels.map(code).join(', '), help]),
    )}`;
  return page(
    'Metrics',
    'src/app/*metrics.ts',
    '`/metrics` of the controller (port 8080) and of `gatewright run` (admin port), in the text format of Prometheus. Each replica reports what ' +
      'it does itself since its start. The metrics of the process and of Node that `prom-client` collects by default are there too. ' +
      'Envoy has its own: see [Logs and metrics](../kubernetes.md#logs-and-metrics).',
    section('Everywhere', commonMetrics(unread<MetricsView>())),
    section('In a cluster', [
      ...controllerMetrics(unread<ControllerMetricsView>()),
      ...certificateMetrics(unread<Parameters<typeof certificateMetrics>[0]>()),
    ]),
    section('With the mesh', meshMetrics(unread<Parameters<typeof meshMetrics>[0]>())),
    section(
      'On one machine',
      standaloneMetrics(() => 0),
    ),
  );
}
