import { expect, test } from '@jest/globals';
import { Memo } from './memo.js';

test('a text is computed once, and the oldest is forgotten first', () => {
  const computed: string[] = [];
  const memo = new Memo((text) => {
    computed.push(text);
    return text === 'none' ? undefined : `${text}!`;
  }, 12);
  expect([memo.of('a'), memo.of('none'), memo.of('a'), memo.of('none')]).toEqual(['a!', undefined, 'a!', undefined]);
  expect(computed).toEqual(['a', 'none']);
  memo.of('bcd');
  expect(memo.of('none')).toBeUndefined();
  expect(computed).toEqual(['a', 'none', 'bcd']);
  expect(memo.of('a')).toBe('a!');
  expect(computed).toEqual(['a', 'none', 'bcd', 'a']);
});

test('what is longer than all that may be remembered is forgotten at once', () => {
  let computed = 0;
  const memo = new Memo(() => `${computed++}`, 3);
  expect([memo.of('long'), memo.of('long')]).toEqual(['0', '1']);
});
