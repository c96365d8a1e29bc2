import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { conformanceModule } from '../../../scripts/gateway-api/module.js';
import { admit } from '../admit.js';
import { readConformanceManifests } from './conformance.js';

type Recorded = Readonly<Record<string, { readonly experimental: boolean; readonly standard: boolean }>>;

describe("the conformance suite's manifests", () => {
  const { 'recorded with': recorded, ...file } = JSON.parse(
    readFileSync('src/resources/corpus/conformance-verdicts.json', 'utf8'),
  );
  const verdicts: Recorded = file;
  const module = conformanceModule();
  const manifests = readConformanceManifests(module.dir);

  test('are those whose verdicts were recorded', () => {
    expect(recorded).toContain(module.version);
    expect(manifests.map(({ title }) => title).sort()).toEqual(Object.keys(verdicts).sort());
    expect(manifests.length).toBeGreaterThan(400);
  });

  test.each(['experimental', 'standard'] as const)('get the verdicts of the API server, %s channel', (channel) => {
    const disagreements = manifests.flatMap(({ title, object }) => {
      const admission = admit(object, { channel });
      return admission.ok === verdicts[title]?.[channel] ? [] : [`${title}: ${JSON.stringify(admission)}`];
    });
    expect(disagreements).toEqual([]);
  });
});
