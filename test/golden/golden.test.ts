import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { type EnvoyResources, encode } from '../../src/envoy/graph.js';
import { checkBootstrap } from '../../src/envoy/testing/check-bootstrap.js';
import { type JsonObject, resourceJson } from '../../src/envoy/testing/static-bootstrap.js';
import { completed } from '../../src/gateway-api/testing/fixtures.js';
import { summary } from '../../src/gateway-api/testing/summary.js';
import { MESH, PER_GATEWAY, parse, SHARED, Translation } from '../../src/gateway-api/testing/translation.js';
import { validateConfig } from '../envoy/harness.js';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const FOLDER = folder('.');
const MODEL_CASES = folder('../../src/gateway-api/testdata/');

/** Names of the input files of a folder. */
function casesIn(path: string): readonly string[] {
  return readdirSync(path).flatMap((file) => /^(.*)(?<!\.golden)\.yaml$/.exec(file)?.[1] ?? []);
}

/** Everything that was translated, for Envoy to check. */
const translated = new Map<string, EnvoyResources>();

function translate(name: string, input: string): { readonly translation: Translation; readonly resources: EnvoyResources } {
  const sidecars = /^# mesh: (.*)$/m.exec(input)?.[1]?.split(', ');
  const translation = new Translation(sidecars ? MESH : input.includes('# per-gateway') ? PER_GATEWAY : SHARED);
  const sharded = translation.graph.source<boolean>('sharded');
  const mesh = MESH.mesh && { trustDomain: MESH.mesh.trustDomain, addresses: MESH.defaultAddresses };
  const settings = { accessLog: 'stdout', bucketingSupported: true, ...(sidecars && mesh && { mesh }) } as const;
  const resources = encode(translation.graph, translation.model, { sharded }, settings);
  for (const [, table] of input.matchAll(/^# sharded: (.*)$/gm)) sharded.set(table ?? '', true);
  translation.sidecars(...(sidecars ?? [])).apply(...parse(input).map(completed));
  translated.set(name, resources);
  return { translation, resources };
}

/** What a case shows, by the names in its line `# show: …`. */
const SHOWN: { readonly [name: string]: (translation: Translation, resources: EnvoyResources) => unknown } = {
  statuses: ({ model }) => (summary(model) as { readonly statuses?: unknown }).statuses,
  listeners: (_, { listeners }) => byKey(listeners),
  // Without what all of them have in common, which one case shows.
  chains: (_, { listeners }) => byKey(listeners, chains),
  clusters: (_, { clusters }) => byKey(clusters),
  endpoints: (_, { endpoints }) => byKey(endpoints),
  routes: (_, { routeConfigurations }) => byKey(routeConfigurations, ({ virtual_hosts }) => virtual_hosts),
  routeConfigurations: (_, { routeConfigurations }) => byKey(routeConfigurations),
  secrets: (_, { secrets }) => byKey(secrets, ({ name }) => name),
};

function byKey(
  collection: EnvoyResources['listeners'],
  show: (json: JsonObject) => unknown = (json) => json,
): Record<string, unknown> {
  const entries = Array.from(collection.entries(), ([key, value]) => [key, show(resourceJson(value))] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface ShownChain extends JsonObject {
  readonly filters: readonly { readonly typed_config: JsonObject }[];
}

function chains({ address, additional_addresses, listener_filters, filter_chains }: JsonObject): unknown {
  const short = ({ filters, ...chain }: ShownChain) => ({
    ...chain,
    routes: filters.map(({ typed_config: { rds, scoped_routes } }) => rds ?? scoped_routes),
  });
  return { address, additional_addresses, listener_filters, filter_chains: (filter_chains as unknown as ShownChain[]).map(short) };
}

/**
 * Each `NAME.yaml` is translated, all the way to Envoy, and what its line `# show: …` names is compared with
 * `NAME.golden.yaml`, which `UPDATE_GOLDEN=1` writes anew. A line `# per-gateway` gives each Gateway a proxy of its own,
 * `# sharded: TABLE` delivers a route table in shards, `# mesh: namespace/serviceaccount, …` says who has sidecars.
 */
describe('golden', () => {
  test.each(casesIn(FOLDER))('%s', (name) => {
    const input = readFileSync(`${FOLDER}${name}.yaml`, 'utf8');
    const { translation, resources } = translate(name, input);
    const shown = /^# show: (.*)$/m.exec(input)?.[1]?.split(', ') ?? [];
    const output = stringify(Object.fromEntries(shown.map((part) => [part, SHOWN[part]?.(translation, resources)])), {
      lineWidth: 140,
      aliasDuplicateObjects: false,
    });
    const golden = `${FOLDER}${name}.golden.yaml`;
    if (process.env.UPDATE_GOLDEN || !existsSync(golden)) writeFileSync(golden, output);
    expect(output).toBe(readFileSync(golden, 'utf8'));
  });
});

test('Envoy takes everything that the cases give', async () => {
  for (const name of casesIn(FOLDER)) translate(name, readFileSync(`${FOLDER}${name}.yaml`, 'utf8'));
  for (const name of casesIn(MODEL_CASES)) translate(name, readFileSync(`${MODEL_CASES}${name}.yaml`, 'utf8'));
  const { ok, output } = await validateConfig(checkBootstrap(translated));
  expect([ok, ok ? '' : output.split('\n').filter((line) => !line.includes('][info]')).join('\n')]).toEqual([true, '']);
});
