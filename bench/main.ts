/** `npm run bench [-- NAME ARGUMENTS…]`: every benchmark, or one. See docs/benchmarks.md. */
import { changeCost } from './change-cost.js';
import { scale } from './mesh/scale.js';
import { scope } from './mesh/scope.js';
import { routePropagation } from './route-propagation.js';

const [name, ...args] = process.argv.slice(2);
const numbers = args.map(Number);

const benches: Readonly<Record<string, () => Promise<void>>> = {
  'change-cost': () => changeCost(),
  'route-propagation': () => routePropagation(numbers.length > 0 ? numbers : [1, 100, 1_000, 5_000, 10_000]),
  'mesh-scope': () => scope(),
  'mesh-scale': () => scale(numbers[0] ?? 500),
};

const chosen = name === undefined ? Object.keys(benches) : [name];
for (const bench of chosen) {
  const run = benches[bench];
  if (run === undefined) {
    console.error(`no benchmark is called "${bench}"; there are ${Object.keys(benches).join(', ')}`);
    process.exit(2);
  }
  console.log(`\n## ${bench}\n`);
  await run();
}
