import { setTimeout as pause } from 'node:timers/promises';
import { askEnvoy } from '../standalone/envoy-admin.js';
import { inFlight, openConnections } from '../standalone/in-flight.js';

export interface DrainOptions {
  /** The unix socket of Envoy's admin interface. */
  readonly adminSocket: string;
  /** Milliseconds to go on taking connections at least: until everybody has heard that this proxy goes. */
  readonly minMs: number;
  /** Milliseconds that requests and connections in flight may take, `minMs` included. */
  readonly timeoutMs: number;
  /** Milliseconds without a request after which kept connections count as unused. Default 5,000. */
  readonly quietMs?: number;
  /** Milliseconds between two looks. Default 250. */
  readonly pollMs?: number;
}

/** `drained`: nothing is cut off when Envoy ends now. `timeout`: something may be. `gone`: Envoy has ended already. */
export type DrainResult = 'drained' | 'timeout' | 'gone';

const DEFAULT_QUIET_MS = 5_000;
const DEFAULT_POLL_MS = 250;
const STATS = `/stats?filter=${encodeURIComponent('^(http|listener)\\..*\\.downstream_(rq_active|rq_total|cx_active)$')}`;
/** No answer for so long is no Envoy to wait for. */
const MOST_FAILURES = 3;

/**
 * Lets a proxy end without a failed request: what a pod does before it is stopped.
 *
 * Envoy fails its health check, so that new connections go elsewhere and clients are told to close theirs, and goes on taking
 * what still comes. A client that keeps a connection without using it is not waited for: whatever it sends next would be its
 * first request in a while.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/intro/arch_overview/operations/draining
 */
export async function drain(options: DrainOptions): Promise<DrainResult> {
  const { adminSocket, minMs, timeoutMs, quietMs = DEFAULT_QUIET_MS, pollMs = DEFAULT_POLL_MS } = options;
  const begun = performance.now();
  let requests = -1;
  let quietSince = begun;
  let failing = false;
  for (let failures = 0; failures < MOST_FAILURES; ) {
    try {
      if (!failing) await askEnvoy(adminSocket, '/healthcheck/fail', 'POST');
      failing = true;
      const stats = await askEnvoy(adminSocket, STATS);
      failures = 0;
      const now = performance.now();
      const total = totalRequests(stats);
      if (total !== requests || inFlight(stats) > 0) quietSince = now;
      requests = total;
      const idle = openConnections(stats) === 0 || now - quietSince >= quietMs;
      if (now - begun >= minMs && inFlight(stats) === 0 && idle) return 'drained';
    } catch (error) {
      if (isGone(error)) return 'gone';
      failures += 1;
    }
    if (performance.now() - begun >= timeoutMs) return 'timeout';
    await pause(pollMs);
  }
  return 'gone';
}

function totalRequests(stats: string): number {
  let total = 0;
  for (const [, value] of stats.matchAll(/^http\.(?!(?:admin|readiness)\.).+\.downstream_rq_total: (\d+)$/gm)) {
    total += Number(value);
  }
  return total;
}

function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ECONNREFUSED';
}
