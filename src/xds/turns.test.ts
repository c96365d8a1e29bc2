import { expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { Turns } from './turns.js';

test('work is done in order, some milliseconds of it at a time', async () => {
  let now = 0;
  const turns = new Turns(() => now);
  const log: string[] = [];
  const note = () => void (log.at(-1) === '-' || log.push('-'));
  for (let index = 0; index < 6; index += 1) {
    turns.add(() => {
      now += 2;
      log.push(String(index));
      // Runs after this turn, and before the next one.
      setImmediate(note);
    });
  }
  await eventually(() => expect(turns.size).toBe(0));
  await eventually(() => expect(log.join('')).toBe('012-345-'));
});

test('who always has more to do gets one turn for each of the others', async () => {
  const turns = new Turns(() => 0);
  const log: string[] = [];
  const again = () => {
    log.push('a');
    if (log.length < 40) turns.add(again);
  };
  again();
  for (const name of ['b', 'c', 'd']) turns.add(() => log.push(name));
  await eventually(() => expect(log).toHaveLength(40));
  expect(log.join('').slice(0, 6)).toBe('aabcda');
});
