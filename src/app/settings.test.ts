import { describe, expect, test } from '@jest/globals';
import { standaloneSettings } from './settings.js';

describe('where the admin server answers', () => {
  const own = (host: string) => standaloneSettings(['127.0.0.1'], { host, port: 19_000 }).ownEndpoints;
  const loopback = ['127.0.0.1', '::1'].map((address) => ({ address, port: 19_000 }));

  test('is its address', () => {
    expect(own('127.0.0.1')).toEqual([{ address: '127.0.0.1', port: 19_000 }]);
    expect(own('0:0::1')).toEqual([{ address: '::1', port: 19_000 }]);
    expect(own('::ffff:10.0.0.1')).toEqual([{ address: '10.0.0.1', port: 19_000 }]);
  });

  test.each(['localhost', '0.0.0.0', '::', ''])('is each loopback address with %j', (host) =>
    expect(own(host)).toEqual(expect.arrayContaining(loopback)),
  );

  test('is nowhere without one', () => expect(standaloneSettings(['127.0.0.1']).ownEndpoints).toBeUndefined());
});
