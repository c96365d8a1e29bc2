import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { KubernetesClient } from '../../src/kubernetes/client.js';
import { ClusterCredentials } from '../../src/kubernetes/credentials.js';
import { Reflector } from '../../src/kubernetes/reflector.js';
import { AuthenticationLog } from '../../src/security/authentication-log.js';
import { Authenticator } from '../../src/security/authenticator.js';
import { Authority } from '../../src/security/authority.js';
import { CaSecret } from '../../src/security/ca-secret.js';
import { createAuthority, issueServerCertificate } from '../../src/security/certificate.js';
import { KeySet } from '../../src/security/key-set.js';
import { ServerCertificate } from '../../src/security/server-certificate.js';
import { TokenReviewer } from '../../src/security/token-review.js';
import { TOKEN_AUDIENCE } from '../../src/well-known/names.js';
import { XdsCache, XdsServer } from '../../src/xds/index.js';
import { eventually } from '../../test/envoy/eventually.js';
import { callXds, type Method } from '../../test/security/grpc-caller.js';
import { apply, get, type KubeObject, kubectl, remove } from '../support/kubectl.js';
import { createNamespace, deleteNamespaces, gateway, programmed, SYSTEM } from '../support/world.js';

const OWN = 'xds-security-own';
const OTHER = 'xds-security-other';
const ACCOUNT = 'front-gatewright';
const SECRET = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret';

const SERVED: readonly Method[] = ['delta', 'sotw'];
const NOT_SERVED: readonly Method[] = ['fetch', 'delta of one type', 'sotw of one type', 'unknown'];

/** A pod that no node takes: its tokens are as good as any other's. */
function pod(namespace: string, name: string, serviceAccountName = ACCOUNT): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace,
      name,
      labels: {
        'app.kubernetes.io/managed-by': 'gatewright',
        'app.kubernetes.io/component': 'proxy',
        'gatewright.dev/controller': 'gatewright.dev_gateway-controller',
      },
    },
    spec: {
      serviceAccountName,
      nodeSelector: { 'gatewright.dev/none': 'none' },
      terminationGracePeriodSeconds: 0,
      containers: [{ name: 'none', image: 'none' }],
    },
  };
}

function account(namespace: string, name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name } };
}

interface TokenOptions {
  readonly namespace?: string;
  readonly account?: string;
  /** `null`: bound to none. */
  readonly pod?: string | null;
  readonly audience?: string;
}

async function bearer(options: TokenOptions = {}): Promise<string> {
  const { namespace = OWN, account: name = ACCOUNT, pod: bound = 'proxy', audience = TOKEN_AUDIENCE } = options;
  const to = bound === null ? [] : ['--bound-object-kind', 'Pod', '--bound-object-name', bound];
  const token = await kubectl(['create', 'token', name, '-n', namespace, '--audience', audience, ...to]);
  return `Bearer ${token.trim()}`;
}

async function tokenOfDeletedPod(): Promise<string> {
  await apply(pod(OWN, 'deleted'));
  const token = await bearer({ pod: 'deleted' });
  await remove('pod', 'deleted', OWN);
  return token;
}

/** Of a pod whose name another pod has now. */
async function tokenOfReplacedPod(): Promise<string> {
  const token = await tokenOfDeletedPod();
  await apply(pod(OWN, 'deleted'));
  return token;
}

async function forged(): Promise<string> {
  const token = await bearer();
  const at = token.lastIndexOf('.') + 10;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}

const CREDENTIALS: readonly (readonly [string, () => Promise<string | undefined>])[] = [
  ['none', async () => undefined],
  ['basic', async () => `Basic ${Buffer.from('admin:admin').toString('base64')}`],
  ['garbage', async () => 'Bearer garbage'],
  ['forged', forged],
  ['of another audience', () => bearer({ audience: 'https://kubernetes.default.svc' })],
  ['not bound to a pod', () => bearer({ pod: null })],
  ['of the same service account in another namespace', () => bearer({ namespace: OTHER })],
  ['of another service account', () => bearer({ account: 'stranger', pod: 'stranger' })],
  ['of a pod that was deleted', tokenOfDeletedPod],
  ['of a pod that was replaced', tokenOfReplacedPod],
];

beforeAll(async () => {
  await createNamespace(OWN);
  await createNamespace(OTHER);
  await apply(account(OWN, ACCOUNT), account(OWN, 'stranger'), account(OTHER, ACCOUNT));
  await apply(pod(OWN, 'proxy'), pod(OWN, 'stranger', 'stranger'), pod(OTHER, 'proxy'));
}, 120_000);
afterAll(() => deleteNamespaces(OWN, OTHER), 120_000);

