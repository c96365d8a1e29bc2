/**
 * Gatewright beside Envoy Gateway, one after the other in the same cluster: `make bench CLUSTER=1`, or inside the cluster's network
 * `npm run bench:cluster -- [ROUTES] [NAME…]`. Each is installed, measured and removed by this program.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { table } from '../statistics.js';
import { attachedRoutes, backendScale, churn, type Findings, routeChange, routeProbe } from './scenarios.js';
import { World } from './world.js';

interface Implementation {
  readonly name: string;
  readonly className: string;
  readonly controller: { readonly namespace: string; readonly labelSelector: string };
  readonly install: readonly string[];
  readonly uninstall: readonly string[];
}

const script = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const IMPLEMENTATIONS: readonly Implementation[] = [
  {
    name: 'Gatewright',
    className: 'gatewright',
    controller: { namespace: 'gatewright-system', labelSelector: 'app.kubernetes.io/name=gatewright' },
    install: [script('../../e2e/cluster/install')],
    uninstall: [script('../../e2e/cluster/uninstall')],
  },
  {
    name: 'Envoy Gateway v1.9.1',
    className: 'envoy-gateway',
    controller: { namespace: 'envoy-gateway-system', labelSelector: 'control-plane=envoy-gateway' },
    install: [script('envoy-gateway/install')],
    uninstall: [script('envoy-gateway/uninstall')],
  },
];

const [count = '1000', ...chosen] = process.argv.slice(2);
const routes = Number(count);
if (!Number.isInteger(routes) || routes < 1) {
  console.error(`"${count}" is no number of routes`);
  process.exit(2);
}

const columns = new Map<string, Findings>();
for (const { name, install, uninstall, ...where } of IMPLEMENTATIONS) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`\n## ${name}\n`);
  run(install);
  const world = new World(where);
  let findings: Findings = {};
  const note = (more: Findings) => {
    findings = { ...findings, ...more };
    for (const [what, value] of Object.entries(more)) console.log(`${what}: ${value}`);
  };
  try {
    note({ 'Gateway applied until it serves, s': (await world.begin()).toFixed(1) });
    note(await routeProbe(world, routes));
    note(await churn(world, routes));
    note(await routeChange(world));
    note(await backendScale(world));
    note(await attachedRoutes(world, routes));
  } finally {
    await world.end();
    run(uninstall);
  }
  columns.set(name, findings);
}

const scenarios = [...new Set([...columns.values()].flatMap((findings) => Object.keys(findings)))];
const rows = scenarios.map((scenario) => ({
  scenario,
  ...Object.fromEntries([...columns].map(([name, findings]) => [name, findings[scenario] ?? ''])),
  ...ratio(scenario),
}));
console.log(`\n${table(rows)}`);
process.exit(0);

/** Ours as a share of the other's. */
function ratio(scenario: string): Record<string, string> {
  if (columns.size < 2) return {};
  const [ours, other] = [...columns.values()].map((findings) => Number(findings[scenario]));
  if (ours === undefined || !other) return { ratio: '' };
  return { ratio: (ours / other).toFixed(2) };
}

function run([program = '', ...args]: readonly string[]): void {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}
