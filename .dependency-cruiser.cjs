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
