import { expect } from '@jest/globals';
import { testAuthority } from '../../src/gateway-api/testing/certificate.js';
import { eventually } from '../../test/envoy/eventually.js';
import { GrpcClient } from '../../test/envoy/grpc-client.js';
import { type SendOptions, send } from '../../test/envoy/http-client.js';
import { converse, converseUdp } from '../../test/envoy/l4.js';
import type { KubeObject } from './kubectl.js';
import { l4Backend, l4Route, PORT, tlsSecret } from './l4.js';
import { answered, gateway, httpRoute } from './world.js';

/** One Gateway with listeners of every protocol: conversations through it in one namespace, everybody else in another. */

export const LIVE = 'long-lived';
export const ELSEWHERE = 'long-lived-elsewhere';
const PARENT = `${LIVE}/edge`;
const API = 'gateway.networking.k8s.io/v1';

export const WAIT = { timeoutMs: 30_000, everyMs: 100 };
/** How long what drains may last. */
const DRAIN_SECONDS = 1;

export const authority = testAuthority('long-lived');
export const ca = authority.certificate;
/** Hosts of the certificate `live`, which the Gateway shows to those who talk. */
export const LIVE_HOSTS = ['*.live.example.com', '*.ended.example.com'];

export const everywhere = { allowedRoutes: { namespaces: { from: 'All' } } };
export const terminate = (secret: string) => ({ mode: 'Terminate', certificateRefs: [{ name: secret }] });

export const http = (name: string, port: number, more: object = {}) => {
  return { name, port, protocol: 'HTTP', ...everywhere, ...more };
};
export const https = (name: string, hostname: string, secret: string, port = 443) => {
  return { name, port, protocol: 'HTTPS', hostname, tls: terminate(secret), ...everywhere };
};
export const tls = (name: string, hostname: string, how: object, port = 8443) => {
  return { name, port, protocol: 'TLS', hostname, tls: how, ...everywhere };
};
export const l4 = (name: string, protocol: 'TCP' | 'UDP', port: number) => ({ name, port, protocol, ...everywhere });

/** The Gateway with its own listeners, and more. */
export function edge(listeners: readonly object[] = [], spec: object = {}): KubeObject {
  return gateway(LIVE, 'edge', {
    infrastructure: { parametersRef: { group: 'gatewright.dev', kind: 'ProxyConfig', name: 'quick' } },
    allowedListeners: { namespaces: { from: 'All' } },
    ...spec,
    listeners: [
      http('http', 80),
      https('https', '*.live.example.com', 'live'),
      https('other', 'other.example.com', 'other'),
      l4('tcp', 'TCP', 5432),
      l4('udp', 'UDP', 53),
      tls('ended', '*.ended.example.com', terminate('live')),
      tls('through', '*.through.example.com', { mode: 'Passthrough' }),
      ...listeners,
    ],
  });
}

export const toOther = { backendRefs: [{ name: 'other', port: PORT.http }] };

/** The routes of everybody else: one of each kind, called `new`. */
export const newRoute = (hostname: string, rule: object = toOther) =>
  httpRoute(ELSEWHERE, 'new', { parent: PARENT, hostname, rules: [rule] });
export const newGrpcRoute = (hostname: string) => grpcRoute(ELSEWHERE, 'new', hostname, 'other');
export const newL4Route = (kind: 'TLSRoute' | 'TCPRoute' | 'UDPRoute', sectionName: string, hostname?: string) =>
  l4Route(kind, ELSEWHERE, 'new', {
    ...{ parent: PARENT, sectionName, ...(hostname !== undefined && { hostnames: [hostname] }) },
    backendRefs: [{ name: 'other', port: kind === 'UDPRoute' ? PORT.udp : PORT.tcp }],
  });

function grpcRoute(namespace: string, name: string, hostname: string, backend: string): KubeObject {
  return {
    apiVersion: API,
    kind: 'GRPCRoute',
    metadata: { name, namespace },
    spec: {
      parentRefs: [{ name: 'edge', namespace: LIVE }],
      hostnames: [hostname],
      rules: [{ backendRefs: [{ name: backend, port: PORT.http }] }],
    },
  };
}

