import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { CHART_RULES, chartRules } from '../../scripts/reference/chart-rules.js';
import { referencePages } from '../../scripts/reference/pages.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = 'docs/reference';

test("the chart's rules for kinds with CRDs are current (npm run schemas)", () => {
  expect(readFileSync(root + CHART_RULES, 'utf8')).toBe(chartRules());
});

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
