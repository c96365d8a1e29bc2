import type { TestCertificate } from '../../src/gateway-api/testing/certificate.js';

/** Objects for tests of TLS, all of them in one namespace. */
const GATEWAY_API = 'gateway.networking.k8s.io/v1';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** What a server or a client shows. */
export const shown = ({ certificate, key }: TestCertificate) => ({ cert: certificate, key });

export const configMap = (name: string, ...certificates: readonly string[]) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { 'ca.crt': certificates.join('') },
});

export const clusterTrustBundle = (name: string, ...certificates: readonly string[]) => ({
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'ClusterTrustBundle',
  metadata: { name },
  spec: { trustBundle: certificates.join('') },
});

export const secret = (name: string, { certificate, key }: TestCertificate) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  type: 'kubernetes.io/tls',
  data: { 'tls.crt': base64(certificate), 'tls.key': base64(key) },
});

/** With one endpoint, on this machine. */
export const service = (name: string, port: number, appProtocol?: string) => [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { ports: [{ name: 'main', port: 443, ...(appProtocol && { appProtocol }) }] },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: 'main', port }],
    endpoints: [{ addresses: ['127.0.0.1'] }],
  },
];

export const caRef = (name: string) => ({ group: '', kind: 'ConfigMap', name });

export const bundleRef = (name: string) => ({ group: 'certificates.k8s.io', kind: 'ClusterTrustBundle', name });

/** For the Service of the same name. */
export const policy = (name: string, ca: string, validation: object = {}) => ({
  apiVersion: GATEWAY_API,
  kind: 'BackendTLSPolicy',
  metadata: { name },
  spec: {
    targetRefs: [{ group: '', kind: 'Service', name }],
    validation: { hostname: 'backend.test', caCertificateRefs: [caRef(ca)], ...validation },
  },
});

/** Requests for `/NAME` go to the Service of that name. */
export const route = (gateways: readonly string[], services: readonly string[]) => ({
  apiVersion: GATEWAY_API,
  kind: 'HTTPRoute',
  metadata: { name: 'all' },
  spec: {
    parentRefs: gateways.map((name) => ({ name })),
    rules: services.map((name) => ({ matches: [{ path: { value: `/${name}` } }], backendRefs: [{ name, port: 443 }] })),
  },
});

export const gatewayClass = {
  apiVersion: GATEWAY_API,
  kind: 'GatewayClass',
  metadata: { name: 'gatewright' },
  spec: { controllerName: 'gatewright.dev/gateway-controller' },
};

export const gateway = (name: string, listeners: readonly object[], tls?: object) => ({
  apiVersion: GATEWAY_API,
  kind: 'Gateway',
  metadata: { name },
  spec: { gatewayClassName: 'gatewright', listeners, ...(tls && { tls }) },
});
