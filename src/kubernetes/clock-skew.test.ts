import { expect, test } from '@jest/globals';
import { ClockSkew } from './clock-skew.js';
import { WIDGETS } from './testing/follower.js';
import { ScriptedApiServer } from './testing/scripted-api-server.js';

const MINUTE = 60_000;
const NOON = Date.UTC(2030, 0, 1, 12);

/** @param aheadMs by which the local clock is ahead. @param tripMs that the answer takes in each direction. */
function answer(skew: ClockSkew, aheadMs: number, tripMs = 0): void {
  const local = NOON + aheadMs;
  skew.note(new Date(NOON).toUTCString(), local - tripMs, local + tripMs);
}

test('nothing is known before an answer has a date', () => {
  const skew = new ClockSkew();
  skew.note(undefined, NOON, NOON);
  skew.note('yesterday', NOON, NOON);
  expect([skew.state, skew.aheadMs]).toEqual(['unknown', undefined]);
});

test.each([
  ['the same', 0, 0, 0],
  ['the same within a second', 900, 0, 0],
  ['ahead', 60 * MINUTE, 0, 60 * MINUTE - 1_000],
  ['behind', -60 * MINUTE, 0, -60 * MINUTE],
  ['perhaps ahead, when the answer is slow', 10_000, 10_000, 0],
  ['perhaps behind, when the answer is slow', -10_000, 10_000, 0],
])('the clock is %s', (_, aheadMs, tripMs, expected) => {
  const skew = new ClockSkew();
  answer(skew, aheadMs, tripMs);
  expect(skew.aheadMs).toBe(expected);
});

test('a clock that differs by more than five minutes is not believed until no answer has said so for ten', () => {
  let now = 0;
  const skew = new ClockSkew({ now: () => now });
  const states: string[] = [];
  skew.onChange((state) => states.push(state));
  answer(skew, 4 * MINUTE);
  expect(skew.state).toBe('right');
  answer(skew, -6 * MINUTE);
  answer(skew, 0);
  expect(skew.state).toBe('skewed');
  now += 10 * MINUTE;
  answer(skew, 0);
  expect(skew.state).toBe('right');
  expect(states).toEqual(['right', 'skewed', 'right']);
});

test('the client learns it from the answers of the API server, errors included', async () => {
  const server = await ScriptedApiServer.start(WIDGETS);
  try {
    const client = server.client();
    expect(client.clock.state).toBe('unknown');
    server.script = () => ({ fault: 'status', code: 500 });
    await client.request({ method: 'GET', path: '/apis/example.com/v1/widgets' }).catch(() => {});
    expect([client.clock.state, client.clock.aheadMs]).toEqual(['right', 0]);
  } finally {
    await server.stop();
  }
});
