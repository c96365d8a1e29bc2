import { describe, expect, test } from '@jest/globals';
import { readLive } from '../../src/resources/read-live.js';
import { Environment } from './environment.js';
import { HOSTILE_KINDS } from './kinds.js';
import { costOf } from './reference.js';

/** Hundreds of objects are made and translated, whatever else the machine does. */
const TIMEOUT_MS = 900_000;
/** Milliseconds of CPU for one object, whoever wrote it. */
const BOUND = 100;
/**
 * For what a rule of its CRD refuses, which a cluster's API server does not store. Such objects have up to 50,000 values, each of which
 * is decoded and validated; it is translated all the same, which is more than happens to it in a cluster.
 */
const REFUSED_BOUND = 400;

/** What takes longer for a reason, yet in proportion to its size: of these, some ten thousand entries are each an object of its own for us. */
const LINEAR: Readonly<Record<string, number>> = {
  // Each port is a backend that routes can name.
  'Service spec.ports.* short 0': 800,
  // Each is an endpoint with a locality; the API server takes 1,000 of them.
  'EndpointSlice endpoints.* short 0': 400,
  // Each is an address of a workload; a pod has two.
  'Pod status.podIPs.* short 0': 800,
};

describe('no object costs more than it may, in whatever way it is as large as the API server takes', () => {
  let taken = 0;

  test.each(HOSTILE_KINDS)(
    '$kind',
    ({ objects }) => {
      const environment = new Environment();
      const expensive: string[] = [];
      for (const { name, object } of objects()) {
        const bound = LINEAR[name] ?? (readLive(object).ok ? BOUND : REFUSED_BOUND);
        const cost = costOf(() => {
          if (environment.put(object)) taken++;
          environment.remove(object);
        }, bound);
        if (cost > bound) expensive.push(`${name}: ${cost.toFixed(0)} ms`);
      }
      expect(expensive).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test('and many of them are valid', () => expect(taken).toBeGreaterThan(300));
});
