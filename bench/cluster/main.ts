/**
 * Gatewright beside Envoy Gateway, one after the other in the same cluster: `make bench CLUSTER=1`, or `e2e/cluster/run npx tsx
 * bench/cluster/main.ts [ROUTES] [NAME…]`. Each is installed with one replica, measured, and removed.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { table } from '../statistics.js';
import { attachedRoutes, backendScale, churn, type Findings, rest, routeChange, routeProbe } from './scenarios.js';
import { type Subject, World } from './world.js';

interface Implementation extends Subject {
  readonly title: string;
  readonly install: readonly string[];
  readonly uninstall: readonly string[];
}

const program = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const IMPLEMENTATIONS: Readonly<Record<string, Implementation>> = {
  gatewright: {
    title: 'Gatewright',
    className: 'gatewright',
    controller: { namespace: 'gatewright-system', labelSelector: 'app.kubernetes.io/component=controller' },
    proxies: { namespace: 'gatewright-bench', labelSelector: 'gateway.networking.k8s.io/gateway-name=bench' },
    // The other's chart has one replica too.
    install: [program('../../e2e/cluster/install'), '--set', 'replicas=1'],
    uninstall: [program('../../e2e/cluster/uninstall')],
  },
  'envoy-gateway': {
    title: 'Envoy Gateway v1.9.1',
    className: 'envoy-gateway',
    controller: { namespace: 'envoy-gateway-system', labelSelector: 'control-plane=envoy-gateway' },
    proxies: { namespace: 'envoy-gateway-system', labelSelector: 'gateway.envoyproxy.io/owning-gateway-name=bench' },
    install: [program('envoy-gateway/install')],
    uninstall: [program('envoy-gateway/uninstall')],
  },
};

const [count = '1000', ...names] = process.argv.slice(2);
const routes = Number(count);
const unknown = names.find((name) => !(name in IMPLEMENTATIONS));
if (!Number.isInteger(routes) || routes < 1 || unknown !== undefined) {
  console.error(`usage: [ROUTES] [${Object.keys(IMPLEMENTATIONS).join('|')}…]`);
  process.exit(2);
}

const columns = new Map<string, Findings>();
for (const [name, { title, install, uninstall, ...subject }] of Object.entries(IMPLEMENTATIONS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  console.log(`\n## ${title}\n`);
  const world = new World(subject);
  try {
    run(install);
    columns.set(title, await measure(world));
  } finally {
    await world.end();
    world.close();
    run(uninstall);
  }
}
console.log(`\n${table(rows(columns))}`);

async function measure(world: World): Promise<Findings> {
  let findings: Findings = {};
  const note = (more: Findings) => {
    findings = { ...findings, ...more };
    for (const [what, value] of Object.entries(more)) console.log(`${what}: ${shown(value)}`);
  };
  note({ 'Gateway applied: s until it serves': await world.begin() });
  note(await rest(world));
  note(await routeProbe(world, routes));
  note(await churn(world, routes));
  note(await routeChange(world));
  note(await backendScale(world));
  note(await attachedRoutes(world, routes));
  return findings;
}

/** A row for each finding, and the first implementation's as a share of the second's. */
function rows(found: ReadonlyMap<string, Findings>): Record<string, string>[] {
  const [first, second] = [...found.values()];
  return Object.keys(first ?? {}).map((what) => {
    const values = Array.from(found, ([title, findings]) => [title, shown(findings[what])] as const);
    const [ours, theirs] = [first?.[what], second?.[what]];
    const ratio = ours === undefined || !theirs ? '' : (ours / theirs).toFixed(2);
    return { '': what, ...Object.fromEntries(values), ...(second && { ratio }) };
  });
}

function shown(value: number | undefined): string {
  if (value === undefined) return '';
  if (Number.isInteger(value)) return String(value);
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

function run([command = '', ...args]: readonly string[]): void {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}
