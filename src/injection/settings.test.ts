import { expect, test } from '@jest/globals';
import { parseResources } from './settings.js';

test.each([
  '{}',
  '{"requests":{"cpu":"50m","memory":"64Mi"}}',
  '{"requests":{"cpu":0.1},"limits":{"memory":"1Gi","ephemeral-storage":"1e6"}}',
])('%s', (json) => expect(parseResources(json)).toEqual(JSON.parse(json)));

test.each([
  ['', 'Expected JSON such as'],
  ['[]', 'Expected JSON such as'],
  ['null', 'Expected JSON such as'],
  ['{"claims":[]}', '"claims" is neither requests nor limits'],
  ['{"limits":{"cpu":"much"}}', '"much" is no quantity of cpu: give e.g. 100m or 64Mi'],
])('not %s', (json, message) => expect(() => parseResources(json)).toThrow(message));
