import { connect } from 'node:http2';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { Pipeline } from '../../src/app/pipeline.js';
import { clusterSettings } from '../../src/app/settings.js';
import { admit } from '../../src/resources/admit.js';
import { keyOf } from '../../src/resources/kinds.js';
import { AuthenticationLog } from '../../src/security/authentication-log.js';
import { Authenticator, type RefusalReason } from '../../src/security/authenticator.js';
import { Authority } from '../../src/security/authority.js';
import { createAuthority, issueServerCertificate } from '../../src/security/certificate.js';
import { KeySet } from '../../src/security/key-set.js';
import { ServerCertificate } from '../../src/security/server-certificate.js';
import { MemoryCaStore } from '../../src/security/testing/memory-ca-store.js';
import { ScriptedCluster } from '../../src/security/testing/scripted-cluster.js';
import { TokenReviewer } from '../../src/security/token-review.js';
import { TOKEN_AUDIENCE } from '../../src/well-known/names.js';
import { XdsCache, XdsServer } from '../../src/xds/index.js';
import { callXds, type Method } from './grpc-caller.js';

const NAME = 'gatewright.system.svc';
const SECRET = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret';

/** Gateway `one/front` may have the certificates `one/own` and `shared/granted`; `two/front` may have `two/own`. */
const OBJECTS = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: gatewright }
spec: { controllerName: gatewright.dev/gateway-controller }
${['one', 'two']
  .map(
    (namespace) => `---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { namespace: ${namespace}, name: front }
spec:
  gatewayClassName: gatewright
  listeners:
  - { name: own, port: 443, protocol: HTTPS, hostname: own.example.com, tls: { certificateRefs: [{ name: own }] } }
  - { name: granted, port: 443, protocol: HTTPS, hostname: granted.example.com,
      tls: { certificateRefs: [{ namespace: shared, name: granted }] } }
  - { name: refused, port: 443, protocol: HTTPS, hostname: refused.example.com,
      tls: { certificateRefs: [{ namespace: shared, name: refused }] } }
`,
  )
  .join('')}`;

const GRANT = (namespace: string, secret: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { namespace: shared, name: ${namespace}-${secret} }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: Gateway, namespace: ${namespace} }]
  to: [{ group: '', kind: Secret, name: ${secret} }]
`;

const SECRETS = ['one/own', 'two/own', 'shared/granted', 'shared/refused', 'shared/nobodys'] as const;
type SecretName = (typeof SECRETS)[number];

/** A line of the private key of each Secret: what must not be seen. */
const marks = new Map<SecretName, string>();

let cluster: ScriptedCluster;
let authority: Authority;
let server: XdsServer;
let cache: XdsCache;
let pipeline: Pipeline;
let keys: KeySet;
let log: AuthenticationLog;
let port: number;

function apply(...documents: readonly string[]): void {
  const changes = documents
    .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as unknown))
    .map((object) => {
      const admission = admit(object);
      if (!admission.ok) throw new Error(JSON.stringify(admission.errors));
      return { kind: admission.object.kind, key: keyOf(admission.object), resource: admission.object };
    });
  cache.update(pipeline.apply(changes).resources);
}

function makeSecret(name: SecretName): string {
  const validity = { notBefore: Date.now() - 1000, notAfter: Date.now() + 86_400_000 };
  const pair = issueServerCertificate(createAuthority('Test', validity), ['example.com'], validity);
  const key = String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  marks.set(name, key.split('\n')[1] ?? '');
  const [namespace, short] = name.split('/');
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/tls',
    metadata: { namespace, name: short },
    data: { 'tls.crt': base64(pair.certificate.toString()), 'tls.key': base64(key) },
  });
}

beforeAll(async () => {
  cluster = new ScriptedCluster();
  cache = new XdsCache();
  pipeline = new Pipeline({
    settings: clusterSettings('gatewright.dev/gateway-controller', ['0.0.0.0'], undefined),
    envoy: { accessLog: 'off', bucketingSupported: false },
  });
  apply(OBJECTS, GRANT('one', 'granted'), ...SECRETS.map(makeSecret));
  cache.markReady();
  authority = new Authority({ store: new MemoryCaStore(), purpose: 'xDS' });
  const certificate = new ServerCertificate({ authority, dnsNames: [NAME] });
  await authority.start();
  keys = new KeySet({ client: cluster });
  await keys.refresh();
  log = new AuthenticationLog({ onLog: () => {} });
  const authenticator = new Authenticator({
    reviewer: new TokenReviewer({ client: cluster, audience: TOKEN_AUDIENCE }),
    keys,
    isAlive: cluster.isAlive,
    audienceOf: ({ namespace, serviceAccount }) =>
      ['one', 'two'].includes(namespace) && serviceAccount === 'front-gatewright' ? `${namespace}/front` : undefined,
    onRefused: (event) => log.onRefused(event),
  });
  server = new XdsServer({ cache, authenticate: authenticator.authenticate });
  port = await server.bind('127.0.0.1:0', certificate.credentials);
});

afterAll(async () => {
  await server.shutdown(100);
  authority.stop();
});

/** What a pod of this Gateway's proxy would send. */
function tokenOf(namespace: string, options: Parameters<ScriptedCluster['token']>[0] = {}): string {
  const pod = cluster.addPod(namespace, 'front-gatewright-abc');
  return `Bearer ${cluster.token({ namespace, serviceAccount: 'front-gatewright', pod, ...options })}`;
}

