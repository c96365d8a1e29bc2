/** Gateway API files for a bench: one Gateway, one backend, and routes with one hostname each. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function gatewayYaml(port: number, backendPort: number): string {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: gatewright}
spec: {controllerName: gatewright.dev/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: bench, namespace: default}
spec:
  gatewayClassName: gatewright
  listeners: [{name: http, port: ${port}, protocol: HTTP}]
---
apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XBackend
metadata: {name: backend, namespace: default}
spec:
  type: ExternalHostname
  externalHostname: {hostname: 127.0.0.1}
  port: {number: ${backendPort}}
`;
}

/** Two rules, as gateway-api-bench has them: one with a header filter, one plain. `variant` changes what the route does, not where it matches. */
export function routeYaml(name: string, hostname: string, variant = 0): string {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: default}
spec:
  parentRefs: [{name: bench}]
  hostnames: [${hostname}]
  rules:
  - matches: [{path: {type: PathPrefix, value: /a}}]
    filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-variant, value: v${variant}}]}}]
    backendRefs: [{group: gateway.networking.x-k8s.io, kind: XBackend, name: backend}]
  - backendRefs: [{group: gateway.networking.x-k8s.io, kind: XBackend, name: backend}]
`;
}

/** A folder with the Gateway and `count` routes, a file each. */
export function writeFixture(folder: string, ports: { listener: number; backend: number }, count: number): void {
  mkdirSync(join(folder, 'routes'), { recursive: true });
  writeFileSync(join(folder, 'gateway.yaml'), gatewayYaml(ports.listener, ports.backend));
  for (let i = 0; i < count; i++) {
    writeFileSync(join(folder, 'routes', `route-${i}.yaml`), routeYaml(`route-${i}`, `host-${i}.bench.test`));
  }
}
