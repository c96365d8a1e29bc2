import { Pipeline } from '../../src/app/pipeline.js';
import { bootstrapFieldsProblem } from '../../src/envoy/bootstrap-fields.js';
import { MESH } from '../../src/gateway-api/testing/translation.js';
import { SETTINGS } from '../../src/infrastructure/testing/proxy.js';
import { decode } from '../../src/resources/decode.js';
import { keyOf } from '../../src/resources/kinds.js';
import { readLive } from '../../src/resources/read-live.js';
import { schemaOf } from '../../src/resources/schema.js';
import type { Resource } from '../../src/resources/types.js';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const MOST_LISTENERS = 64;
const owned = { uid: 'u', generation: 1, creationTimestamp: '2025-01-01T00:00:00Z' };

/** What the large objects are for: a Gateway with as many listeners as there can be, and backends with TLS. Large objects replace some of it. */
const OBJECTS: readonly object[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { ...owned, name: 'default', labels: { a: 'b' } } },
  {
    apiVersion: GATEWAY_API,
    kind: 'GatewayClass',
    metadata: { ...owned, name: 'class' },
    spec: {
      controllerName: MESH.controllerName,
      parametersRef: { group: 'gatewright.dev', kind: 'ProxyConfig', namespace: 'default', name: 'hostile' },
    },
  },
  {
    apiVersion: GATEWAY_API,
    kind: 'Gateway',
    metadata: { ...owned, name: 'gateway', namespace: 'default' },
    spec: {
      gatewayClassName: 'class',
      allowedListeners: { namespaces: { from: 'All' } },
      listeners: Array.from({ length: MOST_LISTENERS }, (_, index) => listener(index)),
    },
  },
  {
    apiVersion: GATEWAY_API,
    kind: 'HTTPRoute',
    metadata: { ...owned, name: 'route', namespace: 'default' },
    spec: {
      parentRefs: [{ name: 'gateway' }],
      rules: [
        {
          backendRefs: [
            { name: 'hostile', port: 80 },
            { name: 'service', port: 80 },
          ],
        },
      ],
    },
  },
  {
    apiVersion: GATEWAY_API,
    kind: 'BackendTLSPolicy',
    metadata: { ...owned, name: 'policy', namespace: 'default' },
    spec: {
      targetRefs: [{ group: '', kind: 'Service', name: 'service' }],
      validation: {
        hostname: 'service.example',
        caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'hostile' }],
      },
    },
  },
  ...['service', 'hostile'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...owned, name, namespace: 'default' },
    spec: {
      clusterIP: '10.0.0.1',
      clusterIPs: ['10.0.0.1'],
      ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }],
      selector: { a: 'b' },
    },
  })),
];

function listener(index: number): object {
  const name = `l${index}`;
  const hostname = index % 2 === 0 ? `*.example${index}.com` : `a${index}.example.com`;
  switch (index % 8) {
    case 0:
      return {
        name,
        port: 443,
        protocol: 'HTTPS',
        hostname,
        tls: { certificateRefs: [{ group: '', kind: 'Secret', name: 'hostile' }] },
      };
    case 1:
      return { name, port: 8443, protocol: 'TLS', hostname, tls: { mode: 'Passthrough' } };
    case 2:
      return { name, port: 9000 + index, protocol: 'TCP' };
    case 3:
      return { name, port: 9000 + index, protocol: 'UDP' };
    default:
      return { name, port: 80, protocol: 'HTTP', ...(index > 4 && { hostname }) };
  }
}

/** Everything that is done with an object that an API server sends, until its statuses, the resources of Envoy and the objects of proxies are there. */
export class Environment {
  readonly #pipeline = new Pipeline({
    settings: { ...MESH, bootstrapProblem: bootstrapFieldsProblem },
    envoy: {
      accessLog: 'stdout',
      bucketingSupported: true,
      mesh: { trustDomain: 'cluster.local', addresses: ['0.0.0.0'] },
    },
    infrastructure: SETTINGS,
    // What no API server takes may throw.
    onError: () => {},
  });
  readonly #own = new Map<string, Resource>();

  constructor() {
    this.#pipeline.trust('PEM');
    for (const object of OBJECTS) {
      const admission = readLive(object as Readonly<Record<string, unknown>>);
      if (!admission.ok) throw new Error(`${JSON.stringify(object)}: ${JSON.stringify(admission.errors)}`);
      this.#own.set(id(admission.object), admission.object);
      this.#apply(admission.object, admission.object);
    }
  }

  /**
   * Reads an object and translates it. It is translated even if a rule of its CRD refuses it: that is more work than there can be. Gives back whether
   * it was taken.
   */
  put(object: Resource): boolean {
    const admission = readLive(object as unknown as Readonly<Record<string, unknown>>);
    this.#apply(object, admission.ok ? admission.object : withDefaults(object));
    return admission.ok;
  }

  /** Bytes of everything that Envoy gets. */
  get delivered(): number {
    let bytes = 0;
    for (const { resource } of this.#pipeline.delivered()) bytes += resource.any.length;
    return bytes;
  }

  /** As before there was the object. */
  remove(object: Resource): void {
    this.#apply(object, this.#own.get(id(object)));
  }

  #apply({ kind, metadata }: Resource, resource: Resource | undefined): void {
    this.#pipeline.apply([{ kind, key: keyOf({ kind, metadata } as Resource), resource }] as Parameters<
      Pipeline['apply']
    >[0]);
  }
}

function withDefaults(object: Resource): Resource {
  const { apiVersion, kind, metadata, ...rest } = object as Resource & { readonly status?: unknown };
  const schema = schemaOf(kind, apiVersion.slice(apiVersion.indexOf('/') + 1), 'experimental');
  return schema === undefined
    ? object
    : ({ ...(decode(rest, schema.object).value as object), apiVersion, kind, metadata } as Resource);
}

function id(object: Resource): string {
  return `${object.kind} ${keyOf(object)}`;
}
