import { X509Certificate } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Mesh } from '../../src/app/mesh.js';
import { MESH_IDENTITY, MESH_ROOTS } from '../../src/envoy/mesh-names.js';
import { KubernetesClient } from '../../src/kubernetes/client.js';
import { ClusterCredentials } from '../../src/kubernetes/credentials.js';
import type { SidecarIdentity } from '../../src/model/index.js';
import { AuthenticationLog } from '../../src/security/authentication-log.js';
import { Authenticator, type RefusalReason } from '../../src/security/authenticator.js';
import { Authority } from '../../src/security/authority.js';
import { KeySet } from '../../src/security/key-set.js';
import { ServerCertificate } from '../../src/security/server-certificate.js';
import { MemoryCaStore } from '../../src/security/testing/memory-ca-store.js';
import { ScriptedCluster } from '../../src/security/testing/scripted-cluster.js';
import { TokenReviewer } from '../../src/security/token-review.js';
import { TOKEN_AUDIENCE } from '../../src/well-known/names.js';
import { XdsCache, XdsServer } from '../../src/xds/index.js';
import { xdsResource } from '../../src/xds/resource.js';
import { type Answer, callXds, type Method } from './grpc-caller.js';

const NAME = 'gatewright.system.svc';
const SECRET = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret';
const METHODS: readonly Method[] = ['delta', 'sotw'];

let cluster: ScriptedCluster;
let cache: XdsCache;
let xds: Authority;
let mesh: Mesh;
let server: XdsServer;
let log: AuthenticationLog;
let port: number;
/** Pods that the watch of injected pods has, by `namespace/name`: their UIDs. */
const injected = new Map<string, string>();
const sidecars = new Map<string, SidecarIdentity | undefined>();

beforeAll(async () => {
  cluster = new ScriptedCluster();
  cache = new XdsCache();
  cache.markReady();
  xds = new Authority({ store: new MemoryCaStore(), purpose: 'xDS' });
  const certificate = new ServerCertificate({ authority: xds, dnsNames: [NAME] });
  await xds.start();
  mesh = new Mesh({
    client: new KubernetesClient(
      ClusterCredentials.fromString(
        JSON.stringify({
          clusters: [{ name: 'a', cluster: { server: 'http://127.0.0.1:1' } }],
          contexts: [{ name: 'a', context: { cluster: 'a' } }],
          'current-context': 'a',
        }),
      ),
    ),
    options: { trustDomain: 'mesh.test', webhook: '127.0.0.1:0', sidecarResources: {} },
    store: new MemoryCaStore(),
    authority: xds,
    dnsName: NAME,
    controllerName: 'gatewright.dev/gateway-controller',
    image: 'gatewright/gatewright:1.0.0',
    onFailure: () => {},
    podUid: (pod) => injected.get(pod),
    publish: (changes) => cache.update(changes),
    onSidecars: (changes) => {
      for (const [name, sidecar] of changes) {
        sidecars.set(name, sidecar);
        // Stands for what the translation answers with.
        const of = sidecar && xdsResource(SECRET, 'own', Buffer.from(`marker of ${name}`));
        cache.update([{ audience: name, typeUrl: SECRET, name: 'own', resource: of }]);
      }
    },
    onLog: () => () => {},
  });
  await mesh.authority.start();
  const keys = new KeySet({ client: cluster });
  await keys.refresh();
  const authenticator = new Authenticator({
    reviewer: new TokenReviewer({ client: cluster, audience: TOKEN_AUDIENCE }),
    keys,
    isAlive: cluster.isAlive,
    audienceOf: (who) =>
      mesh.admit(who, who.serviceAccount === 'front-gatewright' ? `${who.namespace}/front` : undefined),
    onRefused: (event) => log.onRefused(event),
  });
  server = new XdsServer({ cache, authenticate: authenticator.authenticate, onStream: (event) => mesh.note(event) });
  port = await server.bind('127.0.0.1:0', certificate.credentials);
});

beforeEach(() => {
  log = new AuthenticationLog({ onLog: () => {} });
  injected.clear();
});

afterAll(async () => {
  await server.shutdown(100);
  mesh.authority.stop();
  xds.stop();
});

/** The token of a pod with a sidecar. */
function sidecar(
  namespace: string,
  serviceAccount: string,
  { name = `${serviceAccount}-1`, known = true, ...token }: { name?: string; known?: boolean; expires?: number } = {},
): string {
  const pod = cluster.addPod(namespace, name);
  if (known) injected.set(`${namespace}/${name}`, pod.uid);
  return `Bearer ${cluster.token({ namespace, serviceAccount, pod, ...token })}`;
}

