import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { XdsCache } from './cache.js';
import type { Laws } from './laws.js';
import { LAWS } from './laws.js';
import type { Reference, XdsResource } from './resource.js';
import { xdsResource } from './resource.js';
import { ModelEnvoy } from './testing/model-envoy.js';
import { CLUSTER, ENDPOINT, LISTENER, ROUTE, SECRET } from './type-rules.js';

const AUDIENCE = 'gateway';
const COUNTS = { [CLUSTER]: 5, [ENDPOINT]: 5, [SECRET]: 2, [LISTENER]: 3, [ROUTE]: 3 };

interface Change extends Reference {
  readonly resource: XdsResource | undefined;
}

const badVersions = new Set<string>();

function resource(typeUrl: string, index: number, content: number, uses: readonly number[], bad: boolean): XdsResource {
  const name = `${typeUrl === ENDPOINT ? 'cluster' : kind(typeUrl)}-${index}`;
  const references: Reference[] = [];
  if (typeUrl === CLUSTER) references.push({ typeUrl: ENDPOINT, name });
  for (const use of new Set(uses)) {
    if (typeUrl === ROUTE) references.push({ typeUrl: CLUSTER, name: `cluster-${use}` });
    if (typeUrl === LISTENER) references.push({ typeUrl: ROUTE, name: `route-${use % 3}` });
    if (typeUrl === LISTENER || typeUrl === CLUSTER) references.push({ typeUrl: SECRET, name: `secret-${use % 2}` });
  }
  const made = xdsResource(typeUrl, name, Buffer.from(JSON.stringify({ name, content, uses, bad })), references);
  if (bad) badVersions.add(made.version);
  return made;
}

function kind(typeUrl: string): string {
  return { [CLUSTER]: 'cluster', [SECRET]: 'secret', [LISTENER]: 'listener', [ROUTE]: 'route' }[typeUrl] ?? 'other';
}

const change: fc.Arbitrary<Change> = fc
  .record({
    typeUrl: fc.constantFrom(CLUSTER, CLUSTER, ENDPOINT, ENDPOINT, SECRET, LISTENER, ROUTE, ROUTE),
    index: fc.nat(4),
    content: fc.nat(2),
    uses: fc.array(fc.nat(4), { maxLength: 3 }),
    fate: fc.constantFrom('good', 'good', 'good', 'good', 'gone', 'bad'),
  })
  .map(({ typeUrl, index, content, uses, fate }) => {
    const made = resource(typeUrl, index % (COUNTS[typeUrl] ?? 1), content, uses, fate === 'bad');
    return { typeUrl, name: made.name, resource: fate === 'gone' ? undefined : made };
  });

type Step =
  | { readonly do: 'update'; readonly changes: readonly Change[] }
  | { readonly do: 'pump' | 'read' | 'answer' | 'settle' | 'reconnect' | 'restart' | 'refuse-all' | 'refuse-bad-only' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(change, { minLength: 1, maxLength: 8 }).map((changes) => ({ do: 'update', changes }) as const),
  },
  { weight: 12, arbitrary: fc.constantFrom('pump', 'read', 'answer').map((name) => ({ do: name }) as const) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('settle', 'reconnect', 'restart', 'refuse-all', 'refuse-bad-only')
      .map((name) => ({ do: name }) as const),
  },
);

function run(laws: Laws, steps: readonly Step[]): string[] {
  const cache = new XdsCache();
  const update = (changes: readonly Change[]) => cache.update(changes.map((each) => ({ audience: AUDIENCE, ...each })));
  const envoy = new ModelEnvoy(cache.audience(AUDIENCE), laws, ({ version }) => badVersions.has(version));
  for (const each of steps) {
    switch (each.do) {
      case 'update':
        update(each.changes);
        break;
      case 'pump':
        envoy.pump();
        break;
      case 'read':
        envoy.read();
        break;
      case 'answer':
        envoy.answer();
        break;
      case 'settle':
        envoy.settle();
        break;
      case 'reconnect':
        envoy.connect();
        break;
      case 'restart':
        envoy.restart();
        break;
      case 'refuse-all':
        envoy.refusal = 'all';
        break;
      case 'refuse-bad-only':
        envoy.refusal = 'bad-only';
        break;
    }
  }
  envoy.settle();
  return envoy.complaints();
}

function check(laws: Laws, numRuns: number): fc.RunDetails<[Step[]]> {
  return fc.check(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      expect(run(laws, steps)).toEqual([]);
    }),
    { numRuns, seed: 20_261_121 },
  );
}

/** The failing steps without the bytes of the resources. */
function report({ counterexample, errorInstance }: fc.RunDetails<[Step[]]>): string {
  const steps = counterexample?.[0].map((each) =>
    each.do !== 'update'
      ? each.do
      : `update ${each.changes
          .map(
            ({ name, typeUrl, resource: to }) =>
              `${typeUrl.split('.').at(-1)} ${name} ${
                to
                  ? Buffer.from(to.any)
                      .toString()
                      .replace(/^[^{]*/, '')
                  : 'gone'
              }`,
          )
          .join(', ')}`,
  );
  return `${steps?.join('\n')}\n${errorInstance}`;
}

describe('a stream under any sequence of changes, answers and reconnects', () => {
  test('ends with what the cache has, and never breaks what is in use', () => {
    const details = check(LAWS, 4000);
    if (details.failed) throw new Error(report(details));
  });

  const laws = Object.keys(LAWS) as (keyof Laws)[];
  test.each(laws)('the same test notices when %s is broken', (law) => {
    expect(check({ ...LAWS, [law]: false }, 4000).failed).toBe(true);
  });
});
