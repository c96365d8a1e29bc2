import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type EchoServer, type RunningEnvoy, send, startEcho } from '../../test/envoy/harness.js';
import { converse, type NamedServer, startNamedServer } from '../../test/envoy/l4.js';
import { envoyWith, localService } from '../../test/envoy/translated-envoy.js';
import { selfSigned } from './testing/certificate.js';

/** What reaches the real Envoy for hostnames of listeners that are not accepted or not open, beside less specific ones that are. */

const API = 'apiVersion: gateway.networking.k8s.io/v1';
const { certificate, key } = selfSigned(['*.example.com']);

const WRONG = 'filters: { requests: [{ type: ExtensionRef, extensionRef: { group: g, kind: K, name: n } }] }';
const cert = 'tls: { certificateRefs: [{ name: cert }] }';
const noCert = 'tls: { certificateRefs: [{ name: missing }] }';
const listener = (name: string, protocol: string, port: number, more: string) =>
  `{ name: ${name}, protocol: ${protocol}, port: ${port}, ${more} }`;
const ANY = "hostname: '*.example.com'";

const RESOURCES = `${API}
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }
---
apiVersion: v1
kind: Secret
metadata: { name: cert, namespace: infra }
type: kubernetes.io/tls
data: { tls.crt: ${btoa(certificate)}, tls.key: ${btoa(key)} }
---
${API}
kind: Gateway
metadata: { name: web, namespace: infra }
spec:
  gatewayClassName: ours
  allowedListeners: { namespaces: { from: Same } }
  listeners:
    - ${listener('http', 'HTTP', 80, ANY)}
    - ${listener('http-wrong', 'HTTP', 80, `hostname: wrong.example.com, ${WRONG}`)}
    - ${listener('http-wide', 'HTTP', 80, `hostname: '*.wrong.example.com', ${WRONG}`)}
    - ${listener('http-good', 'HTTP', 80, 'hostname: good.wrong.example.com')}
    - ${listener('https', 'HTTPS', 443, `${ANY}, ${cert}`)}
    - ${listener('https-wrong', 'HTTPS', 443, `hostname: wrong.example.com, ${cert}, ${WRONG}`)}
    - ${listener('https-bare', 'HTTPS', 443, `hostname: bare.example.com, ${noCert}`)}
    - ${listener('tls', 'TLS', 8443, `${ANY}, tls: { mode: Passthrough }`)}
    - ${listener('tls-bare', 'TLS', 8443, `hostname: bare.example.com, ${noCert}`)}
    - ${listener('tls-idle', 'TLS', 8443, 'hostname: idle.example.com, tls: { mode: Passthrough }')}
---
${API}
kind: ListenerSet
metadata: { name: set, namespace: infra }
spec:
  parentRef: { name: web }
  listeners:
    - ${listener('twin', 'HTTP', 80, 'hostname: wrong.example.com')}
---
${API}
kind: HTTPRoute
metadata: { name: everything, namespace: infra }
spec:
  parentRefs: [{ name: web }, { kind: ListenerSet, name: set }]
  hostnames: [wrong.example.com, other.example.com, bare.example.com, '*.wrong.example.com']
  rules: [{ backendRefs: [{ name: app, port: 80 }] }]
---
${API}
kind: TLSRoute
metadata: { name: connections, namespace: infra }
spec:
  parentRefs: [{ name: web, sectionName: tls }]
  hostnames: ['*.example.com', bare.example.com, idle.example.com]
  rules: [{ backendRefs: [{ name: secure, port: 80 }] }]`;

let envoy: RunningEnvoy;
let app: EchoServer;
let secure: NamedServer;

beforeAll(async () => {
  app = await startEcho('app');
  secure = await startNamedServer('secure', { cert: certificate, key });
  envoy = await envoyWith(RESOURCES, localService('app', app.port), localService('secure', secure.port));
});

afterAll(async () => {
  await envoy?.stop();
  await Promise.all([app?.close(), secure?.close()]);
});

describe('requests', () => {
  test.each([
    ['other.example.com', 200],
    ['wrong.example.com', 500],
    ['a.wrong.example.com', 500],
    ['good.wrong.example.com', 200],
  ])('for %s: %i', async (host, status) => {
    expect((await send({ to: await envoy.port('infra/web/80'), host })).status).toBe(status);
  });
});

describe('connections with TLS', () => {
  const answer = async (servername: string, host = servername) =>
    (await send({ to: await envoy.port('infra/web/443'), host, tls: { servername } })).status;

  test('for another hostname are taken', async () => expect(await answer('other.example.com')).toBe(200));

  test.each(['wrong.example.com', 'bare.example.com'])('for %s are closed', (name) =>
    expect(answer(name)).rejects.toThrow(),
  );

  test.each(['wrong.example.com', 'bare.example.com'])('for another one do not get to %s', async (name) => {
    expect(await answer('other.example.com', name)).toBe(421);
  });
});

describe('connections that are forwarded', () => {
  const answer = async (servername: string) => {
    const conversation = await converse(await envoy.port('infra/web/8443'), { servername });
    return conversation.ask().finally(() => conversation.close());
  };

  test('for another hostname go to their backend', async () =>
    expect(await answer('other.example.com')).toBe('secure for other.example.com'));

  test.each(['bare.example.com', 'idle.example.com'])('for %s are closed', (name) =>
    expect(answer(name)).rejects.toThrow(),
  );
});
