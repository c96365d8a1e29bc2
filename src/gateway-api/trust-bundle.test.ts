import { describe, expect, test } from '@jest/globals';
import type { ConfigMap } from '../resources/types.js';
import { selfSigned } from './testing/certificate.js';
import { checkConfigMap } from './trust-bundle.js';

const [one, two] = [selfSigned(['one']), selfSigned(['two'])].map(({ certificate }) => certificate) as [string, string];

function configMap(data: ConfigMap['data']): ConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ca', namespace: 'ns' }, ...(data && { data }) };
}

describe('checkConfigMap', () => {
  test('gives each certificate once, and nothing around them', () => {
    const text = `# first\n${one}\nsecond\n${two}${one}`;
    expect(checkConfigMap(configMap({ 'ca.crt': text, other: 'x' }), 'ns/ca')).toEqual({
      certificates: [one.trim(), two.trim()],
    });
  });

  test.each([
    ['no ConfigMap', undefined, 'ConfigMap ns/ca does not exist.'],
    ['no data', configMap(undefined), 'has no ca.crt'],
    ['another key', configMap({ 'tls.crt': one }), 'has no ca.crt'],
    ['an empty text', configMap({ 'ca.crt': '' }), 'holds no PEM certificate'],
    ['a key', configMap({ 'ca.crt': selfSigned(['x']).key }), 'holds no PEM certificate'],
    [
      'a damaged certificate',
      configMap({ 'ca.crt': one + two.replace(/^MI.{20}/m, 'AAAA') }),
      'certificate 2 cannot be',
    ],
  ])('refuses %s', (_, given, message) => {
    expect(checkConfigMap(given, 'ns/ca').problem).toContain(message);
  });
});