/** A way to the API server that a test can close. */
class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  open = true;
  connections = 0;

  constructor(target: URL) {
    this.#server = createServer((socket) => {
      if (!this.open) return void socket.destroy();
      this.connections += 1;
      const there = connect(Number(target.port), target.hostname);
      for (const each of [socket, there]) {
        this.#sockets.add(each);
        each.on('error', () => {});
        each.on('close', () => {
          this.#sockets.delete(each);
          socket.destroy();
          there.destroy();
        });
      }
      socket.pipe(there).pipe(socket);
    });
  }

  listen(): Promise<number> {
    return new Promise((resolve) =>
      this.#server.listen(0, '127.0.0.1', () => resolve((this.#server.address() as { port: number }).port)),
    );
  }

  cut(): void {
    this.open = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}

/** The user's own way to the cluster, through the relay. */
async function relayed(): Promise<{ readonly relay: Relay; readonly credentials: ClusterCredentials }> {
  const config = parse(await readFile(process.env.KUBECONFIG ?? '', 'utf8'));
  const { cluster } = config.clusters[0];
  const relay = new Relay(new URL(cluster.server));
  cluster.server = `https://127.0.0.1:${await relay.listen()}`;
  cluster['tls-server-name'] = 'kubernetes.default.svc';
  return { relay, credentials: ClusterCredentials.fromString(stringify(config)) };
}

describe('with the API server of the cluster', () => {
  let relay: Relay;
  let client: KubernetesClient;
  let pods: Reflector;
  let keys: KeySet;
  let log: AuthenticationLog;
  let authority: Authority;
  let server: XdsServer;
  let port: number;

  beforeAll(async () => {
    const way = await relayed();
    relay = way.relay;
    client = new KubernetesClient(way.credentials);
    const store = new CaSecret({ client, namespace: OWN, name: 'gatewright-ca' });
    authority = new Authority({ store, purpose: 'xDS' });
    const certificate = new ServerCertificate({ authority, dnsNames: ['gatewright.test.svc'] });
    await authority.start();
    await new Promise<void>((resolve) => {
      pods = new Reflector({
        client,
        resource: { group: '', version: 'v1', plural: 'pods', namespaced: true },
        namespaces: [OWN],
        onChanges: (changes) => {
          for (const [name, object] of changes) if (object === undefined) server?.endStreams(name);
        },
        onSynced: resolve,
      });
      pods.start();
    });
    keys = new KeySet({ client });
    await keys.refresh();
    log = new AuthenticationLog({ onLog: () => {} });
    const { onAccepted, onRefused } = log;
    const authenticator = new Authenticator({
      reviewer: new TokenReviewer({ client, audience: TOKEN_AUDIENCE }),
      keys,
      isAlive: ({ namespace, name, uid }) => pods.get(`${namespace}/${name}`)?.metadata.uid === uid,
      audienceOf: ({ namespace, serviceAccount }) =>
        namespace === OWN && serviceAccount === ACCOUNT ? `${OWN}/front` : undefined,
      onAccepted,
      onRefused,
    });
    const cache = new XdsCache();
    cache.markReady();
    server = new XdsServer({ cache, authenticate: authenticator.authenticate });
    port = await server.bind('127.0.0.1:0', certificate.credentials);
  }, 60_000);

  afterAll(async () => {
    await server.shutdown(100);
    authority.stop();
    pods.stop();
    client.close();
    relay.close();
  });

  const call = (method: Method, authorization: string | undefined, onServed?: () => void) =>
    callXds({
      ...{ port, ca: authority.bundle, serverName: 'gatewright.test.svc', method, typeUrl: SECRET, names: ['any'] },
      ...(authorization !== undefined && { authorization }),
      ...(onServed && { onServed }),
    });

  test.each(CREDENTIALS)('credentials %s are refused', async (_, credentials) => {
    const answer = await call('delta', await credentials());
    expect([status.UNAUTHENTICATED, status.PERMISSION_DENIED]).toContain(answer.status);
    expect(answer.messages).toHaveLength(0);
  });

  test('the token of a pod is accepted, and its streams end with the pod', async () => {
    await apply(pod(OWN, 'short'));
    const token = await bearer({ pod: 'short' });
    let served = false;
    const ended = call('delta', token, () => {
      served = true;
    });
    await eventually(() => expect(served).toBe(true));
    await remove('pod', 'short', OWN);
    expect((await ended).status).toBe(status.OK);
    // The API server itself remembers for ten seconds that a token was good.
    expect((await call('delta', token)).status).toBe(status.UNAUTHENTICATED);
  });

  test('while it is away, what it has signed is good for pods that are there', async () => {
    const good = await bearer();
    const [unbound, strange, fake] = await Promise.all([bearer({ pod: null }), bearer({ namespace: OTHER }), forged()]);
    const gone = await tokenOfDeletedPod();
    await eventually(() => expect(pods.get(`${OWN}/deleted`)).toBeUndefined());
    const offline = log.accepted.get('offline') ?? 0;
    relay.cut();
    try {
      for (const method of SERVED) expect((await call(method, good)).status).toBeUndefined();
      expect(log.accepted.get('offline')).toBe(offline + SERVED.length);
      for (const refused of [unbound, strange, fake, gone, undefined]) {
        const answer = await call('delta', refused);
        expect([status.UNAUTHENTICATED, status.PERMISSION_DENIED]).toContain(answer.status);
        expect(answer.messages).toHaveLength(0);
      }
    } finally {
      relay.open = true;
    }
    const { connections } = relay;
    const reviews = log.accepted.get('review') ?? 0;
    await eventually(async () => {
      expect((await call('delta', good)).status).toBeUndefined();
      expect(log.accepted.get('review') ?? 0).toBeGreaterThan(reviews);
    });
    expect(relay.connections).toBeGreaterThan(connections);
  });

  test('the authorities of xDS are one for all replicas, and a new one when they were deleted', async () => {
    const store = () => new CaSecret({ client, namespace: OWN, name: 'gatewright-ca' });
    const others = [1, 2].map(() => new Authority({ store: store(), purpose: 'xDS' }));
    try {
      await Promise.all(others.map((each) => each.start()));
      for (const each of others) expect(each.bundle).toBe(authority.bundle);
      const { bundle } = authority;
      await remove('secret', 'gatewright-ca', OWN);
      await eventually(() => {
        expect(authority.bundle).not.toBe(bundle);
        for (const each of others) expect(each.bundle).toBe(authority.bundle);
      });
      const { data } = await get('secret', 'gatewright-ca', OWN);
      expect(Buffer.from(data['ca.crt'], 'base64').toString()).toBe(authority.bundle);
      expect(new X509Certificate(authority.bundle).ca).toBe(true);
    } finally {
      for (const each of others) each.stop();
    }
  });
});

