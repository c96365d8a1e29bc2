import { expect, test } from '@jest/globals';
import { XdsCache } from './cache.js';
import { StreamState } from './stream-state.js';
import { syncOf } from './stream-sync.js';
import { cluster, endpoints, routes } from './testing/resources.js';
import { CLUSTER, ENDPOINT, ROUTE } from './type-rules.js';

test('a proxy is in sync when it has acknowledged everything, and not while it waits for or rejects what it should have', () => {
  const cache = new XdsCache();
  const audience = cache.audience('a');
  const state = new StreamState(audience);
  audience.listeners.add((transaction) => state.changed(transaction));
  const put = (...resources: ReturnType<typeof cluster>[]) =>
    cache.update(
      resources.map(({ typeUrl, name, ...rest }) => ({
        audience: 'a',
        typeUrl,
        name,
        resource: { typeUrl, name, ...rest },
      })),
    );
  const answered = (how: 'acknowledge' | 'refuse') => {
    for (const { subscription, nonce } of state.take()) {
      const { typeUrl } = subscription.rule;
      if (how === 'acknowledge') state.acknowledge(typeUrl, nonce);
      else state.refuse(typeUrl, nonce, 'bad timeout');
    }
  };
  const one = { typeUrl: CLUSTER, name: 'one' };

  expect(syncOf(state)).toEqual({ waiting: [], rejected: [], held: 0 });
  put(cluster('one'));
  expect([...state.request(CLUSTER, { subscribe: [], unsubscribe: [] })]).toEqual([]);
  expect(syncOf(state)).toEqual({ waiting: [one], rejected: [], held: 0 });
  answered('acknowledge');
  expect(syncOf(state)).toEqual({ waiting: [], rejected: [], held: 1 });
  put(cluster('one', { connect_timeout: { seconds: 7 } }));
  expect(syncOf(state)).toEqual({ waiting: [one], rejected: [], held: 1 });
  answered('refuse');
  // It may have lost the last good one, which is sent once more.
  answered('acknowledge');
  expect(syncOf(state)).toEqual({ waiting: [], rejected: [{ ...one, reason: 'bad timeout' }], held: 1 });
  put(cluster('one', { connect_timeout: { seconds: 8 } }));
  answered('acknowledge');
  expect(syncOf(state)).toEqual({ waiting: [], rejected: [], held: 1 });

  // What routes that Envoy holds still use stays with it for as long.
  put(endpoints('one', 80), routes('table', 'one'));
  expect([...state.request(ENDPOINT, { subscribe: ['one'], unsubscribe: [] })]).toEqual([]);
  expect([...state.request(ROUTE, { subscribe: ['table'], unsubscribe: [] })]).toEqual([]);
  answered('acknowledge');
  expect(syncOf(state)).toEqual({ waiting: [], rejected: [], held: 3 });
  cache.update([{ audience: 'a', ...one, resource: undefined }]);
  answered('acknowledge');
  expect(syncOf(state)).toEqual({ waiting: [], rejected: [], held: 3 });
  expect([...state.request(ROUTE, { subscribe: [], unsubscribe: ['table'] })]).toEqual([]);
  expect(syncOf(state)).toEqual({ waiting: [one], rejected: [], held: 2 });
  answered('acknowledge');
  expect(syncOf(state)).toEqual({ waiting: [], rejected: [], held: 1 });
});
