import type { MetricDefinition } from '../admin/metrics.js';
import type { Applier } from '../infrastructure/applier.js';
import type { ClockSkew } from '../kubernetes/clock-skew.js';
import type { ReflectorStats } from '../kubernetes/reflector.js';
import type { LeaderElection } from '../leadership/leader-election.js';
import type { AuthenticationLog } from '../security/authentication-log.js';
import type { KubernetesSource } from '../sources/kubernetes/source.js';
import type { StatusWriter } from '../status/status-writer.js';
import { one } from './metrics.js';

/** Where the numbers come from. */
export interface ControllerMetricsView {
  readonly authentications: AuthenticationLog;
  readonly source: KubernetesSource;
  readonly writer: StatusWriter;
  readonly applier: Applier;
  readonly election: LeaderElection;
  readonly clock: ClockSkew;
}

/** What `/metrics` shows in a cluster only. */
export function controllerMetrics({
  authentications,
  source,
  writer,
  applier,
  election,
  clock,
}: ControllerMetricsView): MetricDefinition[] {
  const byKind = (
    name: string,
    help: string,
    type: 'counter' | 'gauge',
    count: (stats: ReflectorStats) => number,
  ): MetricDefinition => ({
    name,
    help,
    type,
    labels: ['kind'],
    collect: () => Array.from(source.stats(), ([kind, stats]) => ({ labels: { kind }, value: count(stats) })),
  });
  const counter = (name: string, help: string, count: () => number): MetricDefinition => ({
    name,
    help,
    type: 'counter',
    collect: () => one(count()),
  });
  const gauge = (name: string, help: string, count: () => number): MetricDefinition => ({
    ...counter(name, help, count),
    type: 'gauge',
  });
  return [
    {
      name: 'gatewright_xds_streams_refused_total',
      help: 'Streams whose credentials were not accepted.',
      type: 'counter',
      labels: ['reason'],
      collect: () => Array.from(authentications.refused, ([reason, value]) => ({ labels: { reason }, value })),
    },
    {
      name: 'gatewright_xds_streams_accepted_total',
      help: 'Streams whose credentials were accepted, by how: review (the API server), cache (known from before), offline (without the API server).',
      type: 'counter',
      labels: ['by'],
      collect: () => Array.from(authentications.accepted, ([by, value]) => ({ labels: { by }, value })),
    },
    {
      name: 'gatewright_clock_ahead_seconds',
      help: 'By how much the clock of this replica is ahead of that of the API server, or below zero: behind it.',
      type: 'gauge',
      collect: () => (clock.aheadMs === undefined ? [] : one(Math.round(clock.aheadMs / 1_000))),
    },
    gauge('gatewright_leader', 'Whether this replica leads.', () => Number(election.isLeader)),
    byKind('gatewright_reflector_lists_total', 'Complete lists of a kind.', 'counter', ({ lists }) => lists),
    byKind(
      'gatewright_reflector_watches_total',
      'Watches of a kind that were begun.',
      'counter',
      ({ watches }) => watches,
    ),
    byKind(
      'gatewright_reflector_bytes_total',
      'Bytes that watches of a kind received.',
      'counter',
      ({ bytes }) => bytes,
    ),
    byKind('gatewright_reflector_failing', 'Whether a kind can not be followed now.', 'gauge', ({ failing }) =>
      Number(failing !== undefined),
    ),
    byKind('gatewright_reflector_last_event_age_seconds', 'Time since something of a kind came.', 'gauge', (stats) =>
      Math.round(stats.lastEventAgeMs / 1_000),
    ),
    counter('gatewright_status_writes_total', 'Statuses that were written.', () => writer.stats.writes),
    counter('gatewright_status_conflicts_total', 'Statuses that others wrote meanwhile.', () => writer.stats.conflicts),
    counter('gatewright_status_failures_total', 'Writes of statuses that failed.', () => writer.stats.failures),
    counter('gatewright_status_equal_total', 'Objects that said already what they should.', () => writer.stats.equal),
    gauge(
      'gatewright_status_crowded',
      'Objects whose status has no room for ours among the entries of other controllers.',
      () => writer.stats.crowded,
    ),
    gauge('gatewright_status_pending', 'Statuses that wait to be written.', () => writer.pending),
    counter(
      'gatewright_infrastructure_applies_total',
      'Objects of proxies that were applied.',
      () => applier.stats().applies,
    ),
    counter(
      'gatewright_infrastructure_failures_total',
      'Writes of objects of proxies that failed.',
      () => applier.stats().failures,
    ),
  ];
}
