import { describe, expect, test } from '@jest/globals';
import { Environment } from './environment.js';
import { HOSTILE_KINDS } from './kinds.js';
import { costOf, ratioOf } from './reference.js';

/** Hundreds of objects are made and translated, whatever else the machine does. */
const TIMEOUT_MS = 900_000;
/** Milliseconds of CPU for one object, whoever wrote it. */
const BOUND = 100;
/**
 * For what takes longer because it has tens of thousands of values: times what it takes to write and read the object as JSON, which is
 * in proportion to its size. What is not in proportion takes thousands of times as long.
 */
const MAX_READINGS = 40;

/** What takes longer for a reason, yet in proportion to its size. */
const LINEAR: Readonly<Record<string, number>> = {
  // Numbers of one digit are read in no time; each is decoded and validated like any other value.
  'HTTPRoute spec.rules.*.retry.codes.* short 0': 150,
  // Each port is a backend that routes can name.
  'Service spec.ports.* short 0': 100,
  // Each is an endpoint with a locality; the API server takes 1,000 of them.
  'EndpointSlice endpoints.* short 0': 60,
  // Each is an address of a workload; a pod has two.
  'Pod status.podIPs.* short 0': 100,
};

describe('no object costs more than it may, in whatever way it is as large as the API server takes', () => {
  let taken = 0;

  test.each(HOSTILE_KINDS)(
    '$kind',
    ({ objects }) => {
      const environment = new Environment();
      const expensive: string[] = [];
      for (const { name, object } of objects()) {
        const work = () => {
          if (environment.put(object)) taken++;
          environment.remove(object);
        };
        const cost = costOf(work, BOUND);
        if (cost <= BOUND) continue;
        const most = LINEAR[name] ?? MAX_READINGS;
        const readings = ratioOf(work, () => JSON.parse(JSON.stringify(object)), most);
        if (readings > most) expensive.push(`${name}: ${cost.toFixed(0)} ms, ${readings.toFixed(0)} readings`);
      }
      expect(expensive).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test('and many of them are valid', () => expect(taken).toBeGreaterThan(300));
});
