import { expect } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { type KubeObject, list } from './kubectl.js';
import { answersTo, nobodyAnswers, PORT, tlsSecret } from './l4.js';
import {
  authority,
  type Clients,
  ca,
  ELSEWHERE,
  edge,
  http,
  https,
  LIVE,
  l4,
  newGrpcRoute,
  newL4Route,
  newRoute,
  terminate,
  tls,
  toOther,
  WAIT,
} from './shared-edge.js';
import { gateway, httpRoute, programmed } from './world.js';

/** Something that comes, is seen to work, goes, and is seen to be gone. */
export interface Change {
  /** Objects that come and go. */
  readonly objects?: readonly KubeObject[];
  /** The shared Gateway meanwhile. */
  readonly gateway?: KubeObject;
  works(clients: Clients): Promise<unknown>;
  gone(clients: Clients): Promise<unknown>;
}

const HOST = 'new.example.com';
const API = 'gateway.networking.k8s.io/v1';
const certificate = (namespace = LIVE) => tlsSecret(namespace, 'new', authority.issue([HOST]));
const configMap = (namespace: string, name: string): KubeObject => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } },
  data: { 'ca.crt': ca },
});
const configMapRef = (name: string) => ({ group: '', kind: 'ConfigMap', name });

/** A change that HTTP clients see on these ports. */
const seenByHttp = (host: string, ...ports: readonly number[]): Pick<Change, 'works' | 'gone'> => ({
  works: (clients) => Promise.all(ports.map((port) => clients.answered(port, host))),
  gone: (clients) => Promise.all(ports.map((port) => clients.unanswered(port, host))),
});

