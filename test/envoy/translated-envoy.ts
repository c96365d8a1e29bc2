import { encode } from '../../src/envoy/graph.js';
import { type JsonObject, staticBootstrap } from '../../src/envoy/testing/static-bootstrap.js';
import { Translation } from '../../src/gateway-api/testing/translation.js';
import type { Resource } from '../../src/resources/types.js';
import { type RunningEnvoy, startEnvoy } from './harness.js';

/** The real Envoy with what comes of the resources. Its listeners are on ports that the system chooses: ask for them by name. */
export async function envoyWith(...resources: readonly (Resource | string)[]): Promise<RunningEnvoy> {
  const translation = new Translation();
  const sharded = translation.graph.source<boolean>('sharded');
  const settings = { accessLog: 'off', bucketingSupported: true } as const;
  const encoded = encode(translation.graph, translation.model, { sharded }, settings);
  translation.apply(...resources);
  return startEnvoy({ bootstrap: anyPorts(staticBootstrap(encoded)) });
}

function anyPorts(bootstrap: JsonObject): JsonObject {
  const { listeners, ...rest } = bootstrap.static_resources as { listeners: JsonObject[] };
  const open = listeners.map((listener) => ({
    ...listener,
    address: { socket_address: { address: '127.0.0.1', port_value: 0 } },
  }));
  return { ...bootstrap, static_resources: { ...rest, listeners: open } };
}

/** A Service in namespace `infra` that leads to a port of 127.0.0.1. */
export function localService(name: string, port: number, appProtocol = ''): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: infra }
spec: { ports: [{ port: 80 ${appProtocol && `, appProtocol: ${appProtocol}`} }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}, namespace: infra, labels: { kubernetes.io/service-name: ${name} } }
addressType: IPv4
ports: [{ port: ${port} }]
endpoints: [{ addresses: [127.0.0.1] }]`;
}