async function ask(method: Method, authorization: string, node?: { id: string; cluster: string }): Promise<Answer[]> {
  return Promise.all(
    [MESH_IDENTITY, MESH_ROOTS, 'own'].map((name) =>
      callXds({
        ...{ port, ca: xds.bundle, serverName: NAME, method, authorization, typeUrl: SECRET, names: [name] },
        ...(node && { node }),
      }),
    ),
  );
}

/** Whose certificate, key and configuration are in what came back. */
function seen(answers: readonly Answer[]): readonly string[] {
  const text = Buffer.concat(answers.map(({ messages }) => messages)).toString('latin1');
  const certificates = (text.match(/-----BEGIN CERT[^-]+-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (pem) => new X509Certificate(pem).subjectAltName ?? 'root',
  );
  return [
    ...certificates,
    ...(text.match(/marker of [\w/-]+/g) ?? []),
    `${text.match(/BEGIN PRIVATE/g)?.length ?? 0} keys`,
  ];
}

describe.each(METHODS)('%s', (method) => {
  test.each([
    ['one', 'cart'],
    ['one', 'default'],
    ['two', 'cart'],
  ])(
    'a sidecar of %s/%s has the identity and the configuration of its own ServiceAccount',
    async (namespace, account) => {
      const answers = await ask(method, sidecar(namespace, account));
      expect(seen(answers)).toEqual([
        `URI:spiffe://mesh.test/ns/${namespace}/sa/${account}, DNS:${account}.${namespace}.sa.mesh.test`,
        'root',
        `marker of mesh/${namespace}/${account}`,
        '1 keys',
      ]);
      expect(sidecars.get(`mesh/${namespace}/${account}`)).toMatchObject({ namespace, serviceAccount: account });
    },
  );

  test('whatever its node says, it is who its token says', async () => {
    sidecar('one', 'cart');
    const answers = await ask(method, sidecar('two', 'thief'), { id: 'one/cart-1', cluster: 'mesh/one/cart' });
    expect(seen(answers).join()).not.toMatch(/one|cart/);
    expect(seen(answers)).toContain('marker of mesh/two/thief');
  });

  test("the proxy of a Gateway has the identity of its ServiceAccount, and nobody's configuration but the Gateway's", async () => {
    const pod = cluster.addPod('one', 'front-gatewright-abc');
    const token = cluster.token({ namespace: 'one', serviceAccount: 'front-gatewright', pod });
    expect(seen(await ask(method, `Bearer ${token}`))).toEqual([
      'URI:spiffe://mesh.test/ns/one/sa/front-gatewright, DNS:front-gatewright.one.sa.mesh.test',
      'root',
      '1 keys',
    ]);
    expect(sidecars.has('mesh/one/front-gatewright')).toBe(false);
  });

  test.each<[string, RefusalReason, () => string]>([
    ['that was not given a sidecar', 'no-gateway', () => sidecar('one', 'plain', { known: false })],
    ['whose token is old', 'expired', () => sidecar('one', 'cart', { expires: -60 })],
    [
      'of the name of another one',
      'no-gateway',
      () => {
        const token = sidecar('one', 'cart', { known: false });
        injected.set('one/cart-1', 'another uid');
        return token;
      },
    ],
    [
      'that is gone',
      'rejected',
      () => {
        const token = sidecar('one', 'cart', { name: 'gone' });
        cluster.removePod('one', { name: 'gone', uid: 'gone-uid' });
        return token;
      },
    ],
  ])('a pod %s sees nothing', async (_, reason, token) => {
    const answers = await ask(method, token());
    for (const answer of answers) {
      expect([status.UNAUTHENTICATED, status.PERMISSION_DENIED]).toContain(answer.status);
      expect(answer.messages).toHaveLength(0);
    }
    expect(log.refused).toEqual(new Map([[reason, 3]]));
  });
});

test('while the API server is away, sidecars that are there get in, others do not', async () => {
  cluster.mood = 'unreachable';
  try {
    const [away] = await ask('delta', sidecar('one', 'offline', { expires: 1234 }));
    expect(seen([away as Answer])).toContain('1 keys');
    const token = sidecar('one', 'offline', { name: 'lost', expires: 1235 });
    cluster.removePod('one', { name: 'lost', uid: 'lost-uid' });
    const [lost] = await ask('delta', token);
    expect(lost?.status).toBe(status.UNAUTHENTICATED);
  } finally {
    cluster.mood = 'well';
  }
});
