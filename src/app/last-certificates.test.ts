import { beforeEach, describe, expect, test } from '@jest/globals';
import { selfSigned } from '../gateway-api/testing/certificate.js';
import { parse } from '../gateway-api/testing/translation.js';
import type { GatewayStatusValue } from '../model/index.js';
import { keyOf } from '../resources/kinds.js';
import type { Resource } from '../resources/types.js';
import { keepCertificates } from './certificate-state.js';
import { Pipeline } from './pipeline.js';
import { standaloneSettings } from './settings.js';

const first = selfSigned(['one.example.com']);
const second = selfSigned(['two.example.com']);
const base64 = (text: string) => Buffer.from(text).toString('base64');

type Pair = { readonly certificate?: string; readonly key?: string; readonly type?: string; readonly uid?: string };

const secret = (name: string, { certificate, key, type = 'kubernetes.io/tls', uid }: Pair) => `
apiVersion: v1
kind: Secret
metadata: { namespace: certs, name: ${name}${uid === undefined ? '' : `, uid: ${uid}`} }
type: ${type}
data: { ${certificate === undefined ? '' : `tls.crt: ${base64(certificate)},`} ${key === undefined ? '' : `tls.key: ${base64(key)}`} }
`;
const GRANT = `
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { namespace: certs, name: infra }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: Gateway, namespace: infra }]
  to: [{ group: "", kind: Secret }]
`;
const CLASS = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: gatewright }
spec: { controllerName: gatewright.dev/gateway-controller }
`;
const gateway = (ref = 'cert') => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { namespace: infra, name: web }
spec:
  gatewayClassName: gatewright
  tls: { backend: { clientCertificateRef: { name: ${ref}, namespace: certs } } }
  listeners:
    - { name: https, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: ${ref}, namespace: certs }] } }
`;

let pipeline: Pipeline;

function open(): Pipeline {
  return new Pipeline({
    settings: standaloneSettings(['127.0.0.1']),
    envoy: { accessLog: 'off', bucketingSupported: true },
    onError: ({ error }) => {
      throw error;
    },
  });
}
const apply = (...texts: string[]) =>
  pipeline.apply(
    texts.flatMap(parse).map((resource: Resource) => ({ kind: resource.kind, key: keyOf(resource), resource })),
  );
const remove = (kind: Resource['kind'], key: string) => pipeline.apply([{ kind, key }]);
const served = () => pipeline.model.certificates.get('certs/cert')?.privateKey;
const status = () => pipeline.model.statuses.get('Gateway/infra/web')?.status as GatewayStatusValue['status'];
/** Of the listener. */
const condition = (type: string) => status().listeners[0]?.conditions.find((each) => each.type === type);
const ofGateway = (type: string) => status().conditions.find((each) => each.type === type);

const BROKEN: [string, Pair, RegExp][] = [
  ['a wrong byte in its key', { ...first, key: first.key.replace(/[a-z]/, '-') }, /tls\.key .*no PEM private key/],
  ['no key', { certificate: first.certificate }, /has no tls\.key/],
  ['no certificate', { key: first.key }, /has no tls\.crt/],
  ['the key of another certificate', { certificate: second.certificate, key: first.key }, /does not belong to/],
  ['another type', { ...first, type: 'Opaque' }, /is of type Opaque/],
];

beforeEach(() => {
  pipeline = open();
  apply(CLASS, GRANT, gateway(), secret('cert', first));
  expect(served()).toBe(first.key);
});

