import { accessLogPage } from './access-log.js';
import { chartReadme, chartValuesPage } from './chart-values.js';
import { commandLinePage } from './command-line.js';
import { customResourcePages } from './custom-resources.js';
import { metricsPage } from './metrics.js';

/** The generated pages of the documentation, by their path in the repository. */
export function referencePages(): ReadonlyMap<string, string> {
  const pages = new Map([
    ['access-log', accessLogPage()],
    ['chart-values', chartValuesPage()],
    ['commands', commandLinePage()],
    ['metrics', metricsPage()],
    ...customResourcePages(),
  ]);
  const files = [...pages].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map([
    ...files.map(([name, text]) => [`docs/reference/${name}.md`, text] as const),
    ['charts/gatewright/README.md', chartReadme()],
  ]);
}
