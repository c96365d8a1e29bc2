import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { type Json, validateConfig } from '../../test/envoy/harness.js';
import type { KubernetesObject } from '../kubernetes/objects.js';
import type { GatewayProxy } from '../model/index.js';
import { admit } from '../resources/admit.js';
import { wantedProxy } from './graph.js';
import { proxyOf, SETTINGS } from './testing/proxy.js';

const folder = fileURLToPath(new URL('testdata/', import.meta.url));
const cases = readdirSync(folder).flatMap((file) => /^(.*)(?<!\.golden)\.yaml$/.exec(file)?.[1] ?? []);

function read(name: string): {
  readonly proxy: GatewayProxy;
  readonly only?: readonly string[];
  readonly show: string;
} {
  const text = readFileSync(`${folder}${name}.yaml`, 'utf8');
  const only = /^# only: (.*)$/m.exec(text)?.[1]?.split(' ');
  return {
    proxy: proxyOf(parse(text) as Partial<GatewayProxy>),
    ...(only && { only }),
    show: /^# show: (.*)$/m.exec(text)?.[1] ?? '',
  };
}

/** Of files, the ones that the case is about. */
function shown(object: KubernetesObject, show: string): unknown {
  if (object.kind !== 'ConfigMap') return object;
  const data = Object.entries(object.data as Record<string, string>).map(([name, content]) => [
    name,
    name === show ? (JSON.parse(content) as unknown) : `${content.split('\n').length} lines`,
  ]);
  return { ...object, data: Object.fromEntries(data) };
}

/**
 * Each `NAME.yaml` says how a proxy differs from the plainest one, and `NAME.golden.yaml` has its objects, which `UPDATE_GOLDEN=1`
 * writes anew: those of the kinds in `# only:`, and of files only the one in `# show:`.
 */
describe('the objects of a proxy', () => {
  test.each(cases)('%s', (name) => {
    const { proxy, only, show } = read(name);
    const { objects, held } = wantedProxy(proxy, 'PEM', SETTINGS);
    const told = objects.filter(({ kind }) => only?.includes(kind) ?? true).map((object) => shown(object, show));
    const output = held
      ? 'held: true\n'
      : told.map((object) => stringify(object, { lineWidth: 140, aliasDuplicateObjects: false })).join('---\n');
    const golden = `${folder}${name}.golden.yaml`;
    if (process.env.UPDATE_GOLDEN || !existsSync(golden)) writeFileSync(golden, output);
    expect(output).toBe(readFileSync(golden, 'utf8'));
  });

  test.each(cases)('%s: parameters are such that a ProxyConfig may have', (name) => {
    const { parameters } = read(name).proxy;
    const config = {
      apiVersion: 'gatewright.dev/v1alpha1',
      kind: 'ProxyConfig',
      metadata: { name: 'a' },
      spec: parameters,
    };
    expect(admit(config)).toMatchObject({ ok: true });
  });

  test.each(cases)('%s: names and labels are such that Kubernetes takes', (name) => {
    for (const { metadata } of wantedProxy(read(name).proxy, 'PEM', SETTINGS).objects) {
      expect(metadata.name).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
      for (const value of Object.values(metadata.labels ?? {})) {
        expect(value).toMatch(/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/);
      }
    }
  });

  const files = mkdtempSync(join(tmpdir(), 'gw-files-'));
  afterAll(() => rmSync(files, { recursive: true }));

  test.each(['default', 'everything', 'bootstrap-fields'])('%s: Envoy takes the bootstrap', async (name) => {
    const { objects } = wantedProxy(read(name).proxy, 'PEM', SETTINGS);
    const { data = {} } = objects.find(({ kind }) => kind === 'ConfigMap') as { data?: Record<string, string> };
    const there = (text: string) =>
      text.replaceAll('/etc/gatewright', files).replaceAll('/var/run/secrets/gatewright', files);
    for (const [file, content] of Object.entries(data)) writeFileSync(join(files, file), there(content));
    writeFileSync(join(files, 'token'), 'token');
    const { ok, output } = await validateConfig(JSON.parse(there(data['bootstrap.json'] ?? '')) as Json);
    expect(ok ? '' : output).toBe('');
  });
});
