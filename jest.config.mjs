/** Native ESM: sources are only stripped of their types by swc, so tests run the module graph that ships. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript' },
          target: 'es2022',
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  testTimeout: 60_000,
  // Modules of finished files are never freed: one process for all of them would come near its heap's limit, and slow down long before.
  workerIdleMemoryLimit: '1GB',
  // The reporter ends a run whose tests left something under way.
  openHandlesTimeout: 0,
  reporters: ['default', '<rootDir>/test/report.mjs'],
};
