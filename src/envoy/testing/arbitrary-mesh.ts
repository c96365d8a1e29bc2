import fc from 'fast-check';
import type { MeshHandling, MeshModel } from '../../model/index.js';

type Values = { readonly [Name in keyof MeshModel]: fc.Arbitrary<readonly [key: string, value: unknown]> };

const sidecar = fc.constantFrom('mesh/default/a', 'mesh/other/a');
/** A Service port as all clients see it and as those of a namespace do, and another one. */
const frontends = ['default/a:80', 'default/a:80@other', 'default/b:5432'];
const frontend = fc.constantFrom(...frontends);
const nameOf = (key: string) => `mesh/${key.split('@')[0]}`;
const chainName = fc.constantFrom('all', 'named');

const handling: fc.Arbitrary<MeshHandling> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      { type: 'HTTP' as const, detect: false },
      { type: 'HTTP' as const, detect: true },
      { type: 'HTTP' as const, detect: true, otherwise: 'mesh/default/a:80/all' },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.uniqueArray(chainName).map((names) => ({ type: 'TCP' as const, chains: names.map(chainOf) })),
  },
);

function chainOf(name: 'all' | 'named') {
  return { name, serverNames: name === 'all' ? [] : ['a.test', '*.b.test'], group: `mesh/default/a:80/${name}` };
}

/**
 * Any values of what sidecars get.
 * @param rules those of HTTPRoutes, keyed.
 */
export function meshValues(
  rules: fc.Arbitrary<readonly [key: string, value: unknown]>,
  ruleKey: fc.Arbitrary<string>,
  backend: fc.Arbitrary<string>,
): Values {
  return {
    sidecars: fc
      .tuple(sidecar, fc.constantFrom('Permissive', 'Strict'))
      .map(([name, inbound]) => [name, { name, ...identity(name), inbound }] as const),
    meshFrontends: fc
      .tuple(frontend, fc.constantFrom(['192.0.2.10'], ['192.0.2.10', '2001:db8::10']), handling)
      .map(([key, addresses, each]) => [key, { key, name: nameOf(key), addresses, port: 80, handling: each }] as const),
    meshRoutes: fc
      .record({
        frontend,
        routes: fc.array(fc.record({ rule: ruleKey, match: fc.integer({ min: 0, max: 1 }) }), { maxLength: 4 }),
      })
      .map((value) => [value.frontend, value] as const),
    meshGroups: fc
      .record({
        frontend,
        name: chainName.map((name) => `mesh/default/a:80/${name}`),
        members: fc.array(
          fc.record({ weight: fc.integer({ min: 1, max: 100 }), backend }, { requiredKeys: ['weight'] }),
          {
            maxLength: 3,
          },
        ),
      })
      .map((value) => [`${value.frontend}|${value.name}`, value] as const),
    meshRules: rules,
    meshFrontendUses: fc
      .record({ proxy: sidecar, frontend })
      .map((value) => [`${value.proxy}|${value.frontend}`, value] as const),
  };
}

function identity(name: string) {
  const [, namespace = '', serviceAccount = ''] = name.split('/');
  return { namespace, serviceAccount };
}
