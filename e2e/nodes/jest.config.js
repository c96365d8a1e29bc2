import config from '../jest.config.js';

/** Tests of a cluster of two nodes. */
export default {
  ...config,
  rootDir: '../..',
  roots: ['<rootDir>/e2e/nodes'],
  globalSetup: '<rootDir>/e2e/nodes/two-nodes.js',
};
