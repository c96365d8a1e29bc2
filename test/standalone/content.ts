/** Gateway API files for tests of standalone mode. */

export const gatewayYaml = (port: number, extra = '') => `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: gatewright}
spec: {controllerName: gatewright.dev/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web}
spec:
  gatewayClassName: gatewright
  listeners:
  - {name: http, port: ${port}, protocol: HTTP}
${extra}`;

export const backendYaml = (name: string, port: number) => `apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XBackend
metadata: {name: ${name}}
spec:
  type: ExternalHostname
  externalHostname: {hostname: 127.0.0.1}
  port: {number: ${port}}
`;

/** Rules as flow YAML, so that a test can show what it changes on one line. */
export const routeYaml = (
  name: string,
  hostname: string,
  rules: string,
  parent = 'web',
) => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}}
spec:
  parentRefs: [{name: ${parent}}]
  hostnames: [${hostname}]
  rules: ${rules}
`;

export const to = (name: string, weight = 1) =>
  `{group: gateway.networking.x-k8s.io, kind: XBackend, name: ${name}, weight: ${weight}}`;
