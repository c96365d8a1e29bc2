import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { referencePages } from '../../scripts/reference/pages.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = 'docs/reference';

describe('the generated reference (make reference)', () => {
  const pages = referencePages();

  test.each([...pages.keys()])('%s is current', (file) => {
    expect(readFileSync(root + file, 'utf8')).toBe(pages.get(file));
  });

  test('has no page that nothing generates', () => {
    const files = readdirSync(root + FOLDER).map((name) => `${FOLDER}/${name}`);
    expect(files.filter((file) => !pages.has(file))).toEqual([]);
  });
});
