import { expect, test } from '@jest/globals';
import { type Json, validateConfig } from '../../test/envoy/harness.js';
import { bucketingProbe } from './bucketing-probe.js';

test('Envoy can choose a bucket by host', async () => {
  expect(await validateConfig(bucketingProbe() as Json)).toMatchObject({ ok: true });
});

test('the probe fails where CEL cannot do it', async () => {
  const broken = JSON.stringify(bucketingProbe()).replaceAll('request.host.matches(', 'request.host.unknown(');
  const { ok, output } = await validateConfig(JSON.parse(broken) as Json);
  expect(ok).toBe(false);
  expect(output).toContain('failed to create an expression');
});
