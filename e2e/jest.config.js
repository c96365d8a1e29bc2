import config from '../jest.config.mjs';

/** Tests of a cluster: one after the other, since they share it. */
export default {
  ...config,
  rootDir: '..',
  roots: ['<rootDir>/e2e/tests'],
  testTimeout: 180_000,
  maxWorkers: 1,
  // Requests that a failed test left under way must not hold up the rest.
  forceExit: true,
};
