import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { admit } from '../resources/admit.js';
import type { Resource, Secret } from '../resources/types.js';
import { selfSigned } from './testing/certificate.js';
import { summary } from './testing/summary.js';
import { PER_GATEWAY, parse, SHARED, Translation } from './testing/translation.js';

const folder = fileURLToPath(new URL('testdata/', import.meta.url));
const cases = readdirSync(folder).flatMap((file) => /^(.*)(?<!\.golden)\.yaml$/.exec(file)?.[1] ?? []);

/**
 * Each `NAME.yaml` is translated and compared with `NAME.golden.yaml`, which `UPDATE_GOLDEN=1` writes anew. The resources pass
 * admission first. A TLS Secret without data gets a certificate; a file that begins with `# per-gateway` is translated so.
 */
describe('golden', () => {
  test.each(cases)('%s', (name) => {
    const input = readFileSync(`${folder}${name}.yaml`, 'utf8');
    const settings = input.startsWith('# per-gateway') ? PER_GATEWAY : SHARED;
    const { model } = new Translation(settings).apply(...parse(input).map(withCertificate).map(admitted));
    const output = stringify(summary(model), { lineWidth: 140, aliasDuplicateObjects: false });
    const golden = `${folder}${name}.golden.yaml`;
    if (process.env.UPDATE_GOLDEN || !existsSync(golden)) writeFileSync(golden, output);
    expect(output).toBe(readFileSync(golden, 'utf8'));
  });
});

function withCertificate(resource: Resource): Resource {
  if (resource.kind !== 'Secret' || resource.type !== 'kubernetes.io/tls' || resource.data !== undefined)
    return resource;
  const { certificate, key } = selfSigned(['example.com']);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return { ...resource, data: { 'tls.crt': base64(certificate), 'tls.key': base64(key) } } satisfies Secret;
}

function admitted(resource: Resource): Resource {
  const admission = admit(resource);
  if (!admission.ok) throw new Error(`${resource.kind} ${resource.metadata.name}: ${JSON.stringify(admission.errors)}`);
  return admission.object;
}
