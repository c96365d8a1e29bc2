import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { bootstrapFieldsProblem } from '../envoy/bootstrap-fields.js';
import { completed } from './testing/fixtures.js';
import { summary } from './testing/summary.js';
import { MESH, PER_GATEWAY, parse, SHARED, Translation } from './testing/translation.js';

const CLUSTER = { ...PER_GATEWAY, bootstrapProblem: bootstrapFieldsProblem };
const folder = fileURLToPath(new URL('testdata/', import.meta.url));
const cases = readdirSync(folder).flatMap((file) => /^(.*)(?<!\.golden)\.yaml$/.exec(file)?.[1] ?? []);

/**
 * Each `NAME.yaml` is translated and compared with `NAME.golden.yaml`, which `UPDATE_GOLDEN=1` writes anew. A file
 * that begins with `# per-gateway` is translated so; one that begins with `# mesh: ` too, with the ServiceAccounts
 * that follow as those with sidecars.
 */
describe('golden', () => {
  test.each(cases)('%s', (name) => {
    const input = readFileSync(`${folder}${name}.yaml`, 'utf8');
    const sidecars = /^# mesh: (.*)/.exec(input)?.[1]?.split(', ');
    const settings = sidecars ? MESH : input.startsWith('# per-gateway') ? CLUSTER : SHARED;
    const { model } = new Translation(settings).sidecars(...(sidecars ?? [])).apply(...parse(input).map(completed));
    const output = stringify(summary(model), { lineWidth: 140, aliasDuplicateObjects: false });
    const golden = `${folder}${name}.golden.yaml`;
    if (process.env.UPDATE_GOLDEN || !existsSync(golden)) writeFileSync(golden, output);
    expect(output).toBe(readFileSync(golden, 'utf8'));
  });
});
