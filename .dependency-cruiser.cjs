/** Imports point one way: sources -> store -> gateway-api -> model <- envoy -> xds; only app.ts and what starts it know everything. */
const layers = {
  'well-known': [],
  collections: [],
  resources: [],
  'envoy-api': [],
  model: ['collections'],
  'gateway-api': ['collections', 'resources', 'model'],
  envoy: ['collections', 'model', 'envoy-api'],
  xds: ['envoy-api'],
  sources: ['resources', 'kubernetes'],
  admin: [],
  kubernetes: [],
  leadership: ['kubernetes'],
  status: ['model', 'resources', 'kubernetes'],
  security: ['xds', 'kubernetes'],
  drain: ['standalone'],
  injection: ['envoy', 'envoy-api', 'infrastructure'],
  infrastructure: ['collections', 'model', 'resources', 'envoy', 'kubernetes'],
};

/**
 * Folders with a file for each feature. Such a file knows those in `common`, and no other feature; those in `registry` know them all.
 * `below` are the other files of the layer that a feature may know.
 */
const features = {
  'gateway-api/filters': {
    registry: ['index', 'resolve'],
    common: ['checked-filters', 'filter-check', 'path-modifier', 'references', 'replacement-path'],
    below: [
      'backend-ref',
      'grpc-backend',
      'hostname',
      'http-path',
      'http-token',
      'ip-address',
      'names',
      'problem',
      'report',
      'warning',
    ],
  },
  'model/filters': { registry: ['http-filters'], common: ['filter-setting'], below: [] },
  'envoy/filters': {
    registry: ['index', 'contributions'],
    common: ['feature', 'ext-authz'],
    below: [
      'early-header',
      'format-string',
      'literal-pattern',
      'prefix-replacement',
      'retry',
      'settings',
      'share',
      'values',
    ],
  },
};

const files = (folder, names) => names.map((name) => `^src/${folder}/${name}\\.ts$`);

/** Rules for a folder of features: one for these, and one for the files that know them all. */
function featureRules([folder, { registry, common, below }]) {
  const layer = folder.split('/')[0];
  const rule = (name, comment, from, allowed) => ({
    name: `${name}-${folder.replaceAll('/', '-')}`,
    comment,
    severity: 'error',
    from: { ...from, pathNot: [...(from.pathNot ?? []), '\\.test\\.ts$'] },
    to: { path: `^src/${layer}/`, pathNot: [...allowed, ...files(layer, below)] },
  });
  return [
    rule(
      'feature',
      'A feature must not depend on another one, nor on what is made of features.',
      { path: `^src/${folder}/`, pathNot: files(folder, registry) },
      files(folder, common),
    ),
    rule('features', 'What joins features must not depend on its users.', { path: files(folder, registry) }, [
      `^src/${folder}/`,
    ]),
  ];
}

const policies = '^src/gateway-api/policies/';

/** Policies are data for a mechanism that knows none of them; the translation gets what they come to. */
const policyRules = [
  {
    name: 'policy-apart',
    comment: 'A kind of policy must not depend on another one.',
    severity: 'error',
    from: { path: `${policies}([^/]+)/` },
    to: { path: policies, pathNot: [`${policies}$1/`, `${policies}reads\\.ts$`] },
  },
  {
    name: 'policy-mechanism',
    comment: 'The mechanism must not know a kind of policy, nor how the translation is wired.',
    severity: 'error',
    from: { path: '^src/gateway-api/policy/', pathNot: '\\.test\\.ts$' },
    to: { path: [policies, '^src/gateway-api/[^/]*graph\\.ts$'] },
  },
  {
    name: 'policy-registry',
    comment: 'Only the wiring page knows the kinds of policies. What has to obey a policy reads what it comes to.',
    severity: 'error',
    from: { path: '^src/', pathNot: [policies, '^src/gateway-api/graph\\.ts$', '\\.test\\.ts$'] },
    to: { path: policies },
  },
];

module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Two files that import each other cannot be understood, tested or moved alone.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'no-test-in-product',
      comment: 'The product must not lean on its tests.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^test/|\\.test\\.ts$' },
    },
    ...Object.entries(layers).map(([layer, allowed]) => ({
      name: `layer-${layer}`,
      comment: `src/${layer} may import only: ${[...allowed, 'well-known'].join(', ')}.`,
      severity: 'error',
      from: { path: `^src/${layer}/`, pathNot: '\\.test\\.ts$' },
      to: {
        path: '^src/',
        pathNot: [
          `^src/(${[layer, 'well-known', ...allowed].join('|')})/`,
          ...(layer === 'envoy' ? ['^src/xds/resource\\.ts$'] : []),
          ...(layer === 'kubernetes' || layer === 'injection' ? ['^src/user-error\\.ts$'] : []),
          ...(layer === 'model' ? ['^src/resources/types\\.ts$'] : []),
        ],
      },
    })),
    ...Object.entries(features).flatMap(featureRules),
    ...policyRules,
    {
      name: 'pure-translation',
      comment:
        'Translation has no I/O, no clock and no network: node:crypto and node:net (isIP) are pure functions here.',
      severity: 'error',
      from: { path: '^src/(collections|model|gateway-api|envoy)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|net)$' },
    },
    {
      name: 'kubernetes-and-grpc-at-the-edge',
      severity: 'error',
      from: { path: '^src/(collections|resources|model|gateway-api|envoy)/' },
      to: { path: 'node_modules/(@kubernetes|@grpc)/' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js'], conditionNames: ['import', 'node', 'default'] },
  },
};