/** Credentials that are worth nothing here, and why. */
const CREDENTIALS: readonly (readonly [string, RefusalReason, () => string | undefined])[] = [
  ['none', 'no-token', () => undefined],
  ['empty', 'malformed', () => ''],
  ['basic', 'malformed', () => `Basic ${Buffer.from('admin:admin').toString('base64')}`],
  ['garbage', 'malformed', () => 'Bearer garbage'],
  ['of another audience', 'wrong-audience', () => tokenOf('one', { audiences: ['https://kubernetes.default.svc'] })],
  ['expired', 'expired', () => tokenOf('one', { expires: -60 })],
  ['forged', 'bad-signature', () => tokenOf('one', { forged: true })],
  ['not bound to a pod', 'not-pod-bound', () => tokenOf('one', { pod: null })],
  ['of the same service account in another namespace', 'no-gateway', () => tokenOf('three')],
  ['of another service account', 'no-gateway', () => tokenOf('one', { serviceAccount: 'default' })],
  [
    'of a pod that was deleted',
    'rejected',
    () => {
      const pod = cluster.addPod('one', 'deleted');
      cluster.removePod('one', pod);
      return tokenOf('one', { pod });
    },
  ],
];

const call = (method: Method, authorization: string | undefined, rest: Partial<Parameters<typeof callXds>[0]> = {}) =>
  callXds({
    port,
    ca: authority.bundle,
    serverName: NAME,
    method,
    typeUrl: SECRET,
    names: SECRETS.map((name) => name),
    ...(authorization !== undefined && { authorization }),
    ...rest,
  });

const seenIn = (bytes: Buffer) => SECRETS.filter((name) => bytes.includes(marks.get(name) ?? '?'));

const SERVED: readonly Method[] = ['delta', 'sotw'];
const NOT_SERVED: readonly Method[] = ['fetch', 'delta of one type', 'sotw of one type', 'unknown'];

describe.each(SERVED)('%s', (method) => {
  test.each(CREDENTIALS)('with credentials %s (%s) sees nothing', async (_, reason, credentials) => {
    const before = { bytes: sent(), refused: log.refused.get(reason) ?? 0 };
    const answer = await call(method, credentials());
    expect([status.UNAUTHENTICATED, status.PERMISSION_DENIED]).toContain(answer.status);
    expect(answer.messages).toHaveLength(0);
    expect(answer.headers).not.toMatch(/token|signed|pod|front|expired/i);
    expect({ bytes: sent(), refused: (log.refused.get(reason) ?? 0) - 1 }).toEqual(before);
  });

  test.each([
    ['one', ['one/own', 'shared/granted']],
    ['two', ['two/own']],
  ])('with the token of a proxy of %s/front sees what this Gateway refers to and may', async (namespace, expected) => {
    expect(await everything(method, tokenOf(namespace))).toEqual(expected);
  });

  test('sees what its token allows, whatever its node says', async () => {
    const node = { id: 'front-gatewright-abc.one', cluster: 'one/front' };
    expect(await everything(method, tokenOf('two'), node)).toEqual(['two/own']);
  });
});

describe.each(NOT_SERVED)('%s', (method) => {
  test.each([...CREDENTIALS, ['of a proxy', 'none', () => tokenOf('one')] as const])(
    'is not there for credentials %s',
    async (_, __, credentials) => {
      const answer = await call(method, credentials());
      expect(answer.status).toBe(status.UNIMPLEMENTED);
      expect(answer.messages).toHaveLength(0);
    },
  );
});

test('while nobody can judge, a proxy is told to come again and sees nothing', async () => {
  cluster.mood = 'forbids';
  try {
    const answer = await call('delta', tokenOf('one', { expires: 1234 }));
    expect(answer.status).toBe(status.UNAVAILABLE);
    expect(answer.messages).toHaveLength(0);
  } finally {
    cluster.mood = 'well';
  }
});

test('while the API server is away, everybody sees what they may see, and others nothing', async () => {
  cluster.mood = 'unreachable';
  try {
    expect(await everything('delta', tokenOf('one', { expires: 1235 }))).toEqual(['one/own', 'shared/granted']);
    const forged = await call('delta', tokenOf('one', { forged: true }));
    expect(forged.messages).toHaveLength(0);
  } finally {
    cluster.mood = 'well';
  }
});

test('without TLS there is nobody to talk to', async () => {
  const session = connect(`http://127.0.0.1:${port}`);
  const ended = new Promise((resolve) => session.on('error', resolve).on('close', resolve));
  const stream = session.request({ ':path': '/', authorization: tokenOf('one') });
  const answers: unknown[] = [];
  stream.on('response', (headers) => answers.push(headers)).on('error', () => {});
  await ended;
  expect(answers).toEqual([]);
});

test('a permission that is given, or taken back, counts from then on', async () => {
  apply(GRANT('two', 'refused'));
  expect(await everything('delta', tokenOf('two'))).toEqual(['two/own', 'shared/refused']);
  expect(await everything('delta', tokenOf('one'))).toEqual(['one/own', 'shared/granted']);
  cache.update(pipeline.apply([{ kind: 'ReferenceGrant', key: 'shared/two-refused' }]).resources);
  expect(await everything('delta', tokenOf('two'))).toEqual(['two/own']);
});

/** Bytes of responses since the start. */
function sent(): number {
  return [...server.counters().values()].reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Asks for every Secret that anybody has, by itself, since one response holds one. */
async function everything(
  method: Method,
  authorization: string,
  node?: { readonly id: string; readonly cluster: string },
): Promise<readonly SecretName[]> {
  const known = ['one/front', 'two/front'].flatMap((audience) =>
    [...cache.audience(audience).resources(SECRET)].map(({ name }) => name),
  );
  const answers = await Promise.all(
    [...new Set(['*', ...SECRETS, ...known])].map((name) =>
      call(method, authorization, { names: [name], ...(node && { node }) }),
    ),
  );
  expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => undefined));
  return seenIn(Buffer.concat(answers.map(({ messages }) => messages)));
}
