import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { BodyReader } from './body-reader.js';

const echo = async (text: string) => `read ${text}`;
const body = (...chunks: string[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

test('a body is read up to its bound', async () => {
  const reader = new BodyReader(4, 100);
  expect(await reader.read(body('ab', 'cd'), echo)).toBe('read abcd');
  expect(await reader.read(body('ab', 'cde'), echo)).toBe('too large');
});

test('all together have a bound until they have been used', async () => {
  const reader = new BodyReader(10, 10);
  let use = () => {};
  const used = new Promise<void>((resolve) => {
    use = resolve;
  });
  let reading = () => {};
  const read = new Promise<void>((resolve) => {
    reading = resolve;
  });
  const first = reader.read(body('12345678'), async (text) => {
    reading();
    await used;
    return text;
  });
  await read;
  expect(await reader.read(body('123'), echo)).toBe('busy');
  expect(await reader.read(body('12'), echo)).toBe('read 12');
  use();
  expect(await first).toBe('12345678');
  expect(await reader.read(body('1234567890'), echo)).toBe('read 1234567890');
});

test('what fails leaves nothing behind', async () => {
  const reader = new BodyReader(10, 10);
  const broken = async function* () {
    yield Buffer.from('12345');
    throw new Error('cut off');
  };
  for (let times = 0; times < 3; times++) await expect(reader.read(broken(), echo)).rejects.toThrow('cut off');
  await expect(reader.read(body('1234567890'), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await reader.read(body('1234567890'), echo)).toBe('read 1234567890');
});
