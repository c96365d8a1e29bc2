import config from '../jest.config.mjs';

/** Tests of a cluster: one after the other, since they share it. */
export default {
  ...config,
  rootDir: '..',
  roots: ['<rootDir>/e2e/tests'],
  testTimeout: 180_000,
  maxWorkers: 1,
  // Few files, so that one process does for all.
  workerIdleMemoryLimit: undefined,
};
