/** Path of the admin interface that answers with the numbers that {@link inFlight} reads. */
export const IN_FLIGHT_STATS = `/stats?filter=${encodeURIComponent('^(http|listener)\\..*\\.downstream_(rq|cx)_active$')}`;

/**
 * What would be cut off if Envoy ended now: HTTP requests (WebSockets and other upgrades count as long as they are open) and
 * connections of clients that do not speak HTTP. An idle HTTP connection is nothing in flight: its client may keep it for ever.
 *
 * Envoy has no gauge for the clients of a TCP proxy, so they are the connections of listeners without those of HTTP.
 */
export function inFlight(stats: string): number {
  let requests = 0;
  let http = 0;
  let connections = 0;
  for (const line of stats.split('\n')) {
    const [, name = '', number] = /^(.+): (\d+)$/.exec(line) ?? [];
    const value = Number(number ?? 0);
    // Each worker's share is in the listener's own number; the admin interface counts the one who asks, and that for probes others
    // who do not matter.
    if (/^(http|listener)\.(admin|readiness)\.|\.(worker_\d+|main_thread)\.downstream_cx_active$/.test(name)) continue;
    if (name.endsWith('.downstream_rq_active')) requests += value;
    else if (name.startsWith('http.')) http += value;
    else if (name.startsWith('listener.')) connections += value;
  }
  return requests + Math.max(0, connections - http);
}

/** Connections of clients, idle ones too. */
export function openConnections(stats: string): number {
  const own = Array.from(stats.matchAll(/^listener\.(?!(?:admin|readiness)\.)(.+)\.downstream_cx_active: (\d+)$/gm));
  return own.reduce(
    (sum, [, name = '', value]) => (/\.(worker_\d+|main_thread)$/.test(name) ? sum : sum + Number(value)),
    0,
  );
}
