import { expect } from '@jest/globals';
import type { TestCertificate } from '../../src/gateway-api/testing/certificate.js';
import { eventually } from '../../test/envoy/eventually.js';
import type { Conversation } from '../../test/envoy/l4.js';
import type { KubeObject } from './kubectl.js';
import { echoService } from './world.js';

export type L4Kind = 'TLSRoute' | 'TCPRoute' | 'UDPRoute';

/** Ports of the Service of an {@link l4Backend}. */
export const PORT = { http: 80, https: 443, tcp: 5432, udp: 53 } as const;

/** An echo backend that answers HTTP, connections, datagrams and TLS. */
export function l4Backend(
  namespace: string,
  name: string,
  { replicas = 1, version = name, secret }: { replicas?: number; version?: string; secret?: string } = {},
): KubeObject[] {
  const shown = secret === undefined ? [] : ['--certificate', '/tls/tls.crt', '--key', '/tls/tls.key'];
  return echoService(namespace, name, {
    ...{ replicas, version, ...(secret !== undefined && { secret }) },
    args: ['--https', '8443', '--tcp', '9000', '--udp', '9000', ...shown],
    ports: [
      { name: 'http', port: PORT.http, targetPort: 8080 },
      { name: 'https', port: PORT.https, targetPort: 8443 },
      { name: 'tcp', port: PORT.tcp, targetPort: 9000 },
      { name: 'dns-tcp', port: PORT.udp, targetPort: 9000 },
      { name: 'dns', port: PORT.udp, targetPort: 9000, protocol: 'UDP' },
    ],
  });
}

interface L4RouteOptions {
  /** `namespace/name` of a Gateway, or its name in the namespace of the route. */
  readonly parent: string;
  readonly sectionName: string;
  readonly hostnames?: readonly string[];
  readonly backendRefs: readonly object[];
}

export function l4Route(
  kind: L4Kind,
  namespace: string,
  name: string,
  { parent, sectionName, hostnames, backendRefs }: L4RouteOptions,
): KubeObject {
  const [parentNamespace, parentName] = parent.includes('/') ? parent.split('/') : [namespace, parent];
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind,
    metadata: { name, namespace },
    spec: {
      parentRefs: [{ name: parentName, namespace: parentNamespace, sectionName }],
      ...(hostnames && { hostnames }),
      rules: [{ backendRefs }],
    },
  };
}

export function tlsSecret(namespace: string, name: string, { certificate, key }: TestCertificate): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    type: 'kubernetes.io/tls',
    stringData: { 'tls.crt': certificate, 'tls.key': key },
  };
}

/** Who answers one new conversation. @throws Error when nobody does. */
export async function asked(start: () => Promise<Conversation>): Promise<string> {
  const conversation = await start();
  return conversation.ask().finally(() => conversation.close());
}

/** Waits until a new conversation is answered by a backend. */
export function answersTo(start: () => Promise<Conversation>, by: string): Promise<void> {
  return eventually(async () => expect(await asked(start)).toBe(by), { timeoutMs: 30_000, everyMs: 100 });
}

/** Waits until nobody answers new conversations. */
export function nobodyAnswers(start: () => Promise<Conversation>): Promise<void> {
  return eventually(() => expect(asked(start)).rejects.toThrow(), { timeoutMs: 30_000, everyMs: 100 });
}

/** How many of so many new conversations were answered by whom; those that were not, by `nobody`. */
export async function shares(start: () => Promise<Conversation>, count: number): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (let i = 0; i < count; i++) {
    const who = await asked(start).catch(() => 'nobody');
    found[who] = (found[who] ?? 0) + 1;
  }
  return found;
}
