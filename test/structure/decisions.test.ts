import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const FOLDER = fileURLToPath(new URL('../../docs/decisions/', import.meta.url));
const records = readdirSync(FOLDER).filter((name) => name !== 'README.md');

test.each(records)('the record %s has its number, its parts and its row in the index', (name) => {
  const text = readFileSync(FOLDER + name, 'utf8');
  expect(text).toMatch(new RegExp(`^# ${name.slice(0, 4)}: `));
  const parts = Array.from(text.matchAll(/^## (.*)$/gm), ([, part]) => part);
  expect(parts).toEqual(['Context', 'Decision', 'Consequences', 'Alternatives']);
  expect(readFileSync(`${FOLDER}README.md`, 'utf8')).toContain(`](${name})`);
});
