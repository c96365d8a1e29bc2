import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { generateSchemas } from '../../scripts/gateway-api/generate-schemas.js';
import { generateTypes } from '../../scripts/gateway-api/generate-types.js';
import { gatewayApiModule } from '../../scripts/gateway-api/module.js';

describe('generated data', () => {
  const module = gatewayApiModule();
  const generated = { ...generateTypes(module), ...generateSchemas(module) };

  test.each(Object.entries(generated))(
    '%s.ts is what `npm run schemas` makes of the pinned module',
    (name, content) => {
      expect(readFileSync(`src/resources/generated/${name}.ts`, 'utf8') === content).toBe(true);
    },
  );

  test('holds none of the prose of the CRDs', () => {
    const prose = /Support: (?:Core|Extended)|"description":"/.exec(generated.schemas + generated.rules);
    expect(prose).toBeNull();
  });
});
