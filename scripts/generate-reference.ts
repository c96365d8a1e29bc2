// Writes docs/reference and the chart's README from what they describe: `make reference`.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { referencePages } from './reference/pages.js';

const FOLDER = 'docs/reference';

mkdirSync(FOLDER, { recursive: true });
const pages = referencePages();
for (const name of readdirSync(FOLDER)) if (!pages.has(`${FOLDER}/${name}`)) rmSync(`${FOLDER}/${name}`);
for (const [file, text] of pages) {
  writeFileSync(file, text);
  console.log(file);
}
