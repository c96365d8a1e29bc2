import type { Metrics } from '../admin/metrics.js';
import type { AdminRoute } from '../admin/server.js';
import type { SourceProblem } from '../sources/source.js';
import type { XdsServer } from '../xds/index.js';
import type { Pipeline } from './pipeline.js';

/** What the admin server may look at. */
export interface AdminView {
  readonly pipeline: Pipeline;
  readonly metrics: Metrics;
  readonly xds: XdsServer;
  readonly problems: () => readonly SourceProblem[];
  /** Why this program is not ready to serve, if so. */
  readonly notReady: () => string | undefined;
}

/** What there is to see, for who does not know it. */
const INDEX = `/healthz            whether this program runs
/readyz             whether it is ready; if not, why
/metrics            its metrics, for Prometheus
/debug/status       the status of every object, and what is wrong with the files
/debug/sync         whether each proxy has acknowledged what it should have
/debug/xds          the streams of proxies: names and versions of resources
/debug/collections  sizes of the translation, and functions that fail
`;

/** Paths of the admin server. Nothing here shows private keys: dumps hold names, versions and statuses. */
export function adminRoutes(view: AdminView): Readonly<Record<string, AdminRoute>> {
  const json = (value: unknown) => ({ type: 'application/json', body: `${JSON.stringify(value, undefined, 2)}\n` });
  return {
    '/': () => ({ body: INDEX }),
    '/debug': () => ({ body: INDEX }),
    '/healthz': () => ({ body: 'ok\n' }),
    '/readyz': () => {
      const reason = view.notReady();
      return reason === undefined ? { body: 'ready\n' } : { status: 503, body: `${reason}\n` };
    },
    '/metrics': async () => ({ type: view.metrics.contentType, body: await view.metrics.render() }),
    '/debug/collections': () =>
      json({
        ...view.pipeline.graph.stats(),
        failing: view.pipeline.graph
          .errors()
          .map(({ collection, key, error }) => ({ collection, key, error: String(error) })),
      }),
    '/debug/xds': () => json(view.xds.streams()),
    '/debug/sync': () => json(view.xds.sync()),
    '/debug/status': () =>
      json({
        objects: Object.fromEntries([...view.pipeline.model.statuses.entries()].sort(([a], [b]) => (a < b ? -1 : 1))),
        problems: view.problems(),
      }),
  };
}
