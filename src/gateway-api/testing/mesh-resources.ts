import type { MeshHandling } from '../../model/index.js';
import type { Translation } from './translation.js';

/** Of the {@link route}s below. */
export const SERVICE = `
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: app }
spec: { clusterIP: 10.96.0.1, ports: [{ name: web, port: 80 }, { name: api, port: 8080, appProtocol: http }, { name: db, port: 5432, appProtocol: postgresql }] }
`;

/** The same with another spec. */
export function service(spec: string): string {
  return `
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: app }
spec: ${spec}
`;
}

/** A route whose parent is the Service. @param ref more of the reference to it */
export function route(
  kind: string,
  name: string,
  {
    ref = '',
    namespace = 'app',
    created = '2024-01-01T00:00:00Z',
    spec = 'rules: [{ backendRefs: [{ name: shop, port: 80 }] }]',
  } = {},
): string {
  return `
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace}, creationTimestamp: "${created}" }
spec:
  parentRefs: [{ group: "", kind: Service, name: shop, namespace: app${ref && `, ${ref}`} }]
  ${spec}
`;
}

/** Conditions of the status for one parent, as `type status reason`, and what is said of the first. */
export function told(translation: Translation, key: string, parent = 0) {
  const status = translation.model.statuses.get(key)?.status;
  const entry = status && 'parents' in status ? status.parents[parent] : undefined;
  return {
    controllerName: entry?.controllerName,
    conditions: entry?.conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`),
    message: entry?.conditions[0]?.message,
  };
}

export const ACCEPTED = ['Accepted True Accepted', 'ResolvedRefs True ResolvedRefs'];
export const refused = (reason: string) => [`Accepted False ${reason}`, 'ResolvedRefs True ResolvedRefs'];

export const http = (detect: boolean): MeshHandling => ({ type: 'HTTP', detect });

export function handlings({ model }: Translation): Record<string, MeshHandling> {
  return Object.fromEntries([...model.meshFrontends.entries()].map(([key, { handling }]) => [key, handling]));
}