describe('the installed controller', () => {
  let host: string;
  let ca: string;
  /** A line of the private key of each namespace's Secret. */
  const marks = new Map<string, string>();

  function certificate(namespace: string): KubeObject {
    const validity = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 86_400_000 };
    const pair = issueServerCertificate(createAuthority('Test', validity), ['example.com'], validity);
    const key = String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    marks.set(namespace, key.split('\n')[1] ?? '');
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/tls',
      metadata: { namespace, name: 'certificate' },
      stringData: { 'tls.crt': pair.certificate.toString(), 'tls.key': key },
    };
  }

  const https = (namespace: string) =>
    gateway(namespace, 'front', {
      listeners: [{ name: 'https', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'certificate' }] } }],
    });

  beforeAll(async () => {
    await apply(certificate(OWN), certificate(OTHER), https(OWN), https(OTHER));
    await Promise.all([programmed(OWN, 'front'), programmed(OTHER, 'front')]);
    host = (await get('service', 'gatewright', SYSTEM)).spec.clusterIP;
    ca = Buffer.from((await get('secret', 'gatewright-ca', SYSTEM)).data['ca.crt'], 'base64').toString();
  }, 120_000);

  const call = (method: Method, authorization: string | undefined, onServed?: () => void) =>
    callXds({
      ...{ host, port: 18000, ca, serverName: `gatewright.${SYSTEM}.svc`, method, typeUrl: SECRET },
      names: [`${OWN}/certificate`],
      node: { id: 'front', cluster: `${OWN}/front` },
      ...(authorization !== undefined && { authorization }),
      ...(onServed && { onServed }),
    });

  // In the other namespace there is a Gateway too, so its proxy is served, but not with this.
  const refused = CREDENTIALS.filter(([name]) => name !== 'of the same service account in another namespace');

  describe.each(SERVED)('%s', (method) => {
    test.each(refused)('with credentials %s sees nothing', async (_, credentials) => {
      const answer = await call(method, await credentials());
      expect([status.UNAUTHENTICATED, status.PERMISSION_DENIED]).toContain(answer.status);
      expect(answer.messages).toHaveLength(0);
    });

    test('with the token of a proxy sees what it may', async () => {
      const { messages } = await call(method, await bearer());
      expect(messages.includes(marks.get(OWN) ?? '')).toBe(true);
    });

    test('with the token of another proxy sees nothing of it, whatever its node says', async () => {
      const { messages, status: code } = await call(method, await bearer({ namespace: OTHER }));
      expect(code).toBeUndefined();
      expect(messages.includes(marks.get(OWN) ?? '')).toBe(false);
    });
  });

  test.each(NOT_SERVED)('has no method for %s', async (method) => {
    for (const authorization of [undefined, await bearer()]) {
      const answer = await call(method, authorization);
      expect(answer.status).toBe(status.UNIMPLEMENTED);
      expect(answer.messages).toHaveLength(0);
    }
  });

  test('ends the streams of a pod that is gone', async () => {
    await apply(pod(OWN, 'gone'));
    const token = await bearer({ pod: 'gone' });
    let served = false;
    const ended = call('delta', token, () => {
      served = true;
    });
    await eventually(() => expect(served).toBe(true));
    await remove('pod', 'gone', OWN);
    expect((await ended).status).toBe(status.OK);
  });
});
