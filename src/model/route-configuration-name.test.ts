import { expect, test } from '@jest/globals';
import { shardName, tableOfRouteConfiguration } from './route-configuration-name.js';

test('a table and its shards lead back to the table', () => {
  const table = 'ns/web/80';
  expect([table, shardName(table, '0'), shardName(table, '63')].map(tableOfRouteConfiguration)).toEqual([
    table,
    table,
    table,
  ]);
  expect(shardName(table, '1')).not.toBe(table);
});
