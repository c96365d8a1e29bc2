import { expect, test } from '@jest/globals';
import { ConnectedAudiences } from './connected-audiences.js';

const LINGER = 1_000;
const A = { namespace: 'shop', serviceAccount: 'a' };

function track() {
  const events: string[] = [];
  let now = 0;
  const connected = new ConnectedAudiences({
    onCome: (audience, { serviceAccount }) => events.push(`come ${audience} ${serviceAccount}`),
    onGone: (audiences) => events.push(`gone ${audiences.join()}`),
    lingerMs: LINGER,
    now: () => now,
  });
  const after = (ms: number) => {
    now += ms;
    connected.look();
    return events.splice(0);
  };
  return { connected, events, after };
}

test('an audience comes with its first stream, and goes some time after its last', () => {
  const { connected, after } = track();
  connected.expect('a', A);
  connected.note({ audience: 'a', open: true });
  connected.expect('a', A);
  connected.note({ audience: 'a', open: true });
  expect(after(0)).toEqual(['come a a']);
  connected.note({ audience: 'a', open: false });
  expect(after(10 * LINGER)).toEqual([]);
  connected.note({ audience: 'a', open: false });
  expect(after(LINGER - 1)).toEqual([]);
  expect(after(1)).toEqual(['gone a']);
  expect(after(10 * LINGER)).toEqual([]);
});

test('one that comes back in time has never gone', () => {
  const { connected, after } = track();
  connected.expect('a', A);
  connected.note({ audience: 'a', open: true });
  connected.note({ audience: 'a', open: false });
  after(LINGER - 1);
  connected.expect('a', A);
  expect(after(LINGER - 1)).toEqual([]);
  connected.note({ audience: 'a', open: true });
  expect(after(10 * LINGER)).toEqual([]);
});

test('one whose stream was broken off before it began goes, too', () => {
  const { connected, after } = track();
  connected.expect('a', A);
  expect(after(LINGER)).toEqual(['come a a', 'gone a']);
  connected.expect('a', A);
  expect(after(0)).toEqual(['come a a']);
});

test('streams of others are passed over', () => {
  const { connected, after } = track();
  connected.note({ audience: 'b', open: true });
  connected.note({ audience: 'b', open: false });
  expect(after(10 * LINGER)).toEqual([]);
});
