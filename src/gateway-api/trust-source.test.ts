import { describe, expect, test } from '@jest/globals';
import type { ClusterTrustBundle, ConfigMap } from '../resources/types.js';
import { selfSigned } from './testing/certificate.js';
import { checkClusterTrustBundle, checkConfigMap, referredTrustSources } from './trust-source.js';

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

function bundle(trustBundle: string): ClusterTrustBundle {
  const metadata = { name: 'ca' };
  return { apiVersion: 'certificates.k8s.io/v1', kind: 'ClusterTrustBundle', metadata, spec: { trustBundle } };
}

describe('checkClusterTrustBundle', () => {
  test('gives each certificate once, and nothing around them', () => {
    expect(checkClusterTrustBundle(bundle(`${one}\nsecond\n${two}${one}`), 'ca')).toEqual({
      certificates: [one.trim(), two.trim()],
    });
  });

  test.each([
    ['no bundle', undefined, 'ClusterTrustBundle ca does not exist.'],
    ['an empty text', bundle(''), 'spec.trustBundle of ClusterTrustBundle ca holds no PEM certificate.'],
    ['another text', bundle('none'), 'holds no PEM certificate'],
    ['a damaged certificate', bundle(one.replace(/^MI.{20}/m, 'AAAA')), 'ClusterTrustBundle ca: certificate 1 cannot'],
    ['nothing at all', { ...bundle(''), spec: undefined } as unknown as ClusterTrustBundle, 'holds no PEM certificate'],
  ])('refuses %s', (_, given, message) => {
    expect(checkClusterTrustBundle(given, 'ca').problem).toContain(message);
  });
});

test('what is referred to is told by kind, and by namespace where there is one', () => {
  const refs = [
    { name: 'a' },
    { group: '', kind: 'ConfigMap', name: 'a', namespace: 'other' },
    { group: 'certificates.k8s.io', kind: 'ClusterTrustBundle', name: 'example.com:a:b' },
    { group: '', kind: 'ClusterTrustBundle', name: 'a' },
    { group: 'certificates.k8s.io', kind: 'ConfigMap', name: 'a' },
    { group: '', kind: 'Secret', name: 'a' },
  ];
  expect(referredTrustSources(refs, 'ns')).toEqual([
    'ConfigMap/ns/a',
    'ConfigMap/other/a',
    'ClusterTrustBundle/example.com:a:b',
  ]);
  expect(referredTrustSources(undefined, 'ns')).toEqual([]);
});
