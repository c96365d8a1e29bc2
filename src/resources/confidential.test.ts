import { describe, expect, test } from '@jest/globals';
import { admit } from './admit.js';
import { formatError } from './errors.js';
import { readLive } from './read-live.js';

const MARKER = 'hunter2-canary!';
/** What stands where something else is expected: of each type, and as a key. */
const WRONG: readonly unknown[] = [
  MARKER,
  `${MARKER}\n${MARKER}`,
  [MARKER],
  [[MARKER]],
  { [MARKER]: MARKER },
  { a: { [MARKER]: [MARKER] } },
  { 'tls.key': [{ [MARKER]: MARKER }] },
  { 'tls.crt': MARKER, 'tls.key': MARKER },
  { '.dockerconfigjson': MARKER },
  { '.dockerconfigjson': Buffer.from(MARKER).toString('base64') },
  { 'ca.crt': 4711_0815 },
  { 'ca.crt': true },
  4711_0815,
];
const METADATA = [
  ...['labels', 'annotations', 'finalizers', 'ownerReferences', 'managedFields', 'generateName', 'creationTimestamp'],
  ...['generation', 'selfLink', 'uid', 'resourceVersion', MARKER],
];
const SECRET_TYPES = [
  ...['Opaque', 'kubernetes.io/tls', 'kubernetes.io/dockercfg', 'kubernetes.io/dockerconfigjson'],
  ...['kubernetes.io/ssh-auth', 'kubernetes.io/basic-auth', 'kubernetes.io/service-account-token', MARKER],
];
const pem = `-----BEGIN ${MARKER}-----\nAAAA\n-----END ${MARKER}-----\n`;

function* objects(kind: string, apiVersion: string, fields: readonly string[]): Generator<object> {
  const base = { apiVersion, kind, metadata: { name: 'a', namespace: 'b' } };
  const types = kind === 'Secret' ? SECRET_TYPES : [undefined];
  for (const value of WRONG) {
    for (const type of types) for (const field of fields) yield { ...base, ...(type && { type }), [field]: value };
    for (const field of METADATA) yield { ...base, metadata: { ...base.metadata, [field]: value } };
    yield { ...base, metadata: value };
    yield { ...base, apiVersion: value };
  }
  yield { ...base, data: { [MARKER]: 'YQ==', ['x'.repeat(300) + MARKER]: 'YQ==' } };
  yield { ...base, apiVersion: MARKER };
  yield { ...base, apiVersion: `v1/${MARKER}` };
}

const KINDS = [
  ['Secret', 'v1', ['type', 'data', 'stringData', 'immutable', 'spec', 'status', MARKER]],
  ['ConfigMap', 'v1', ['data', 'binaryData', 'immutable', MARKER]],
  ['ClusterTrustBundle', 'certificates.k8s.io/v1beta1', ['spec', 'status', MARKER]],
] as const;

const BUNDLES = [
  { signerName: MARKER, trustBundle: MARKER },
  { signerName: 'example.com/a', trustBundle: pem },
  { trustBundle: pem },
  { trustBundle: [MARKER], [MARKER]: 1 },
];

describe('an object that can hold a key is refused without showing', () => {
  test.each(KINDS)('what a %s holds', (kind, apiVersion, fields) => {
    const all = [
      ...objects(kind, apiVersion, fields),
      ...(kind === 'ClusterTrustBundle'
        ? BUNDLES.map((spec) => ({ apiVersion, kind, metadata: { name: 'a' }, spec }))
        : []),
    ];
    let refused = 0;
    for (const object of all) {
      for (const admission of [admit(object), readLive(object as Readonly<Record<string, unknown>>)]) {
        if (admission.ok) continue;
        refused++;
        for (const error of admission.errors) {
          const text = formatError(error);
          expect(text).not.toContain('hunter2');
          expect(text).not.toContain('47110815');
        }
      }
    }
    expect(refused).toBeGreaterThan(all.length / 2);
  });

  test('a change of what it holds', () => {
    const secret = (type: string, value: string) => ({
      ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', namespace: 'b' } },
      ...{ type, immutable: true, data: { a: Buffer.from(value).toString('base64') } },
    });
    const old = admit(secret(MARKER, 'before'));
    if (!old.ok) throw new Error('the Secret is good');
    const changed = admit(secret(`${MARKER}2`, MARKER), { old: old.object });
    expect(changed.ok ? [] : changed.errors.map(formatError)).toEqual([
      'type: Invalid value: cannot change',
      'data: Forbidden: cannot change because immutable was set',
    ]);
  });

  test('fields of a bootstrap', () => {
    const config = (bootstrap: unknown) =>
      admit({
        apiVersion: 'gatewright.dev/v1alpha1',
        kind: 'ProxyConfig',
        metadata: { name: 'a' },
        spec: { bootstrap },
      });
    for (const value of [MARKER, [MARKER], 47110815]) {
      const admission = config(value);
      expect(admission.ok).toBe(false);
      if (!admission.ok) expect(admission.errors.map(formatError).join()).not.toMatch(/hunter2|47110815/);
    }
  });

  test('while the names of fields and keys are shown', () => {
    const admission = admit({
      ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', labels: { 'a/b': '!' } } },
      data: { 'tls.key': MARKER },
    });
    expect(admission.ok ? [] : admission.errors.map(({ field }) => field)).toEqual(['data.tls.key']);
  });
});
