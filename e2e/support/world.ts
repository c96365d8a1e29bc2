import { expect } from '@jest/globals';
import { version } from '../../src/app/version.js';
import { eventually } from '../../test/envoy/eventually.js';
import { type Received, type SendOptions, send } from '../../test/envoy/http-client.js';
import { apply, get, type KubeObject, kubectl } from './kubectl.js';

/** Image of the program under test, which holds the echo backend too. */
export const IMAGE = `gatewright/gatewright:${version}`;
/** Namespace that the chart is installed in. */
export const SYSTEM = 'gatewright-system';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';

/** A namespace of a test, with nothing in it. */
export async function createNamespace(name: string, labels: Readonly<Record<string, string>> = {}): Promise<string> {
  await kubectl(['delete', 'namespace', name, '--ignore-not-found', '--wait']);
  await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  return name;
}

/** Does not wait for the end: proxies take a minute to drain, and nobody uses these names again without {@link createNamespace}. */
export async function deleteNamespaces(...names: readonly string[]): Promise<void> {
  await kubectl(['delete', 'namespace', ...names, '--ignore-not-found', '--wait=false']);
}

/** A Deployment of the echo backend with its Service on port 80; `version` defaults to the name. */
export function echoBackend(
  namespace: string,
  name: string,
  { replicas = 1, version = name, goesAfter = 3 } = {},
): KubeObject[] {
  return echoService(namespace, name, {
    ...{ replicas, version, goesAfter, args: [] },
    ports: [{ port: 80, targetPort: 8080 }],
  });
}

interface EchoServiceOptions {
  readonly replicas: number;
  /** What the pods call themselves; `$(POD)` is the name of the pod. */
  readonly version: string;
  /** Of `gatewright echo`, beside HTTP on port 8080. */
  readonly args: readonly string[];
  /** Of the Service. */
  readonly ports: readonly object[];
  /** A Secret to mount at `/tls`. */
  readonly secret?: string;
  /** Seconds that a pod serves on when it is to end. Requests that are on their way on a connection would be lost with it. Default 3. */
  readonly goesAfter?: number;
}

/** A Deployment of the echo backend with its Service. */
export function echoService(
  namespace: string,
  name: string,
  { replicas, version, args, ports, secret, goesAfter = 3 }: EchoServiceOptions,
): KubeObject[] {
  const labels = { app: name };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { selector: labels, ports },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            terminationGracePeriodSeconds: 10,
            containers: [
              {
                name: 'echo',
                image: IMAGE,
                imagePullPolicy: 'IfNotPresent',
                args: ['echo', '--name', version, '--host', '0.0.0.0', '--port', '8080', ...args],
                env: [{ name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
                readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
                lifecycle: { preStop: { sleep: { seconds: goesAfter } } },
                resources: { requests: { cpu: '5m', memory: '32Mi' } },
                ...(secret !== undefined && { volumeMounts: [{ name: 'tls', mountPath: '/tls', readOnly: true }] }),
              },
            ],
            ...(secret !== undefined && { volumes: [{ name: 'tls', secret: { secretName: secret } }] }),
          },
        },
      },
    },
  ];
}

export function gateway(namespace: string, name: string, spec: object = {}): KubeObject {
  return {
    apiVersion: GATEWAY_API,
    kind: 'Gateway',
    metadata: { name, namespace },
    spec: {
      gatewayClassName: 'gatewright',
      listeners: [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } }],
      ...spec,
    },
  };
}

export function proxyConfig(namespace: string, name: string, spec: object): KubeObject {
  return { apiVersion: 'gatewright.dev/v1alpha1', kind: 'ProxyConfig', metadata: { name, namespace }, spec };
}

/** Of the `spec` of a Gateway whose proxy is run by a ProxyConfig of its namespace. */
export function ownParameters(name: string): object {
  return { infrastructure: { parametersRef: { group: 'gatewright.dev', kind: 'ProxyConfig', name } } };
}

/** An HTTPRoute; a backend is a name, or a whole backendRef. */
export function httpRoute(
  namespace: string,
  name: string,
  { parent, hostname, rules }: { parent: string; hostname: string; rules: readonly object[] },
): KubeObject {
  const [parentNamespace, parentName] = parent.includes('/') ? parent.split('/') : [namespace, parent];
  return {
    apiVersion: GATEWAY_API,
    kind: 'HTTPRoute',
    metadata: { name, namespace },
    spec: { parentRefs: [{ name: parentName, namespace: parentNamespace }], hostnames: [hostname], rules },
  };
}

export function conditionOf(
  holder: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] } | undefined,
  type: string,
): { readonly status: string; readonly reason: string; readonly message: string } {
  const found = holder?.conditions?.find((condition) => condition.type === type);
  return (found ?? { status: 'none', reason: '', message: '' }) as ReturnType<typeof conditionOf>;
}

export async function deployed(namespace: string, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await kubectl(['rollout', 'status', `deployment/${name}`, '-n', namespace, '--timeout=120s']);
  }
}

/** Waits until a Gateway is programmed. @returns its first address. */
export function programmed(namespace: string, name: string): Promise<string> {
  return eventually(
    async () => {
      const { status, metadata } = await get('gateway', name, namespace);
      const condition = conditionOf(status, 'Programmed');
      expect({ ...condition }).toMatchObject({ status: 'True', observedGeneration: metadata.generation });
      return status.addresses[0].value as string;
    },
    { timeoutMs: 60_000, everyMs: 200 },
  );
}

/** Waits until a request is answered by a backend. @returns the answer. */
export function answered(options: SendOptions & { readonly by: string }): Promise<Received> {
  return eventually(
    async () => {
      const answer = await send(options);
      expect({ status: answer.status, by: nameOf(answer) }).toEqual({ status: 200, by: options.by });
      return answer;
    },
    { timeoutMs: 30_000, everyMs: 50 },
  );
}

/** Name of the echo backend that answered. */
export function nameOf({ body }: Received): string | undefined {
  try {
    return (JSON.parse(body) as { name?: string }).name;
  } catch {
    return undefined;
  }
}

/** Waits until a route's first parent entry of ours has a condition with this status. */
export function routeCondition(
  kind: string,
  namespace: string,
  name: string,
  type: string,
  status: 'True' | 'False',
  controller = 'gatewright.dev/gateway-controller',
): Promise<{ readonly reason: string; readonly message: string }> {
  return eventually(
    async () => {
      const route = await get(kind, name, namespace);
      const own = route.status?.parents?.find(
        (parent: { controllerName: string }) => parent.controllerName === controller,
      );
      const condition = conditionOf(own, type);
      expect(condition.status).toBe(status);
      return condition;
    },
    { timeoutMs: 30_000, everyMs: 100 },
  );
}
