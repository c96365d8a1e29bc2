import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));

function cruise(cwd: string): { violations: string[]; modules: number } {
  const run = spawnSync(
    process.execPath,
    [
      `${root}node_modules/dependency-cruiser/bin/dependency-cruise.mjs`,
      'src',
      '--config',
      `${root}.dependency-cruiser.cjs`,
      '-T',
      'json',
    ],
    { cwd, encoding: 'utf8', maxBuffer: 64 << 20 },
  );
  const { summary } = JSON.parse(run.stdout) as {
    summary: { totalCruised: number; violations: { rule: { name: string }; from: string; to: string }[] };
  };
  return {
    modules: summary.totalCruised,
    violations: summary.violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`),
  };
}

describe('structure', () => {
  test('imports point one way and have no cycle', () => {
    const { violations, modules } = cruise(root);
    expect(violations).toEqual([]);
    expect(modules).toBeGreaterThan(50);
  });

  test('the rules find what they forbid', () => {
    const { violations } = cruise(`${root}test/structure/violations`);
    expect(violations.sort()).toEqual([
      'feature-envoy-filters: src/envoy/filters/one.ts -> src/envoy/filters/two.ts',
      'feature-envoy-filters: src/envoy/filters/two.ts -> src/envoy/graph.ts',
      'features-envoy-filters: src/envoy/filters/index.ts -> src/envoy/graph.ts',
      'layer-collections: src/collections/upwards.ts -> src/resources/below.ts',
      'no-cycle: src/model/one.ts -> src/model/two.ts',
      'policy-apart: src/gateway-api/policies/one/index.ts -> src/gateway-api/policies/two/index.ts',
      'policy-mechanism: src/gateway-api/policy/merge.ts -> src/gateway-api/policies/two/index.ts',
      'policy-registry: src/gateway-api/http-rule.ts -> src/gateway-api/policies/two/index.ts',
      'policy-registry: src/gateway-api/policy/merge.ts -> src/gateway-api/policies/two/index.ts',
      'pure-translation: src/model/one.ts -> fs',
    ]);
  });

  test('nothing is exported, installed or kept without being used', () => {
    const run = spawnSync(
      process.execPath,
      [`${root}node_modules/knip/bin/knip.js`, '--no-progress', '--exclude', 'types,nsTypes,enumMembers'],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );
    expect(run.stdout + run.stderr).toBe('');
    expect(run.status).toBe(0);
  });
});