/** What there is from the beginning: the backend `talk` with two pods that say who they are, the backend `other`, and their routes. */
export function beginning(): readonly KubeObject[] {
  const talk = (kind: 'TLSRoute' | 'TCPRoute' | 'UDPRoute', sectionName: string, port: number) =>
    l4Route(kind, LIVE, sectionName, {
      ...{ parent: 'edge', sectionName, backendRefs: [{ name: 'talk', port }] },
      ...(kind === 'TLSRoute' && { hostnames: [`talk.${sectionName}.example.com`] }),
    });
  return [
    {
      apiVersion: 'gatewright.dev/v1alpha1',
      kind: 'ProxyConfig',
      metadata: { name: 'quick', namespace: LIVE },
      spec: { drainTimeoutSeconds: DRAIN_SECONDS },
    },
    tlsSecret(LIVE, 'live', authority.issue(LIVE_HOSTS)),
    tlsSecret(LIVE, 'other', authority.issue(['other.example.com'])),
    tlsSecret(LIVE, 'through', authority.issue(['*.through.example.com'])),
    tlsSecret(ELSEWHERE, 'backend', authority.issue(['backend.test'])),
    edge(),
    ...l4Backend(LIVE, 'talk', { replicas: 2, version: '$(POD)', secret: 'through' }),
    ...l4Backend(ELSEWHERE, 'other', { secret: 'backend' }),
    httpRoute(LIVE, 'talk', {
      ...{ parent: 'edge', hostname: 'talk.live.example.com' },
      rules: [{ backendRefs: [{ name: 'talk', port: PORT.http }] }],
    }),
    httpRoute(ELSEWHERE, 'other', { parent: PARENT, hostname: 'other.example.com', rules: [toOther] }),
    grpcRoute(LIVE, 'talk', 'grpc.live.example.com', 'talk'),
    talk('TCPRoute', 'tcp', PORT.tcp),
    talk('UDPRoute', 'udp', PORT.udp),
    talk('TLSRoute', 'ended', PORT.tcp),
    talk('TLSRoute', 'through', PORT.https),
  ];
}

/** Clients of the Gateway, each with connections of its own. */
export class Clients {
  readonly #address: string;

  constructor(address: string) {
    this.#address = address;
  }

  /** Sends one request, with TLS but to the ports of HTTP. */
  send(to: number, host: string, more: Partial<SendOptions> = {}) {
    return send({ ...this.#options(to, host), ...more });
  }

  /** Waits until the backend `other` answers requests. */
  answered(to: number, host: string, more: Partial<SendOptions> = {}): Promise<unknown> {
    return answered({ ...this.#options(to, host), by: 'other', ...more });
  }

  /** Waits until no backend answers requests. */
  unanswered(to: number, host: string): Promise<void> {
    return eventually(async () => {
      const outcome = await this.send(to, host, to === 443 ? { tls: {} } : {}).then(
        ({ status }) => status,
        () => 'closed',
      );
      expect(['closed', 404, 421]).toContain(outcome);
    }, WAIT);
  }

  /** Waits until gRPC calls are answered by a backend, or by none. */
  called(port: number, host: string, by: string | undefined): Promise<void> {
    return eventually(async () => {
      const client = new GrpcClient(port, host, port === 443 ? ca : undefined, this.#address);
      try {
        expect((await client.call({ method: 'new.v1.New/New' })).echoed?.name).toBe(by);
      } finally {
        client.close();
      }
    }, WAIT);
  }

  connection(port: number) {
    return () => converse(port, undefined, this.#address);
  }

  tls(servername: string, port = 8443) {
    return () => converse(port, { servername, ca }, this.#address);
  }

  datagrams(port: number) {
    return () => converseUdp(port, this.#address);
  }

  #options(to: number, host: string): SendOptions {
    return { to, address: this.#address, host, ...(to !== 80 && to !== 8081 && { tls: { ca } }) };
  }
}