/** Changes of every kind about the Gateway of {@link edge} that have nothing to do with those who talk through it. */
export const UNRELATED_CHANGES: Readonly<Record<string, Change>> = {
  'an HTTP listener on another port, and its HTTPRoute': {
    gateway: edge([http('new', 8081)]),
    objects: [newRoute(HOST)],
    ...seenByHttp(HOST, 8081),
  },
  'an HTTP listener for a hostname on the same port': {
    gateway: edge([http('new', 80, { hostname: HOST })]),
    objects: [newRoute(HOST)],
    ...seenByHttp(HOST, 80),
  },
  'an HTTPS listener on the same port, and its certificate': {
    gateway: edge([https('new', HOST, 'new')]),
    objects: [certificate(), newRoute(HOST)],
    ...seenByHttp(HOST, 443),
  },
  'TLS listeners on the same ports': {
    gateway: edge([tls('new', HOST, terminate('new')), tls('near-https', HOST, terminate('new'), 443)]),
    objects: [
      certificate(),
      newL4Route('TLSRoute', 'new', HOST),
      {
        ...newL4Route('TLSRoute', 'near-https', HOST),
        metadata: { name: 'near-https', namespace: ELSEWHERE },
      },
    ],
    works: (clients) => Promise.all([8443, 443].map((port) => answersTo(clients.tls(HOST, port), 'other'))),
    gone: (clients) => Promise.all([8443, 443].map((port) => nobodyAnswers(clients.tls(HOST, port)))),
  },
  'listeners for TCP and UDP on the port numbers of each other': {
    gateway: edge([l4('new-tcp', 'TCP', 53), l4('new-udp', 'UDP', 5432)]),
    objects: [newL4Route('TCPRoute', 'new-tcp'), newL4Route('UDPRoute', 'new-udp')],
    works: async (clients) => {
      await answersTo(clients.connection(53), 'other');
      await answersTo(clients.datagrams(5432), 'other');
    },
    gone: async (clients) => {
      await nobodyAnswers(clients.connection(53));
      await nobodyAnswers(clients.datagrams(5432));
    },
  },
  'a ListenerSet with listeners on the same ports and on another': {
    objects: [
      certificate(ELSEWHERE),
      {
        apiVersion: API,
        kind: 'ListenerSet',
        metadata: { name: 'new', namespace: ELSEWHERE },
        spec: {
          parentRef: { name: 'edge', namespace: LIVE },
          listeners: [http('http', 80, { hostname: HOST }), https('https', HOST, 'new'), http('far', 8081)],
        },
      },
      { ...newRoute(HOST), spec: { parentRefs: [{ kind: 'ListenerSet', name: 'new' }], rules: [toOther] } },
    ],
    ...seenByHttp(HOST, 80, 443, 8081),
  },
  'an HTTPRoute for another host of the same listeners': {
    objects: [newRoute('new.live.example.com')],
    ...seenByHttp('new.live.example.com', 80, 443),
  },
  'an HTTPRoute for another path of the same host': {
    objects: [
      httpRoute(LIVE, 'new', {
        ...{ parent: 'edge', hostname: 'talk.live.example.com' },
        rules: [
          {
            matches: [{ path: { value: '/new' } }],
            filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: HOST } }],
          },
        ],
      }),
    ],
    works: (clients) => Promise.all([80, 443].map((port) => talkAnswers(clients, port, 302))),
    gone: (clients) => Promise.all([80, 443].map((port) => talkAnswers(clients, port, 200))),
  },
  'filters of an HTTPRoute and of a listener on the same port': {
    gateway: edge([
      http('new', 80, { hostname: HOST, filters: { requests: [externalAuth({ name: 'talk', port: PORT.http })] } }),
    ]),
    objects: [
      newRoute(HOST, {
        filters: [
          externalAuth({ name: 'other', port: PORT.http }),
          { type: 'CORS', cors: { allowOrigins: ['https://example.com'] } },
          { type: 'RequestMirror', requestMirror: { backendRef: { name: 'other', port: PORT.http } } },
          { type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'x-new', value: 'yes' }] } },
        ],
        timeouts: { request: '5s' },
        ...toOther,
      }),
    ],
    ...seenByHttp(HOST, 80),
  },
  'a GRPCRoute': {
    objects: [newGrpcRoute('new.live.example.com')],
    works: (clients) => Promise.all([80, 443].map((port) => clients.called(port, 'new.live.example.com', 'other'))),
    gone: (clients) => Promise.all([80, 443].map((port) => clients.called(port, 'new.live.example.com', undefined))),
  },
  'a TLSRoute on the same listener': {
    objects: [newL4Route('TLSRoute', 'ended', 'new.ended.example.com')],
    works: (clients) => answersTo(clients.tls('new.ended.example.com'), 'other'),
    gone: (clients) => nobodyAnswers(clients.tls('new.ended.example.com')),
  },
  'a BackendTLSPolicy': {
    objects: [
      configMap(ELSEWHERE, 'ca'),
      {
        apiVersion: API,
        kind: 'BackendTLSPolicy',
        metadata: { name: 'new', namespace: ELSEWHERE },
        spec: {
          targetRefs: [{ group: '', kind: 'Service', name: 'other', sectionName: 'https' }],
          validation: { hostname: 'backend.test', caCertificateRefs: [configMapRef('ca')] },
        },
      },
      newRoute(HOST, { backendRefs: [{ name: 'other', port: PORT.https }] }),
    ],
    ...seenByHttp(HOST, 80),
  },
  'certificates of clients on another port': withClientCertificates(),
  'another Gateway': {
    objects: [gateway(ELSEWHERE, 'new')],
    works: () => programmed(ELSEWHERE, 'new'),
    gone: () => eventually(async () => expect(await list('service', ELSEWHERE)).toHaveLength(1), WAIT),
  },
};

function externalAuth(backendRef: object): object {
  return { type: 'ExternalAuth', externalAuth: { protocol: 'HTTP', http: {}, backendRef } };
}

function talkAnswers(clients: Clients, port: number, status: number): Promise<void> {
  return eventually(async () => {
    expect((await clients.send(port, 'talk.live.example.com', { path: '/new' })).status).toBe(status);
  }, WAIT);
}

function withClientCertificates(): Change {
  const { certificate: cert, key } = authority.issue(['client']);
  const validation = { caCertificateRefs: [configMapRef('clients')] };
  return {
    objects: [configMap(LIVE, 'clients'), certificate(), newRoute(HOST)],
    gateway: edge([https('new', HOST, 'new', 8444)], {
      tls: { frontend: { default: {}, perPort: [{ port: 8444, tls: { validation } }] } },
    }),
    works: async (clients) => {
      await clients.answered(8444, HOST, { tls: { ca, cert, key } });
      await clients.unanswered(8444, HOST);
    },
    gone: (clients) => clients.unanswered(8444, HOST),
  };
}
