import { createMetrics, type MetricDefinition, type Metrics, type Sample } from '../admin/metrics.js';
import { READ_KINDS } from '../model/index.js';
import type { SourceProblem } from '../sources/source.js';
import { shortTypeName } from '../well-known/xds-types.js';
import type { TypeCounters, XdsCache, XdsServer } from '../xds/index.js';
import type { Pipeline } from './pipeline.js';

/** Where the numbers come from. */
export interface MetricsView {
  readonly pipeline: Pipeline;
  readonly xds: XdsServer;
  readonly cache: XdsCache;
  readonly problems: () => readonly SourceProblem[];
}

/** A metric without labels. */
export function one(value: number): Sample[] {
  return [{ value }];
}

/** Everything that `/metrics` shows beside Node's own. @param more what only this way of running has. */
export function metricsOf(view: MetricsView, more: readonly MetricDefinition[]): Metrics {
  return createMetrics([...commonMetrics(view), ...more]);
}

/** What `/metrics` shows in a cluster and on one machine. */
export function commonMetrics({ pipeline, xds, cache, problems }: MetricsView): MetricDefinition[] {
  const byType = (name: string, help: string, count: keyof TypeCounters): MetricDefinition => ({
    name,
    help,
    type: 'counter',
    labels: ['type'],
    collect: () =>
      Array.from(xds.counters(), ([typeUrl, counters]) => ({
        labels: { type: shortTypeName(typeUrl) },
        value: counters[count],
      })),
  });
  return [
    byType('gatewright_xds_responses_total', 'Responses sent to proxies.', 'responses'),
    byType('gatewright_xds_sent_bytes_total', 'Bytes of responses sent to proxies.', 'bytes'),
    byType('gatewright_xds_acks_total', 'Responses that proxies accepted.', 'acks'),
    byType('gatewright_xds_nacks_total', 'Responses that proxies rejected.', 'nacks'),
    {
      name: 'gatewright_xds_streams',
      help: 'Connected proxies.',
      type: 'gauge',
      collect: () => one(xds.identities().length),
    },
    {
      name: 'gatewright_xds_streams_ended_total',
      help: 'Streams of proxies that were ended, or not begun, because of what they ask for.',
      type: 'counter',
      labels: ['reason'],
      collect: () => Array.from(xds.ended(), ([reason, value]) => ({ labels: { reason }, value })),
    },
    {
      name: 'gatewright_xds_connections',
      help: 'TCP connections to the xDS port, by whether they carry a stream of a proxy (proven).',
      type: 'gauge',
      labels: ['proven'],
      collect: () => {
        const { all, unproven } = xds.connections();
        return [
          { labels: { proven: 'true' }, value: all - unproven },
          { labels: { proven: 'false' }, value: unproven },
        ];
      },
    },
    {
      name: 'gatewright_xds_connections_refused_total',
      help: 'TCP connections to the xDS port that were closed because there were too many.',
      type: 'counter',
      collect: () => one(xds.connections().refused),
    },
    {
      name: 'gatewright_xds_rejected_resources',
      help: 'Resources that a proxy rejects now.',
      type: 'gauge',
      collect: () => one([...cache.rejections()].length),
    },
    {
      name: 'gatewright_objects',
      help: 'Objects that are accepted now.',
      type: 'gauge',
      labels: ['kind'],
      collect: () => READ_KINDS.map((kind) => ({ labels: { kind }, value: pipeline.objects(kind)?.size ?? 0 })),
    },
    {
      name: 'gatewright_source_errors',
      help: 'Errors in what the sources say now.',
      type: 'gauge',
      collect: () => one(problems().filter(({ severity }) => severity === 'error').length),
    },
    {
      name: 'gatewright_transactions_total',
      help: 'Transactions of the translation.',
      type: 'counter',
      collect: () => one(pipeline.graph.stats().transactions),
    },
    {
      name: 'gatewright_collection_computations_total',
      help: 'Functions of the translation that were called.',
      type: 'counter',
      labels: ['collection'],
      collect: () =>
        pipeline.graph
          .stats()
          .collections.map(({ name, computations }) => ({ labels: { collection: name }, value: computations })),
    },
    {
      name: 'gatewright_collection_failing',
      help: 'Keys whose function throws now; their last good output is served.',
      type: 'gauge',
      collect: () => one(pipeline.graph.errors().length),
    },
  ];
}