describe('a Secret that was good', () => {
  test.each(BROKEN)('and has %s now goes on with what it held, and says so', (_, pair, why) => {
    const { resources } = apply(secret('cert', pair));
    expect(resources).toEqual([]);
    expect(served()).toBe(first.key);
    expect(condition('Programmed')).toMatchObject({ status: 'True' });
    const unresolved = condition('ResolvedRefs');
    expect(unresolved).toMatchObject({ status: 'False', reason: 'InvalidCertificateRef' });
    expect(unresolved?.message).toMatch(why);
    expect(unresolved?.message).toMatch(/The certificate that it held before stays in use\.$/);
    expect(ofGateway('Accepted')).toMatchObject({ status: 'True' });
    expect(ofGateway('ResolvedRefs')?.message).toMatch(/clientCertificateRef.* stays in use\./);
    expect(ofGateway('ResolvedRefs')?.message).not.toMatch(/shown no client certificate/);
  });

  test('and is good again is taken at once', () => {
    apply(secret('cert', { certificate: first.certificate }));
    apply(secret('cert', second));
    expect(served()).toBe(second.key);
    expect(condition('ResolvedRefs')).toMatchObject({ status: 'True' });
    apply(secret('cert', { certificate: second.certificate }));
    expect(served()).toBe(second.key);
  });

  test.each([
    ['is deleted', () => remove('Secret', 'certs/cert')],
    ['is deleted and made again, with the same name', () => apply(secret('cert', { key: first.key, uid: 'other' }))],
    ['may not be referred to any more', () => remove('ReferenceGrant', 'certs/infra')],
    ['is referred to no more', () => apply(gateway('never'))],
  ])('and is broken, then %s, gives nothing any more', (_, change) => {
    apply(secret('cert', { certificate: first.certificate }));
    expect(served()).toBe(first.key);
    change();
    expect(served()).toBeUndefined();
    expect(condition('Programmed')).toMatchObject({ status: 'False' });
  });

  test('and is deleted while it is broken does not come back with a broken one', () => {
    remove('Secret', 'certs/cert');
    apply(secret('cert', { certificate: first.certificate }));
    expect(served()).toBeUndefined();
    expect([...pipeline.lastCertificates.entries()]).toEqual([]);
  });

  test('leaves nothing behind', () => {
    remove('Gateway', 'infra/web');
    expect([...pipeline.lastCertificates.entries()]).toEqual([]);
  });
});

test('a Secret that never was good gives nothing', () => {
  apply(secret('never', { certificate: first.certificate }), gateway('never'));
  expect(condition('Programmed')).toMatchObject({ status: 'False' });
  expect(condition('ResolvedRefs')).toMatchObject({ status: 'False', reason: 'InvalidCertificateRef' });
  expect(condition('ResolvedRefs')?.message).not.toContain('stays in use');
});

describe('over a restart', () => {
  const disk = new Map<string, unknown>();
  const state = {
    load: (name: string) => disk.get(name),
    save: (name: string, value: unknown) => {
      disk.set(name, JSON.parse(JSON.stringify(value)));
      return undefined;
    },
  };
  const restart = () => {
    pipeline = open();
    keepCertificates(pipeline, state, (message) => {
      throw new Error(message);
    });
  };

  beforeEach(() => {
    disk.clear();
    restart();
    apply(CLASS, GRANT, gateway(), secret('cert', first));
  });

  test('what is served and said is the same', () => {
    apply(secret('cert', { certificate: first.certificate }));
    const before = [[...pipeline.delivered()], [...pipeline.model.statuses.entries()]];
    restart();
    apply(CLASS, GRANT, gateway(), secret('cert', { certificate: first.certificate }));
    pipeline.pruneCertificates();
    expect([[...pipeline.delivered()], [...pipeline.model.statuses.entries()]]).toEqual(before);
    expect(served()).toBe(first.key);
  });

  test('a Secret that was deleted meanwhile is forgotten', () => {
    restart();
    apply(CLASS, GRANT, gateway());
    pipeline.pruneCertificates();
    apply(secret('cert', { certificate: first.certificate }));
    expect(served()).toBeUndefined();
    expect([...disk.values()]).toEqual([[]]);
  });

  test.each([
    ['nothing', undefined],
    ['something else', { a: 1 }],
    [
      'a pair that does not belong together',
      [{ name: 'certs/cert', uid: '', chain: first.certificate, privateKey: second.key }],
    ],
  ])('%s on the disk gives nothing', (_, saved) => {
    disk.set('certificates.json', saved);
    restart();
    apply(CLASS, GRANT, gateway(), secret('cert', { certificate: first.certificate }));
    expect(served()).toBeUndefined();
  });

  test('a disk that cannot be written is said', () => {
    const said: string[] = [];
    pipeline = open();
    keepCertificates(pipeline, { load: () => undefined, save: () => 'full' }, (message) => said.push(message));
    apply(CLASS, GRANT, gateway(), secret('cert', first));
    expect(said).toEqual(['the certificates that Secrets hold cannot be saved: full']);
  });
});
